/** Of each task by id, those that it is linked to. */
export type Links = ReadonlyMap<string, ReadonlySet<string>>

/** What waits for itself, through others or not: of each set of tasks that all wait for each other one circle. */
export function cycles(before: Links): string[][] {
  const after = new Map([...before.keys()].map((id) => [id, new Set<string>()]))
  for (const [id, waited] of before) for (const from of waited) after.get(from)?.add(id)
  const left = new Set(before.keys())
  peel(left, before, after)
  peel(left, after, before)
  const found: string[][] = []
  for (const start of [...left].toSorted()) {
    if (!left.has(start)) continue
    const [up, down] = [reach(start, before, left), reach(start, after, left)]
    const together = new Set([...up].filter((id) => down.has(id)))
    left.delete(start)
    for (const id of together) left.delete(id)
    if (!together.has(start)) continue
    found.push(circle(start, after, together))
  }
  return found
}

/** The shortest way from a task back to itself, among some. */
function circle(start: string, after: Links, among: ReadonlySet<string>): string[] {
  const cameFrom = new Map<string, string>()
  const open = [start]
  for (const id of open) {
    for (const next of after.get(id) ?? []) {
      if (!among.has(next) || cameFrom.has(next)) continue
      cameFrom.set(next, id)
      if (next === start) break
      open.push(next)
    }
  }
  const way = [start]
  for (let id = cameFrom.get(start); id !== undefined && id !== start; id = cameFrom.get(id)) way.push(id)
  return [...way, start].toReversed()
}

/** Takes away all that, step by step, waits for nothing that is left. */
function peel(left: Set<string>, before: Links, after: Links): void {
  const missing = new Map([...left].map((id) => [id, [...(before.get(id) ?? [])].filter((from) => left.has(from)).length]))
  const open = [...left].filter((id) => missing.get(id) === 0)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    left.delete(id)
    for (const follower of after.get(id) ?? []) {
      if (!left.has(follower)) continue
      const count = (missing.get(follower) ?? 0) - 1
      missing.set(follower, count)
      if (count === 0) open.push(follower)
    }
  }
}

/** Whether a task waits for another, directly or through others: what is near is looked at first, as what a task reads mostly is. */
export function waitsFor(id: string, other: string, before: Links): boolean {
  const seen = new Set([id])
  // What is added to a set while it is gone through is gone through too.
  for (const each of seen)
    for (const next of before.get(each) ?? []) {
      if (next === other) return true
      seen.add(next)
    }
  return false
}

/** What is linked to a task, directly or through others that are left; itself only along a circle. */
function reach(start: string, links: Links, left: ReadonlySet<string>): Set<string> {
  const seen = new Set<string>()
  const open = [start]
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const next of links.get(id) ?? []) {
      if (!left.has(next) || seen.has(next)) continue
      seen.add(next)
      open.push(next)
    }
  return seen
}
