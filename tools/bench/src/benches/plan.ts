import { alternate, type Side } from '../alternate.ts'
import type { Bench } from '../bench.ts'
import { inScratchProject } from '../generated-project/scratch-project.ts'
import { measurement } from '../measurement.ts'
import type { PlanArgument } from '../plan/settings.ts'

/** Seconds for 10,000 models. */
const ALLOWED = { plan: 0.5, state: 0.2 }

const plan: Bench = {
  name: 'plan',
  summary:
    'the plan of a generated project that is loaded, beside a loop that makes tasks and edges and a target, and what changed since a manifest',
  defaultRows: [10_000],
  defaultRepeat: 3,
  run: (options) =>
    inScratchProject({ models: options.rows, perFile: 10 }, async (folder) => {
      const argument: PlanArgument = { folder, models: options.rows }
      const side = (script: string): Side => ({ script: new URL(script, import.meta.url), argument, prepare: async () => undefined })
      const byHand = side('../plan/by-hand.ts')
      // The process is nearly all loading, which the bench load measures.
      const steps = async (script: string) =>
        (await alternate('plan', options.rows, { ours: side(script), limit: byHand }, options)).filter((each) => each.case === 'step')
      const within = async (script: string, of: string, seconds: number) =>
        (await steps(script)).map((step) => measurement({ ...step, case: of, limit: (seconds * options.rows) / 10_000 }))
      return [
        ...(await within('../plan/loaded.ts', 'target', ALLOWED.plan)),
        ...(await within('../plan/state.ts', 'state', ALLOWED.state)),
        ...(await steps('../plan/first.ts')),
      ]
    }),
}

export default plan
