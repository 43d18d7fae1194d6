import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench } from '../bench.ts'
import { coldProcess, type Sample } from '../cold-process.ts'
import { measurement, median } from '../measurement.ts'

const COMMAND = fileURLToPath(new URL('../published-command.js', import.meta.url))
const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url))
/** What a task may take beyond a Node that does nothing, in seconds. */
const ALLOWED = 0.3

const task: Bench = {
  name: 'task',
  summary: 'meshwright run --task over a Node that does nothing: one task of a scheduler in a process of its own',
  defaultRows: [1],
  defaultRepeat: 15,
  async run({ rows, repeat, say }) {
    const folder = mkdtempSync(join(tmpdir(), 'meshwright-bench-task-'))
    const project = join(folder, 'shop')
    const meshwright = (cwd: string, ...args: string[]) => coldProcess(process.execPath, [COMMAND, ...args], cwd)
    try {
      await meshwright(folder, 'init', 'shop')
      symlinkSync(MODULES, join(project, 'node_modules'))
      await meshwright(project, 'run')
      const bare: Sample[] = []
      const tasks: Sample[] = []
      for (let round = 0; round <= repeat; round++) {
        const nothing = await coldProcess(process.execPath, ['-e', '0'], project)
        // It looks at the file, finds it as it was, and says so to the gate.
        const shown = await meshwright(project, 'run', '--task', 'ingest:orders', '--run-id', 'nightly', '--try', '1')
        if (round === 0) continue // a warm-up
        bare.push(nothing)
        tasks.push(shown)
        say(`round ${round}  node ${nothing.seconds.toFixed(3)} s  task ${shown.seconds.toFixed(3)} s`)
      }
      const limit = median(bare.map((sample) => sample.seconds)) + ALLOWED
      const seconds = median(tasks.map((sample) => sample.seconds))
      const rss_mb = Math.max(...tasks.map((sample) => sample.rss_mb))
      return [measurement({ bench: 'task', case: 'ingest', rows, seconds, limit, rss_mb })]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

export default task
