import type { Plan } from '@meshwright/contracts'
import { expect, it } from 'vitest'
import { runForecast } from '../src/index.ts'

const plan = (tasks: Readonly<Record<string, readonly string[]>>, pools: Plan['pools'] = [], limits: readonly string[] = []) =>
  ({
    tasks: Object.keys(tasks).map((id) => ({ id, kind: id.length === 1 ? 'build' : id, limits })),
    edges: Object.entries(tasks).flatMap(([to, from]) => from.map((each) => ({ from: each, to }))),
    pools,
  }) as unknown as Plan
const took = (durations: Readonly<Record<string, number>>) => new Map(Object.entries(durations))
const none = new Map<string, number>()
const done = (...ids: readonly string[]) => new Map(ids.map((id) => [id, 'done'] as const))
const unchanged = (...ids: readonly string[]) => new Map(ids.map((id) => [id, 'unchanged'] as const))

it('is the longest way that is left, less what runs has run', () => {
  const left = runForecast(plan({ a: [], b: ['a'], c: ['b'], d: [] }), took({ a: 100, b: 1000, c: 50, d: 300 }), 4)
  expect(left(done(), none)).toBe(1150)
  expect(left(done('a'), new Map([['b', 400]]))).toBe(650)
  // It takes longer than before: it may end any moment, and what waits for it is left.
  expect(left(done('a', 'd'), new Map([['b', 5000]]))).toBe(50)
})

it('is the work divided by what may run at a time, where that is more: in the run, and in a pool', () => {
  const wide = { a: [], b: [], c: [], d: [] }
  const each = took({ a: 100, b: 100, c: 100, d: 100 })
  expect(runForecast(plan(wide), each, 4)(done(), none)).toBe(100)
  expect(runForecast(plan(wide), each, 2)(done(), none)).toBe(200)
  const pool = { name: 'one', slots: 1 } as Plan['pools'][number]
  expect(runForecast(plan(wide, [pool], ['one']), each, 4)(done('a'), none)).toBe(300)
})

it('takes a task that never ran for one like the others, and says nothing where most never ran', () => {
  const chain = { a: [], b: ['a'], c: ['b'] }
  expect(runForecast(plan(chain), took({ a: 100, b: 300 }), 4)(done(), none)).toBe(600)
  expect(runForecast(plan(chain), took({ a: 100 }), 4)(done(), none)).toBeUndefined()
  expect(runForecast(plan(chain), none, 4)(done(), none)).toBeUndefined()
  expect(runForecast(plan(chain), took({ a: 1, b: 1, c: 1 }), 4)(done('a', 'b', 'c'), none)).toBeUndefined()
})

it('takes no time for what will find everything unchanged, as far as is known', () => {
  // A command runs whatever was unchanged, and so does what comes after it.
  const chain = { a: [], b: ['a'], c: ['b'], command: ['a'], d: ['c', 'command'] }
  const left = runForecast(plan(chain), took({ a: 100, b: 1000, c: 50, command: 7, d: 20 }), 4)
  expect(left(done('a'), none)).toBe(1070)
  expect(left(unchanged('a'), none)).toBe(27)
  // Its definition may have changed: once it runs it is work.
  expect(left(unchanged('a'), new Map([['b', 400]]))).toBe(670)
  expect(left(new Map([...unchanged('a', 'c', 'command'), ...done('b')]), none)).toBe(0)
})
