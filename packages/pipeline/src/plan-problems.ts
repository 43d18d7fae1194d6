import { didYouMean, type Plan, type Task } from '@meshwright/contracts'

/**
 * What is wrong with a plan, all of it: names that nothing has, two writers of one table, tasks that wait for each other, readers that do not
 * wait for the gate of what they read, a schedule that can never be met. Pure, and of the document alone.
 */
export function planProblems(plan: Omit<Plan, 'hash'>): string[] {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]))
  const before = new Map(plan.tasks.map((task) => [task.id, new Set<string>()]))
  for (const { from, to } of plan.edges) before.get(to)?.add(from)
  return [
    ...nameProblems(plan, tasks),
    ...writerProblems(plan.tasks),
    ...cycleProblems(before),
    ...gateProblems(plan.tasks, before),
    ...wakeProblems(plan),
  ]
}

function nameProblems({ tasks, edges, pools }: Pick<Plan, 'tasks' | 'edges' | 'pools'>, byId: ReadonlyMap<string, Task>): string[] {
  const problems = twice(tasks.map(({ id }) => id)).map((id) => `there are two tasks "${id}"`)
  for (const name of twice(pools.map((pool) => pool.name))) problems.push(`there are two pools "${name}"`)
  for (const { from, to } of edges) {
    if (!byId.has(from)) problems.push(`${to} waits for "${from}", which is no task of the plan${didYouMean(from, byId.keys())}`)
    if (!byId.has(to)) problems.push(`"${to}" waits for ${from} and is no task of the plan${didYouMean(to, byId.keys())}`)
  }
  const declared = new Set(pools.map((pool) => pool.name))
  for (const { id, pool, limits } of tasks)
    for (const name of new Set([...(pool === null ? [] : [pool]), ...limits]))
      if (!declared.has(name)) problems.push(`${id} is in the pool "${name}", which the plan does not declare${didYouMean(name, declared)}`)
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

/** Takes away what waits for nothing that is left; what remains waits in a circle, or for one. Each circle is named whole, once. */
function cycleProblems(before: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const followers = new Map<string, string[]>()
  const missing = new Map<string, number>()
  for (const [id, waited] of before) {
    const known = [...waited].filter((from) => before.has(from))
    missing.set(id, known.length)
    for (const from of known) {
      const others = followers.get(from)
      if (others === undefined) followers.set(from, [id])
      else others.push(id)
    }
  }
  const open = [...before.keys()].filter((id) => missing.get(id) === 0)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    missing.delete(id)
    for (const follower of followers.get(id) ?? []) {
      const left = (missing.get(follower) ?? 0) - 1
      missing.set(follower, left)
      if (left === 0) open.push(follower)
    }
  }
  const problems: string[] = []
  const walked = new Set<string>()
  for (const start of [...missing.keys()].toSorted()) {
    const path: string[] = []
    const at = new Map<string, number>()
    // Each that is left waits for another that is left: going back from one ends in a circle.
    let id: string | undefined = start
    while (id !== undefined && !walked.has(id)) {
      walked.add(id)
      at.set(id, path.length)
      path.push(id)
      id = [...(before.get(id) ?? [])].find((from) => missing.has(from))
    }
    const entered = id === undefined ? undefined : at.get(id)
    if (entered === undefined) continue
    const circle = path.slice(entered).toReversed()
    problems.push(`a cycle: ${[...circle, circle[0]].join(' → ')}; each waits for the other: take one of these out`)
  }
  return problems
}

/** A task sees checked rows only when it waits for the task that publishes them. */
function gateProblems(tasks: readonly Task[], before: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const gates = new Map(tasks.flatMap(({ id, writes }) => writes.map((name) => [name, id] as const)))
  return tasks.flatMap(({ id, reads }) =>
    reads.flatMap((name) => {
      const gate = gates.get(name)
      if (gate === undefined || gate === id || before.get(id)?.has(gate) === true || waits(id, gate, before)) return []
      return [`${id} reads "${name}" and does not wait for ${gate}, which checks and publishes it`]
    }),
  )
}

/** Whether a task waits for another, also through others. */
function waits(id: string, gate: string, before: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>()
  const open = [id]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const from of before.get(next) ?? []) {
      if (from === gate) return true
      if (seen.has(from)) continue
      seen.add(from)
      open.push(from)
    }
  }
  return false
}

function wakeProblems({ project, wakesOn, schedule: _ }: Pick<Plan, 'project' | 'wakesOn' | 'schedule'>): string[] {
  return wakesOn
    .filter((table) => table.project === project)
    .map((table) => `it would be woken by ${table.name}, a table of its own, for ever: name tables of other projects`)
}
