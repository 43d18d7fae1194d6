import type { Plan } from '@meshwright/contracts'
import { longestPaths, taskOrder } from './critical-path.ts'
import { PipelineError } from './pipeline-error.ts'
import type { TaskStatus } from './task-result.ts'

/**
 * How many milliseconds a run still takes, at least and about, when these tasks ended so and those have run for so long. Undefined where
 * too little is known: fewer than half of the tasks that are left have run before.
 */
export type Forecast = (ended: ReadonlyMap<string, TaskStatus>, runningFor: ReadonlyMap<string, number>) => number | undefined

/** What does nothing when all that it waits for was unchanged. */
const FOLLOWS: readonly string[] = ['build', 'gate']

/**
 * From how long tasks took before: the longest way that is left, or the work that is left divided by as many as run at a time,
 * whichever is more. A task that never ran counts as long as the mean of the others; one that has not begun, and will find everything
 * unchanged as far as is known by now, takes no time.
 */
export function runForecast(
  plan: Pick<Plan, 'tasks' | 'edges' | 'pools'>,
  durations: ReadonlyMap<string, number>,
  parallel: number,
): Forecast {
  const { tasks, edges } = plan
  const at = new Map(tasks.map(({ id }, index) => [id, index]))
  const followers = tasks.map((): number[] => [])
  const before = tasks.map((): number[] => [])
  const pairs = new Set(edges.map(({ from, to }) => `${at.get(from)} ${at.get(to)}`))
  for (const pair of pairs) {
    const [from = 0, to = 0] = pair.split(' ').map(Number)
    followers[from]?.push(to)
    before[to]?.push(from)
  }
  const order = taskOrder(plan, followers, (cycle) => new PipelineError('project-invalid', `a cycle among ${cycle.join(', ')}`))
  const known = tasks.flatMap(({ id }) => durations.get(id) ?? [])
  const mean = known.length === 0 ? 0 : known.reduce((sum, each) => sum + each, 0) / known.length
  return (ended, runningFor) => {
    let [work, left, familiar] = [0, 0, 0]
    const inPool = new Map<string, number>()
    const lasts = new Float64Array(tasks.length)
    const unchanged = new Uint8Array(tasks.length)
    for (const index of order) {
      const { id, kind, limits } = tasks[index] as Plan['tasks'][number]
      const status = ended.get(id)
      if (status !== undefined) {
        unchanged[index] = status === 'unchanged' ? 1 : 0
        continue
      }
      left++
      if (durations.has(id)) familiar++
      const upstream = before[index] ?? []
      if (!runningFor.has(id) && FOLLOWS.includes(kind) && upstream.length > 0 && upstream.every((each) => unchanged[each] === 1)) {
        unchanged[index] = 1
        continue
      }
      const took = durations.get(id) ?? mean
      // One that takes longer than before may end any moment.
      const rest = took - Math.min(took, runningFor.get(id) ?? 0)
      lasts[index] = rest
      work += rest
      for (const pool of limits) inPool.set(pool, (inPool.get(pool) ?? 0) + rest)
    }
    if (left === 0 || 2 * familiar < left) return undefined
    const longest = longestPaths(order, followers, (index) => lasts[index] ?? 0).reduce((most, each) => Math.max(most, each), 0)
    return Math.max(longest, work / parallel, ...plan.pools.map(({ name, slots }) => (inPool.get(name) ?? 0) / slots))
  }
}
