import type { Plan } from '@meshwright/contracts'

/**
 * How long each task and what waits for it take at least, one after another: the longest path to an end of the plan. In milliseconds where
 * durations are known; a task without one counts as long as the mean of the others, and where none is known each counts as one.
 * Throws what `refuse` makes of the tasks of a cycle.
 */
export function criticalPaths(
  plan: Pick<Plan, 'tasks'>,
  followers: readonly (readonly number[])[],
  durations: ReadonlyMap<string, number>,
  refuse: (cycle: readonly string[]) => Error,
): Float64Array {
  const known = plan.tasks.flatMap(({ id }) => durations.get(id) ?? [])
  const usual = known.length === 0 ? 1 : Math.max(1, known.reduce((sum, each) => sum + each, 0) / known.length)
  const waits = new Int32Array(plan.tasks.length)
  for (const each of followers) for (const index of each) waits[index] = (waits[index] ?? 0) + 1
  const order: number[] = []
  for (const index of plan.tasks.keys()) if (waits[index] === 0) order.push(index)
  for (const index of order)
    for (const next of followers[index] ?? []) if (--(waits as Record<number, number>)[next]! === 0) order.push(next)
  if (order.length < plan.tasks.length) throw refuse(plan.tasks.flatMap(({ id }, index) => ((waits[index] ?? 0) > 0 ? [id] : [])))
  const paths = new Float64Array(plan.tasks.length)
  for (const index of order.toReversed()) {
    let longest = 0
    for (const next of followers[index] ?? []) longest = Math.max(longest, paths[next] ?? 0)
    paths[index] = longest + (durations.get(plan.tasks[index]?.id ?? '') ?? usual)
  }
  return paths
}
