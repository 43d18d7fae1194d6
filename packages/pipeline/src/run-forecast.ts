import type { Plan } from '@meshwright/contracts'
import { criticalPaths } from './critical-path.ts'
import { PipelineError } from './pipeline-error.ts'

/**
 * How many milliseconds a run still takes, at least and about, when these tasks ended and those have run for so long. Undefined where
 * too little is known: fewer than half of the tasks that are left have run before.
 */
export type Forecast = (ended: ReadonlySet<string>, runningFor: ReadonlyMap<string, number>) => number | undefined

/**
 * From how long tasks took before: the longest way that is left, or the work that is left divided by as many as run at a time,
 * whichever is more. A task that never ran counts as long as the mean of the others.
 */
export function runForecast(
  plan: Pick<Plan, 'tasks' | 'edges' | 'pools'>,
  durations: ReadonlyMap<string, number>,
  parallel: number,
): Forecast {
  const { tasks, edges } = plan
  const at = new Map(tasks.map(({ id }, index) => [id, index]))
  const followers = tasks.map((): number[] => [])
  const pairs = new Set(edges.map(({ from, to }) => `${at.get(from)} ${at.get(to)}`))
  for (const pair of pairs) {
    const [from = 0, to = 0] = pair.split(' ').map(Number)
    followers[from]?.push(to)
  }
  const paths = criticalPaths(
    plan,
    followers,
    durations,
    (cycle) => new PipelineError('project-invalid', `a cycle among ${cycle.join(', ')}`),
  )
  const known = tasks.flatMap(({ id }) => durations.get(id) ?? [])
  const mean = known.length === 0 ? 0 : known.reduce((sum, each) => sum + each, 0) / known.length
  return (ended, runningFor) => {
    let [longest, work, left, familiar] = [0, 0, 0, 0]
    const inPool = new Map<string, number>()
    tasks.forEach(({ id, limits }, index) => {
      if (ended.has(id)) return
      left++
      if (durations.has(id)) familiar++
      const took = durations.get(id) ?? mean
      // One that takes longer than before may end any moment.
      const done = Math.min(took, runningFor.get(id) ?? 0)
      work += took - done
      longest = Math.max(longest, (paths[index] ?? 0) - done)
      for (const pool of limits) inPool.set(pool, (inPool.get(pool) ?? 0) + took - done)
    })
    if (left === 0 || 2 * familiar < left) return undefined
    return Math.max(longest, work / parallel, ...plan.pools.map(({ name, slots }) => (inPool.get(name) ?? 0) / slots))
  }
}
