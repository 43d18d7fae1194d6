import type { Plan, Task } from '@meshwright/contracts'

/** Tasks that could run: the one with the longest path after it first, and only while each of its limits has a slot. */
export interface ReadyQueue {
  add(index: number): void
  /** The next that may run now, whose slots it takes; undefined when there is none. */
  take(): number | undefined
  /** Gives the slots of a task back. */
  give(index: number): void
  clear(): void
}

/** `paths` tell which of two goes first; of equal ones the first of the plan. */
export function readyQueue(plan: Pick<Plan, 'tasks' | 'pools'>, paths: Float64Array): ReadyQueue {
  const order = (a: number, b: number) => (paths[b] ?? 0) - (paths[a] ?? 0) || a - b
  const ready = new Heap(order)
  const pools = new Map(plan.pools.map(({ name, slots }) => [name, { free: slots, parked: new Heap(order) }]))
  const poolsOf = (index: number) => (plan.tasks[index] as Task).limits.flatMap((name) => pools.get(name) ?? [])
  return {
    add: (index) => ready.add(index),
    take() {
      for (let index = ready.take(); index !== undefined; index = ready.take()) {
        const limits = poolsOf(index)
        const full = limits.find((pool) => pool.free === 0)
        if (full === undefined) {
          for (const pool of limits) pool.free--
          return index
        }
        full.parked.add(index)
        // It may have come from a pool whose slot it now does not take.
        for (const pool of limits) {
          const next = pool.free > 0 ? pool.parked.take() : undefined
          if (next !== undefined) ready.add(next)
        }
      }
      return undefined
    },
    give(index) {
      for (const pool of poolsOf(index)) {
        pool.free++
        const next = pool.parked.take()
        if (next !== undefined) ready.add(next)
      }
    },
    clear() {
      ready.clear()
      for (const pool of pools.values()) pool.parked.clear()
    },
  }
}

/** A binary heap of numbers. */
class Heap {
  readonly #order: (a: number, b: number) => number
  readonly #items: number[] = []

  constructor(order: (a: number, b: number) => number) {
    this.#order = order
  }

  add(item: number): void {
    const items = this.#items
    let at = items.push(item) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if (this.#order(items[up] as number, item) <= 0) break
      items[at] = items[up] as number
      at = up
    }
    items[at] = item
  }

  take(): number | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (first === undefined || last === undefined || items.length === 0) return first
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= items.length) break
      if (down + 1 < items.length && this.#order(items[down + 1] as number, items[down] as number) < 0) down++
      if (this.#order(last, items[down] as number) <= 0) break
      items[at] = items[down] as number
      at = down
    }
    items[at] = last
    return first
  }

  clear(): void {
    this.#items.length = 0
  }
}
