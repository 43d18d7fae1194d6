import type { Plan, Task } from '@meshwright/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runGraph, type TaskResult, type TaskStatus } from '../src/index.ts'

const task = (id: string): Task => ({
  id,
  kind: 'build',
  target: id,
  description: '',
  layer: null,
  owner: null,
  tags: [],
  reads: [],
  writes: [],
  steps: [id],
  command: null,
  pool: null,
  limits: [],
  retries: { count: 0, delaySeconds: 0, maxDelaySeconds: 0 },
  timeoutSeconds: null,
  fingerprint: '',
})
const plan = (ids: readonly string[], edges: readonly (readonly [string, string])[]): Plan => ({
  document: 'plan',
  documentVersion: 2,
  project: 'p',
  description: '',
  environment: 'dev',
  owner: null,
  tags: [],
  granularity: 'task',
  schedule: null,
  wakesOn: [],
  timeoutSeconds: null,
  pools: [],
  tasks: ids.map(task),
  edges: edges.map(([from, to]) => ({ from, to, reason: 'reads' })),
  hash: '',
})
const never = new AbortController().signal

async function run(
  made: Plan,
  outcome: (id: string) => TaskStatus,
  options: { parallel?: number; drain?: AbortSignal; onStart?: (id: string) => void } = {},
) {
  const order: string[] = []
  let running = 0
  let most = 0
  const results = await runGraph(made, {
    parallel: options.parallel ?? 3,
    drain: options.drain ?? never,
    onStart: (started) => {
      order.push(started.id)
      options.onStart?.(started.id)
    },
    onEnd: () => {},
    run: async (started): Promise<TaskResult> => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return { task: started, status: outcome(started.id), milliseconds: 0 }
    },
  })
  return { order, most, status: Object.fromEntries(results.map((result) => [result.task.id, result.status])), results }
}

describe('the runner over a graph', () => {
  it('runs each task after all it waits for, several at a time and no more than allowed', async () => {
    const { order, most, status } = await run(
      plan(
        ['a', 'b', 'c', 'd', 'e'],
        [
          ['a', 'c'],
          ['b', 'c'],
          ['c', 'd'],
        ],
      ),
      () => 'done',
      { parallel: 2 },
    )
    expect(order.indexOf('c')).toBeGreaterThan(Math.max(order.indexOf('a'), order.indexOf('b')))
    expect(order.indexOf('d')).toBeGreaterThan(order.indexOf('c'))
    expect(most).toBe(2)
    expect(new Set(Object.values(status))).toEqual(new Set(['done']))
  })

  it('spends little on each of twenty thousand tasks', async () => {
    const count = 20_000
    const ids = Array.from({ length: count }, (_, index) => `t${index}`)
    const edges = ids.slice(1).map((id, index) => [`t${index - (index % 3)}`, id] as const)
    const began = performance.now()
    const results = await runGraph(plan(ids, edges), {
      parallel: 4,
      drain: never,
      onStart: () => {},
      onEnd: () => {},
      run: async (started) => ({ task: started, status: 'done', milliseconds: 0 }),
    })
    expect(results.map((result) => result.task.id)).toEqual(ids)
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  it('blocks what waits for a failure, names the failure, and finishes the rest', async () => {
    const { status, results } = await run(
      plan(
        ['a', 'b', 'c', 'd'],
        [
          ['a', 'b'],
          ['b', 'c'],
        ],
      ),
      (id) => (id === 'a' ? 'failed' : 'done'),
    )
    expect(status).toEqual({ a: 'failed', b: 'blocked', c: 'blocked', d: 'done' })
    expect(results.find((result) => result.task.id === 'c')?.blockedBy).toBe('a')
  })

  it('starts nothing more once it drains, and finishes what runs', async () => {
    const drain = new AbortController()
    const { status, order } = await run(
      plan(
        ['a', 'b', 'c'],
        [
          ['a', 'b'],
          ['b', 'c'],
        ],
      ),
      () => 'done',
      { drain: drain.signal, onStart: () => drain.abort() },
    )
    expect(order).toEqual(['a'])
    expect(status).toEqual({ a: 'done', b: 'cancelled', c: 'cancelled' })
  })

  it('refuses a plan with a cycle and does not wait for ever', async () => {
    await expect(
      run(
        plan(
          ['a', 'b'],
          [
            ['a', 'b'],
            ['b', 'a'],
          ],
        ),
        () => 'done',
      ),
    ).rejects.toThrow('the plan has a cycle among a, b')
  })

  it('for any graph: a task runs exactly when nothing before it failed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 }),
        fc.array(fc.nat(11), { maxLength: 4 }),
        async (size, pairs, failing) => {
          const ids = Array.from({ length: size }, (_, index) => `t${index}`)
          const edges = pairs.filter(([a, b]) => a < b && b < size).map(([a, b]) => [`t${a}`, `t${b}`] as const)
          const bad = new Set(failing.map((index) => `t${index}`))
          const { status } = await run(plan(ids, edges), (id) => (bad.has(id) ? 'failed' : 'done'))
          const doomed = new Set<string>()
          for (const id of ids) if (edges.some(([from, to]) => to === id && (bad.has(from) || doomed.has(from)))) doomed.add(id)
          for (const id of ids) expect(status[id]).toBe(doomed.has(id) ? 'blocked' : bad.has(id) ? 'failed' : 'done')
        },
      ),
    )
  })
})
