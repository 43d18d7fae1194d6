import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alternate, type Side } from '../alternate.ts'
import type { Bench } from '../bench.ts'
import { measurement } from '../measurement.ts'
import type { RunnerArgument } from '../runner/settings.ts'

/** Seconds for each task. */
const ALLOWED = 0.001

const runner: Bench = {
  name: 'runner',
  summary: 'a run of tasks over an engine that does nothing, beside a loop by hand, and a target',
  defaultRows: [10_000],
  defaultRepeat: 3,
  async run(options) {
    const folder = mkdtempSync(join(tmpdir(), 'meshwright-bench-runner-'))
    const home = join(folder, 'home')
    const argument: RunnerArgument = { models: options.rows / 2, home }
    const prepare = async () => rmSync(home, { recursive: true, force: true })
    const side = (script: string): Side => ({ script: new URL(script, import.meta.url), argument, prepare })
    try {
      const found = await alternate(
        'runner',
        options.rows,
        { ours: side('../runner/ours.ts'), limit: side('../runner/by-hand.ts') },
        options,
      )
      return found
        .filter((each) => each.case === 'step')
        .flatMap((step) => [measurement({ ...step, case: 'target', limit: ALLOWED * options.rows }), step])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

export default runner
