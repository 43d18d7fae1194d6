import type { Plan, Task } from '@meshwright/contracts'

/** The tasks of a plan, each after all that it waits for; those that wait for nothing as the plan has them. */
export function tasksInOrder({ tasks, edges }: Pick<Plan, 'tasks' | 'edges'>): readonly Task[] {
  const waiting = new Map<string, number>(tasks.map(({ id }) => [id, 0]))
  const after = new Map<string, string[]>(tasks.map(({ id }) => [id, []]))
  for (const { from, to } of edges) {
    waiting.set(to, (waiting.get(to) ?? 0) + 1)
    after.get(from)?.push(to)
  }
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const ready = tasks.filter(({ id }) => waiting.get(id) === 0)
  // Grows while it is walked.
  for (const { id } of ready) {
    for (const next of after.get(id) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1
      waiting.set(next, left)
      const task = byId.get(next)
      if (left === 0 && task !== undefined) ready.push(task)
    }
  }
  return ready
}
