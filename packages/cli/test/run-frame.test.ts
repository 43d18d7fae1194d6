import type { Plan, Task } from '@meshwright/contracts'
import type { Progress, TaskResult } from '@meshwright/pipeline'
import { describe, expect, it } from 'vitest'
import { LiveRun } from '../src/live-run.ts'
import { liveScreen } from '../src/live-screen.ts'
import { runFrame } from '../src/run-frame.ts'
import { displayWidth } from '../src/text-table.ts'

const plain = (_style: string, text: string) => text
const task = (id: string): Task => ({ id, kind: id.split(':')[0], target: id.split(':')[1], limits: [] }) as unknown as Task
const IDS = ['ingest:orders', 'gate:orders', 'build:dim_products', 'gate:dim_products', 'build:日本語の表', 'report:sales']
const plan = (ids: readonly string[], edges: readonly (readonly [string, string])[]) =>
  ({ tasks: ids.map(task), edges: edges.map(([from, to]) => ({ from, to })), pools: [] }) as unknown as Plan
const EDGES = [
  ['ingest:orders', 'gate:orders'],
  ['gate:orders', 'build:dim_products'],
  ['gate:orders', 'build:日本語の表'],
  ['build:dim_products', 'gate:dim_products'],
  ['gate:dim_products', 'report:sales'],
  ['build:日本語の表', 'report:sales'],
  ['gate:orders', 'report:sales'],
] as const
const DURATIONS = new Map([...IDS.map((id): [string, number] => [id, 2000])])

const planned = (durations: ReadonlyMap<string, number>): Progress => ({
  event: 'planned',
  runId: 'r',
  plan: plan(IDS, EDGES),
  durations,
  parallel: 4,
})
const finished = (id: string, status: TaskResult['status']): Progress => ({
  event: 'finished',
  result: { task: task(id), status, milliseconds: 10 },
})

/** The frame after these, each with its moment. */
function frame(told: readonly (readonly [number, Progress])[], now: number, columns = 80, rows = 30): string[] {
  const run = new LiveRun()
  for (const [at, progress] of told) run.tell(progress, at)
  run.pass(now)
  return runFrame(run, now, { columns, rows, paint: plain })
}

