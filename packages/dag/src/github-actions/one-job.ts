import type { Plan } from '@meshwright/contracts'
import { DagError } from '../dag-error.ts'
import type { EmitOptions } from '../emitter.ts'
import { tasksInOrder } from '../tasks-in-order.ts'
import { planName } from '../plan-name.ts'
import type { YamlValue } from '../yaml-text.ts'
import { inertExpression } from './expression-text.ts'
import { job, SET_UP, taskStep } from './job-steps.ts'

/** What GitHub evaluates at most in one expression, in characters. */
const LONGEST_EXPRESSION = 21_000

/**
 * Every task as a step, each after what it waits for, and run where all of that succeeded. The home folder, which holds a warehouse that
 * is a file, is taken over from the run before.
 */
export function oneJob(plan: Plan, ids: ReadonlyMap<string, string>, options: EmitOptions): YamlValue {
  const home = options.home ?? '.meshwright'
  const path = options.directory === undefined || home.startsWith('/') ? home : `${options.directory}/${home}`
  const kept = `${planName(plan)}-home-`
  const cache = { path: inertExpression(path), key: `${kept}\${{ github.run_id }}-\${{ github.run_attempt }}` }
  const awaited = new Map<string, Set<string>>(plan.tasks.map(({ id }) => [id, new Set()]))
  for (const { from, to } of plan.edges) awaited.get(to)?.add(from)
  const steps = tasksInOrder(plan).map((task) => {
    const needed = [SET_UP, ...[...(awaited.get(task.id) ?? [])].map((id) => ids.get(id))]
    const condition = `\${{ !cancelled() && ${needed.map((id) => `steps.${id}.outcome == 'success'`).join(' && ')} }}`
    if (condition.length > LONGEST_EXPRESSION)
      throw new DagError(
        'plan-unfit',
        `github-actions: ${JSON.stringify(task.id)} waits for ${needed.length - 1} tasks, more than one condition can name; emit with --granularity layer or project, or with --jobs each`,
      )
    return { id: ids.get(task.id), if: condition, ...taskStep(plan, task, options) }
  })
  return {
    run: job(plan, options, {}, [
      { uses: 'actions/cache/restore@v4', with: { ...cache, 'restore-keys': kept } },
      ...steps,
      { uses: 'actions/cache/save@v4', if: '${{ always() }}', with: cache },
    ]),
  }
}
