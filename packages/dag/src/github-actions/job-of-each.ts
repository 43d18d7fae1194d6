import type { Plan } from '@meshwright/contracts'
import type { EmitOptions } from '../emitter.ts'
import type { YamlValue } from '../yaml-text.ts'
import { inertExpression } from './expression-text.ts'
import { job, taskStep } from './job-steps.ts'

/** A job of each task, after those it waits for. A pool of one slot is a group in which one job runs and the others queue. */
export function jobOfEach(plan: Plan, ids: ReadonlyMap<string, string>, options: EmitOptions): YamlValue {
  const awaited = new Map<string, Set<string>>(plan.tasks.map(({ id }) => [id, new Set()]))
  for (const { from, to } of plan.edges) awaited.get(to)?.add(from)
  const single = new Set(plan.pools.filter(({ slots }) => slots === 1).map(({ name }) => name))
  return Object.fromEntries(
    plan.tasks.map((task) => {
      const { name, run } = taskStep(plan, task, options)
      const needs = [...(awaited.get(task.id) ?? [])].map((id) => ids.get(id) ?? '')
      const rest = {
        name,
        needs: needs.length === 0 ? undefined : needs,
        concurrency:
          task.pool !== null && single.has(task.pool)
            ? { group: `${POOL_GROUP}${inertExpression(task.pool)}`, 'cancel-in-progress': false, queue: 'max' }
            : undefined,
      }
      return [ids.get(task.id) ?? '', job(plan, options, rest, [{ name, run }])]
    }),
  )
}

export const POOL_GROUP = 'meshwright pool '
