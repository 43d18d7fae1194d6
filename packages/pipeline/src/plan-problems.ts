import { didYouMean, type Plan, type Task } from '@meshwright/contracts'
import { cycles, waitsFor, type Links } from './task-cycles.ts'

/**
 * What is wrong with a plan, all of it: names that nothing has, two writers of one table, tasks that wait for each other, readers that do not
 * wait for the gate of what they read, a schedule that can never be met. Pure, and of the document alone.
 */
export function planProblems(plan: Omit<Plan, 'hash'>): string[] {
  const places = new Map(plan.tasks.map((task, index) => [task.id, index]))
  const before = new Map<string, Set<string>>()
  for (const { from, to } of plan.edges) {
    const known = before.get(to)
    if (known === undefined) before.set(to, new Set([from]))
    else known.add(from)
  }
  // Where each task stands after what it waits for, as a plan is written, none waits for itself.
  const ordered = plan.edges.every(({ from, to }) => (places.get(from) ?? -1) < (places.get(to) ?? 0))
  return [
    ...nameProblems(plan, places),
    ...writerProblems(plan.tasks),
    ...(ordered ? [] : cycles(new Map(plan.tasks.map(({ id }) => [id, before.get(id) ?? new Set<string>()])))).map(
      (circle) => `a cycle: ${circle.join(' → ')}; each waits for the other: take one of these out`,
    ),
    ...gateProblems(plan.tasks, before),
    ...wakeProblems(plan),
  ]
}

function nameProblems({ tasks, edges, pools }: Pick<Plan, 'tasks' | 'edges' | 'pools'>, byId: ReadonlyMap<string, unknown>): string[] {
  const problems = twice(tasks.map(({ id }) => id)).map((id) => `there are two tasks "${id}"`)
  for (const name of twice(pools.map((pool) => pool.name))) problems.push(`there are two pools "${name}"`)
  for (const { from, to } of edges) {
    if (!byId.has(from)) problems.push(`${to} waits for "${from}", which is no task of the plan${didYouMean(from, byId.keys())}`)
    if (!byId.has(to)) problems.push(`"${to}" waits for ${from} and is no task of the plan${didYouMean(to, byId.keys())}`)
  }
  const declared = new Set(pools.map((pool) => pool.name))
  for (const { id, pool, limits } of tasks)
    for (const name of new Set([...(pool === null ? [] : [pool]), ...limits].filter((name) => !declared.has(name))))
      problems.push(`${id} is in the pool "${name}", which the plan does not declare${didYouMean(name, declared)}`)
  for (const step of twice(tasks.flatMap(({ steps }) => steps))) problems.push(`"${step}" is a step of two tasks`)
  return problems
}

function twice(names: readonly string[]): string[] {
  const [seen, again] = [new Set<string>(), new Set<string>()]
  for (const name of names) (seen.has(name) ? again : seen).add(name)
  return [...again]
}

function writerProblems(tasks: readonly Task[]): string[] {
  const writers = new Map<string, string>()
  const problems: string[] = []
  for (const { id, writes } of tasks)
    for (const name of writes) {
      const other = writers.get(name)
      if (other === undefined) writers.set(name, id)
      else problems.push(`"${name}" has two writers: ${other} and ${id}`)
    }
  return problems
}

/** A task sees checked rows only when it waits for the task that publishes them. */
function gateProblems(tasks: readonly Task[], before: Links): string[] {
  const gates = new Map<string, string>()
  for (const { id, writes } of tasks) for (const name of writes) if (!gates.has(name)) gates.set(name, id)
  return tasks.flatMap(({ id, reads }) =>
    reads.flatMap((name) => {
      const gate = gates.get(name)
      if (gate === undefined || gate === id || waitsFor(id, gate, before)) return []
      return [`${id} reads "${name}" and does not wait for ${gate}, which makes it available`]
    }),
  )
}

function wakeProblems({ project, wakesOn, schedule: _ }: Pick<Plan, 'project' | 'wakesOn' | 'schedule'>): string[] {
  return wakesOn
    .filter((table) => table.project === project)
    .map((table) => `it would be woken by ${table.name}, a table of its own, for ever: name tables of other projects`)
}
