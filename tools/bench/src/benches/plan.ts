import { alternate, type Side } from '../alternate.ts'
import type { Bench } from '../bench.ts'
import { inScratchProject } from '../generated-project/scratch-project.ts'
import { measurement } from '../measurement.ts'
import type { PlanArgument } from '../plan/settings.ts'

/** Seconds for 10,000 models. */
const ALLOWED = 0.5

const plan: Bench = {
  name: 'plan',
  summary: 'the plan of a generated project that is loaded, beside a loop that makes tasks and edges, and a target',
  defaultRows: [10_000],
  defaultRepeat: 3,
  run: (options) =>
    inScratchProject({ models: options.rows, perFile: 10 }, async (folder) => {
      const argument: PlanArgument = { folder, models: options.rows }
      const side = (script: string): Side => ({ script: new URL(script, import.meta.url), argument, prepare: async () => undefined })
      const sides = { ours: side('../plan/ours.ts'), limit: side('../plan/by-hand.ts') }
      const found = await alternate('plan', options.rows, sides, options)
      // The process is nearly all loading, which the bench load measures.
      return found
        .filter((each) => each.case === 'step')
        .flatMap((step) => [measurement({ ...step, case: 'target', limit: (ALLOWED * options.rows) / 10_000 }), step])
    }),
}

export default plan
