import type { Edge, Task } from '@meshwright/contracts'

/** A table, report or command as its tasks, each after the one before, and every edge that ends in one of them. */
export interface PlanUnit {
  /** As a selection names it. */
  readonly id: string
  readonly tasks: readonly Task[]
  readonly waitsFor: readonly Edge[]
}

/**
 * The tasks and edges of some units, each unit after those that it waits for: first what waits for nothing, then what waits for that alone,
 * and so on, by name within each step. So the order follows from the units alone. Those of a cycle come last.
 */
export function inOrder(units: readonly PlanUnit[]): { readonly tasks: Task[]; readonly edges: Edge[] } {
  const byTask = new Map(units.flatMap((unit, index) => unit.tasks.map((task) => [task.id, index] as const)))
  const followers = units.map((): number[] => [])
  const missing = units.map((unit, index) => {
    let count = 0
    for (const { from } of unit.waitsFor) {
      const before = byTask.get(from)
      if (before === undefined || before === index) continue
      followers[before]?.push(index)
      count++
    }
    return count
  })
  const step = units.map(() => Infinity)
  let now = [...units.keys()].filter((index) => missing[index] === 0)
  for (let at = 0; now.length > 0; at++) {
    const next: number[] = []
    for (const index of now) {
      step[index] = at
      for (const follower of followers[index] ?? []) if (--(missing[follower] as number) === 0) next.push(follower)
    }
    now = next
  }
  const ordered = units
    .map((unit, index) => ({ unit, step: step[index] as number }))
    .toSorted((a, b) => (a.step === b.step ? (a.unit.id < b.unit.id ? -1 : 1) : a.step - b.step))
  return { tasks: ordered.flatMap(({ unit }) => unit.tasks), edges: ordered.flatMap(({ unit }) => unit.waitsFor) }
}