describe('what is shown of a run that goes on', () => {
  it('is nothing before there is a plan, and when all has ended', () => {
    expect(frame([], 0)).toEqual([])
    expect(frame([[0, planned(new Map())], ...IDS.map((id) => [1, finished(id, 'done')] as const)], 2)).toEqual([])
  })

  it('is what runs and for how long, what waits for what, the counts, and the time left as earlier runs tell it', () => {
    const told = [
      [0, planned(DURATIONS)],
      [0, { event: 'started', task: task('ingest:orders') }],
      [500, { event: 'rows', task: task('ingest:orders'), rows: 12_000 }],
    ] as const
    expect(frame(told, 1200)).toMatchInlineSnapshot(`
      [
        "",
        " ingest   orders              1.2 s of about 2.0 s  12,000 rows",
        " waiting  gate:orders         for ingest:orders",
        " waiting  build:dim_products  for gate:orders",
        " waiting  gate:dim_products   for build:dim_products",
        "          2 more wait",
        " 0 of 6 tasks done · about 8.8 s left",
      ]
    `)
    const later = [...told, [2100, finished('ingest:orders', 'done')], [2200, finished('gate:orders', 'unchanged')]] as const
    const both = ['build:dim_products', 'build:日本語の表'].map((id) => [2200, { event: 'started', task: task(id) }] as const)
    expect(frame([...later, ...both], 3500)).toMatchInlineSnapshot(`
      [
        "",
        " build    dim_products       1.3 s of about 2.0 s",
        " build    日本語の表         1.3 s of about 2.0 s",
        " waiting  gate:dim_products  for build:dim_products",
        " waiting  report:sales       for gate:dim_products, build:日本語の表",
        " 1 of 6 tasks done · 1 unchanged · about 4.7 s left",
      ]
    `)
  })

  it('tells of failures, of tasks that are tried again, and no time where no earlier run tells it', () => {
    const error = { name: 'E', code: 'x', message: 'm', retryable: true }
    const told = [
      [0, planned(new Map([['report:sales', 10]]))],
      [0, { event: 'started', task: task('ingest:orders') }],
      [100, { event: 'retrying', task: task('ingest:orders'), error, attempt: 1, delayMilliseconds: 12_000 }],
      [100, finished('build:日本語の表', 'failed')],
      [100, finished('report:sales', 'blocked')],
    ] as const
    expect(frame(told, 2100)).toMatchInlineSnapshot(`
      [
        "",
        " retry    orders              ingest again in 10.0 s",
        " waiting  gate:orders         for ingest:orders",
        " waiting  build:dim_products  for gate:orders",
        " waiting  gate:dim_products   for build:dim_products",
        " 0 of 6 tasks done · 1 failed · 1 blocked",
      ]
    `)
    expect(frame(told, 13_100)[1]).toMatch(/^ ingest {3}orders +1.0 s$/)
  })

  it('fits any screen', () => {
    const ids = Array.from({ length: 300 }, (_, index) => `build:表_${index}_with_a_name_that_is_longer_than_most`)
    const many: Progress = {
      event: 'planned',
      runId: 'r',
      plan: plan(
        ids,
        ids.slice(20).map((id) => [ids[0] as string, id]),
      ),
      durations: new Map(),
      parallel: 20,
    }
    const told = [[0, many], ...ids.slice(0, 20).map((id) => [0, { event: 'started', task: task(id) }] as const)] as const
    for (const [columns, rows] of [
      [20, 5],
      [40, 10],
      [80, 24],
      [200, 60],
    ] as const) {
      const lines = frame(told, 10, columns, rows)
      expect(Math.max(...lines.map(displayWidth)), `${columns}`).toBeLessThan(columns)
      expect(lines.length, `${rows}`).toBeLessThanOrEqual(Math.max(5, rows / 2 + 1))
    }
    expect(frame(told, 10)).toMatchInlineSnapshot(`
      [
        "",
        " build    表_0_with_a_name_that_is_longer_than_most  0 s",
        " build    表_1_with_a_name_that_is_longer_than_most  0 s",
        " build    表_2_with_a_name_that_is_longer_than_most  0 s",
        " build    表_3_with_a_name_that_is_longer_than_most  0 s",
        " build    表_4_with_a_name_that_is_longer_than_most  0 s",
        " build    表_5_with_a_name_that_is_longer_than_most  0 s",
        " build    表_6_with_a_name_that_is_longer_than_most  0 s",
        "          13 more run",
        " waiting  build:表_20_with_a_name_that_is_longer_than_most  for build:表_0_wit…",
        " waiting  build:表_21_with_a_name_that_is_longer_than_most  for build:表_0_wit…",
        " waiting  build:表_22_with_a_name_that_is_longer_than_most  for build:表_0_wit…",
        "          277 more wait",
        " 0 of 300 tasks done",
      ]
    `)
  })
})

describe('the lines on the screen', () => {
  it('are overwritten in one write each, not written when they are the same, and the cursor comes back', () => {
    const written: string[] = []
    const screen = liveScreen((text) => written.push(text))
    screen.draw(['one', 'two'])
    screen.draw(['one', 'two'])
    screen.draw(['three'])
    screen.print('stays\n')
    screen.end()
    screen.end()
    expect(written).toEqual([
      '\u001b[?25l\rone\u001b[K\ntwo\u001b[K\n\u001b[J',
      '\r\u001b[2Athree\u001b[K\n\u001b[J',
      '\r\u001b[1Astays\u001b[K\nthree\u001b[K\n\u001b[J',
      '\r\u001b[1A\u001b[J\u001b[?25h',
    ])
  })
})
