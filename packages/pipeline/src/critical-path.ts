import type { Plan } from '@meshwright/contracts'

/** The tasks of a plan by index, each after all it waits for. Throws what `refuse` makes of the tasks of a cycle. */
export function taskOrder(
  { tasks }: Pick<Plan, 'tasks'>,
  followers: readonly (readonly number[])[],
  refuse: (cycle: readonly string[]) => Error,
): readonly number[] {
  const waits = new Int32Array(tasks.length)
  for (const each of followers) for (const index of each) waits[index] = (waits[index] ?? 0) + 1
  const order: number[] = []
  for (const index of tasks.keys()) if (waits[index] === 0) order.push(index)
  for (const index of order)
    for (const next of followers[index] ?? []) if (--(waits as Record<number, number>)[next]! === 0) order.push(next)
  if (order.length < tasks.length) throw refuse(tasks.flatMap(({ id }, index) => ((waits[index] ?? 0) > 0 ? [id] : [])))
  return order
}

/** How long each task and what waits for it take at least, one after another: the longest path to an end of the plan. */
export function longestPaths(
  order: readonly number[],
  followers: readonly (readonly number[])[],
  lasts: (index: number) => number,
): Float64Array {
  const paths = new Float64Array(order.length)
  for (let at = order.length - 1; at >= 0; at--) {
    const index = order[at] as number
    let longest = 0
    for (const next of followers[index] ?? []) longest = Math.max(longest, paths[next] ?? 0)
    paths[index] = longest + lasts(index)
  }
  return paths
}

/**
 * The longest paths in milliseconds, where durations are known; a task without one counts as long as the mean of the others, and where none
 * is known each counts as one. Throws what `refuse` makes of the tasks of a cycle.
 */
export function criticalPaths(
  plan: Pick<Plan, 'tasks'>,
  followers: readonly (readonly number[])[],
  durations: ReadonlyMap<string, number>,
  refuse: (cycle: readonly string[]) => Error,
): Float64Array {
  const known = plan.tasks.flatMap(({ id }) => durations.get(id) ?? [])
  const usual = known.length === 0 ? 1 : Math.max(1, known.reduce((sum, each) => sum + each, 0) / known.length)
  const order = taskOrder(plan, followers, refuse)
  return longestPaths(order, followers, (index) => durations.get(plan.tasks[index]?.id ?? '') ?? usual)
}
