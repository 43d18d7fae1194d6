import { fingerprint, type Plan } from '@meshwright/contracts'

/** Of each task of a plan, by id, what its work follows from: the definition, and after a dot what it waits for. */
export type TaskMarks = Readonly<Record<string, string>>

/** What a run log keeps of a plan, so that the run is only gone on with by the same one. */
export function taskMarks({ tasks, edges }: Pick<Plan, 'tasks' | 'edges'>): TaskMarks {
  const before = new Map<string, string[]>()
  for (const { from, to, reason } of edges) {
    const known = before.get(to)
    if (known === undefined) before.set(to, [`${reason} ${from}`])
    else known.push(`${reason} ${from}`)
  }
  return Object.fromEntries(
    tasks.map((task) => [task.id, `${task.fingerprint.slice(0, 16)}.${fingerprint((before.get(task.id) ?? []).toSorted()).slice(0, 8)}`]),
  )
}

/** What is otherwise in the tasks of a plan than it was, one text for each task that is. */
export function planChanges(then: TaskMarks, now: TaskMarks): string[] {
  const parts = (marks: TaskMarks, id: string) => marks[id]?.split('.') ?? []
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].flatMap((id) => {
    if (now[id] === undefined) return [`${id} is no longer in the plan`]
    if (then[id] === undefined) return [`${id} is new`]
    const [definition, waits] = parts(then, id)
    const [definitionNow, waitsNow] = parts(now, id)
    if (definition !== definitionNow) return [`${id} is defined otherwise`]
    return waits === waitsNow ? [] : [`${id} waits for other tasks`]
  })
}
