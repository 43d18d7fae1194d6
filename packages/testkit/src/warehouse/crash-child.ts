// Run as a process of its own: node crash-child.ts <json>. It stages and publishes, and is killed at the named step.
import type { Environment, JsonValue } from '@meshwright/contracts'
import type { Warehouse } from '@meshwright/sql'
import { CRASH_ID, crashSet, stageCrashSet } from './crash-scenario.ts'

/** Where the process is killed: the n-th time a step is announced, or between two batches of a load. */
export interface CrashPoint {
  readonly step: string
  readonly nth: number
}

export interface CrashTask {
  readonly module: string
  readonly settings: JsonValue
  readonly home: string
  readonly environment: Environment
  readonly point: CrashPoint
}

async function main(task: CrashTask): Promise<void> {
  const { default: make } = (await import(task.module)) as { default: (settings: JsonValue) => Warehouse }
  let armed = false
  const passed = new Map<string, number>()
  const reach = (step: string) => {
    if (!armed) return
    const nth = (passed.get(step) ?? 0) + 1
    passed.set(step, nth)
    if (step !== task.point.step || nth !== task.point.nth) return
    process.kill(process.pid, 'SIGKILL')
    // The signal is on its way: nothing of ours may run any more.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }
  const store = await make(task.settings).open({
    home: task.home,
    environment: task.environment,
    signal: new AbortController().signal,
    access: 'write',
    waitSeconds: 30,
    onStep: reach,
  })
  armed = true
  const set = crashSet(task.environment, CRASH_ID, 2n)
  await stageCrashSet(store, set, 'new', () => reach('between batches'))
  await store.publish(set)
  await store.close()
  process.stdout.write(JSON.stringify(Object.fromEntries(passed)))
}

await main(JSON.parse(process.argv[2] ?? '') as CrashTask)
