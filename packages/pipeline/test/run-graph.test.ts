import type { Plan } from '@meshwright/contracts'
import { barePlan, bareTask } from '@meshwright/testkit'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { runGraph, type TaskResult, type TaskStatus } from '../src/index.ts'

const plan = (ids: readonly string[], edges: readonly (readonly [string, string])[]): Plan =>
  barePlan(
    ids.map((id) => bareTask(id)),
    edges,
  )
const never = new AbortController().signal

async function run(
  made: Plan,
  outcome: (id: string) => TaskStatus,
  options: { parallel?: number; drain?: AbortSignal; durations?: ReadonlyMap<string, number>; onStart?: (id: string) => void } = {},
) {
  const order: string[] = []
  let running = 0
  let most = 0
  const results = await runGraph(made, {
    parallel: options.parallel ?? 3,
    drain: options.drain ?? never,
    ...(options.durations === undefined ? {} : { durations: options.durations }),
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

  it('starts what has the longest way before it first, by the durations of earlier runs', async () => {
    const made = plan(['short', 'long', 'middle', 'after_middle'], [['middle', 'after_middle']])
    expect((await run(made, () => 'done', { parallel: 1 })).order).toEqual(['middle', 'short', 'long', 'after_middle'])
    const durations = new Map([
      ['short', 1],
      ['long', 100],
      ['middle', 10],
      ['after_middle', 20],
    ])
    expect((await run(made, () => 'done', { parallel: 1, durations })).order).toEqual(['long', 'middle', 'after_middle', 'short'])
  })

  it('keeps within the slots of limits, and lets others go by', async () => {
    const made = plan(['a', 'b', 'c', 'd'], [])
    const limited: Plan = {
      ...made,
      pools: [{ name: 'api', slots: 1, description: '' }],
      tasks: made.tasks.map((each) => (each.id === 'd' ? each : { ...each, limits: ['api'] })),
    }
    const { order, most, status } = await run(limited, () => 'done', { parallel: 4 })
    expect([order, most]).toEqual([['a', 'd', 'b', 'c'], 2])
    expect(new Set(Object.values(status))).toEqual(new Set(['done']))
  })

  it('tries again what may pass, as often as the plan says, and nothing else', async () => {
    const retried = (retryable: boolean, retries: 'planned' | 'never' = 'planned') => {
      const made = plan(['a', 'b'], [['a', 'b']])
      const told: number[] = []
      const tasks = made.tasks.map((each) => ({ ...each, retries: { count: 2, delaySeconds: 0.002, maxDelaySeconds: 0.002 } }))
      const error = { name: 'E', code: 'x', message: 'no', retryable }
      return runGraph(
        { ...made, tasks },
        {
          parallel: 2,
          drain: never,
          retries,
          onStart: () => {},
          onEnd: () => {},
          onRetry: ({ attempt, delayMilliseconds }) => {
            told.push(attempt)
            expect(delayMilliseconds).toBeGreaterThanOrEqual(1)
            expect(delayMilliseconds).toBeLessThanOrEqual(2)
          },
          run: async (started) => ({ task: started, status: 'failed', milliseconds: 0, error }),
        },
      ).then((results) => [told, results.map((result) => [result.status, result.tries ?? 1])])
    }
    expect(await retried(true)).toEqual([
      [1, 2],
      [
        ['failed', 3],
        ['blocked', 1],
      ],
    ])
    expect(await retried(false)).toEqual([
      [],
      [
        ['failed', 1],
        ['blocked', 1],
      ],
    ])
    expect(await retried(true, 'never')).toEqual([
      [],
      [
        ['failed', 1],
        ['blocked', 1],
      ],
    ])
  })

  it('what rests between two tries has its slot given to others, and is started once', async () => {
    const made = plan(['a', 'b', 'c'], [['a', 'c']])
    const limited: Plan = {
      ...made,
      pools: [{ name: 'api', slots: 1, description: '' }],
      tasks: made.tasks.map((each) => ({ ...each, limits: ['api'], retries: { count: 1, delaySeconds: 0.05, maxDelaySeconds: 0.05 } })),
    }
    const told: string[] = []
    const started: string[] = []
    const results = await runGraph(limited, {
      parallel: 1,
      drain: never,
      onStart: ({ id }) => started.push(id),
      onEnd: () => {},
      run: async (task) => {
        told.push(task.id)
        const first = task.id === 'a' && told.filter((id) => id === 'a').length === 1
        const error = { name: 'E', code: 'x', message: 'no', retryable: true }
        return { task, milliseconds: 0, ...(first ? { status: 'failed', error } : { status: 'done' }) }
      },
    })
    expect([told, started]).toEqual([
      ['a', 'b', 'a', 'c'],
      ['a', 'b', 'c'],
    ])
    expect(results.map(({ status, tries }) => [status, tries])).toEqual([
      ['done', 2],
      ['done', undefined],
      ['done', undefined],
    ])
  })

  it('a slot that one cannot take for want of another goes to the next', async () => {
    const made = plan(['short', 'long', 'both', 'next'], [])
    const limits: Record<string, string[]> = { short: ['x'], long: ['y'], both: ['x', 'y'], next: ['x'] }
    let goOn = () => {}
    const begun = new Promise<void>((resolve) => (goOn = resolve))
    const order: string[] = []
    await runGraph(
      {
        ...made,
        pools: ['x', 'y'].map((name) => ({ name, slots: 1, description: '' })),
        tasks: made.tasks.map((each) => ({ ...each, limits: limits[each.id] ?? [] })),
      },
      {
        parallel: 4,
        drain: never,
        onStart: ({ id }) => order.push(id),
        onEnd: () => {},
        run: async (task) => {
          if (task.id === 'next') goOn()
          if (task.id === 'long') await begun
          return { task, status: 'done', milliseconds: 0 }
        },
      },
    )
    expect(order).toEqual(['short', 'long', 'next', 'both'])
  })

  it('a task that waits for another for two reasons waits once', async () => {
    const made = plan(
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['a', 'b'],
        ['b', 'c'],
      ],
    )
    expect((await run(made, () => 'done')).order).toEqual(['a', 'b', 'c'])
  })

  it('what waits for a cancelled task is cancelled', async () => {
    const { status } = await run(plan(['a', 'b', 'c'], [['a', 'b']]), (id) => (id === 'a' ? 'cancelled' : 'done'))
    expect(status).toEqual({ a: 'cancelled', b: 'cancelled', c: 'done' })
  })

  it('refuses an edge of a task that is not there', async () => {
    await expect(run({ ...plan(['a'], []), edges: [{ from: 'a', to: 'b', reason: 'reads' }] }, () => 'done')).rejects.toMatchObject({
      code: 'project-invalid',
      message: 'the plan has an edge from a to b, and no task of one of these ids',
    })
  })

  it('leaves no timer that would keep a process, and takes any limit of time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const made = plan(
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
    )
    const drain = new AbortController()
    const retries = { count: 1, delaySeconds: 600, maxDelaySeconds: 600 }
    const results = await runGraph(
      { ...made, tasks: made.tasks.map((each) => ({ ...each, timeoutSeconds: each.id === 'a' ? 3600 : 10_000_000, retries })) },
      {
        parallel: 1,
        drain: drain.signal,
        onStart: () => {},
        onEnd: () => {},
        onRetry: () => drain.abort(),
        run: async (task, signal) => {
          await vi.advanceTimersByTimeAsync(1000)
          expect(signal.aborted).toBe(false)
          if (task.id === 'a') return { task, status: 'done', milliseconds: 0 }
          return { task, status: 'failed', milliseconds: 0, error: { name: 'E', code: 'x', message: 'no', retryable: true } }
        },
      },
    )
    expect(results.map(({ status }) => status)).toEqual(['done', 'failed', 'blocked'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a drain does not wait for the next try', async () => {
    const made = plan(['a', 'b'], [['a', 'b']])
    const drain = new AbortController()
    const tasks = made.tasks.map((each) => ({ ...each, retries: { count: 1, delaySeconds: 600, maxDelaySeconds: 600 } }))
    const results = await runGraph(
      { ...made, tasks },
      {
        parallel: 1,
        drain: drain.signal,
        onStart: () => {},
        onEnd: () => {},
        onRetry: () => drain.abort(),
        run: async (started) => ({
          task: started,
          status: 'failed',
          milliseconds: 0,
          error: { name: 'E', code: 'x', message: 'no', retryable: true },
        }),
      },
    )
    expect(results.map((result) => result.status)).toEqual(['failed', 'blocked'])
  })

  it('tells a task whose time is over', async () => {
    const made = plan(['a'], [])
    const [result] = await runGraph(
      { ...made, tasks: made.tasks.map((each) => ({ ...each, timeoutSeconds: 0.02 })) },
      {
        parallel: 1,
        drain: never,
        onStart: () => {},
        onEnd: () => {},
        run: (started, signal) =>
          new Promise((fulfil) =>
            signal.addEventListener('abort', () => {
              const { name, code, message } = signal.reason as { name: string; code: string; message: string }
              fulfil({ task: started, status: 'failed', milliseconds: 0, error: { name, code, message, retryable: true } })
            }),
          ),
      },
    )
    expect(result?.error).toMatchObject({
      code: 'timed-out',
      message: 'a took longer than the 0.02 s that the plan gives it, and was broken off',
    })
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

  it('for any graph and limits: each task runs, and no pool has more of them than slots', async () => {
    const POOLS = ['x', 'y', 'z']
    const tasks = fc.array(fc.record({ limits: fc.subarray(POOLS), turns: fc.nat(3) }), { minLength: 1, maxLength: 14 })
    await fc.assert(
      fc.asyncProperty(
        tasks,
        fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 6 }),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        async (wanted, pairs, slots) => {
          const made = plan(
            wanted.map((_, index) => `t${index}`),
            pairs.filter(([a, b]) => a < b && b < wanted.length).map(([a, b]) => [`t${a}`, `t${b}`] as const),
          )
          const limited: Plan = {
            ...made,
            pools: POOLS.map((name, index) => ({ name, slots: slots[index] as number, description: '' })),
            tasks: made.tasks.map((task, index) => ({ ...task, limits: wanted[index]?.limits ?? [] })),
          }
          const held = new Map(POOLS.map((name) => [name, 0]))
          const hold = (task: (typeof limited.tasks)[number], by: number) => {
            for (const name of task.limits) held.set(name, (held.get(name) ?? 0) + by)
          }
          const results = await runGraph(limited, {
            parallel: 5,
            drain: never,
            onStart: () => {},
            onEnd: () => {},
            run: async (task) => {
              hold(task, 1)
              for (const { name, slots: most } of limited.pools) expect(held.get(name)).toBeLessThanOrEqual(most)
              for (let turn = wanted[limited.tasks.indexOf(task)]?.turns ?? 0; turn > 0; turn--)
                await new Promise((resolve) => setImmediate(resolve))
              hold(task, -1)
              return { task, status: 'done', milliseconds: 0 }
            },
          })
          expect(results.map(({ task, status }) => [task.id, status])).toEqual(made.tasks.map(({ id }) => [id, 'done']))
        },
      ),
    )
  })
})
