// Run as a process of its own: node kill-child.ts <json>. It runs the shop, and is killed when the n-th moment of the run comes; without
// n it prints all its moments.
import { duckdb } from '@meshwright/duckdb'
import { postgres } from '@meshwright/postgres'
import { runProject } from '../src/index.ts'
import { shop } from './shop.ts'

export interface KillTask {
  readonly data: string
  readonly home: string
  /** Of a Postgres; undefined for DuckDB in the home. */
  readonly url: string | undefined
  readonly kill: number | undefined
}

const task = JSON.parse(process.argv[2] ?? '') as KillTask
const moments: string[] = []
const reach = (moment: string) => {
  moments.push(moment)
  if (moments.length !== task.kill) return
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way: nothing of ours may run any more.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
const warehouse = task.url === undefined ? duckdb({ threads: 1 }) : postgres({ url: task.url, leaseSeconds: 1 })
const summary = await runProject(shop(task.data, warehouse), {
  home: task.home,
  parallel: 1,
  onStep: reach,
  onProgress: (progress) => {
    if (progress.event === 'started') reach(`begins ${progress.task.id}`)
    if (progress.event === 'finished') reach(`ended ${progress.result.task.id}`)
  },
})
process.stdout.write(JSON.stringify({ status: summary.status, moments }))
