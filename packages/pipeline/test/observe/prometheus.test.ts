import { runIdAt } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import fc from 'fast-check'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// @ts-expect-error it comes without types
import parsePrometheusTextFormat from 'parse-prometheus-text-format'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { metricText, planProject, prometheus, runProject, type RunOptions } from '../../src/index.ts'
import { readSamples } from '../../src/observe/metric-text.ts'
import { runEvent } from '../../src/run-log.ts'
import { shop, writeFiles } from '../shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-prometheus-'))
const data = join(folder, 'data')
beforeEach(() => writeFiles(data, 'old'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const made = shop(data, duckdb({ threads: 1 }))

interface Parsed {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly metrics: readonly { readonly value: string; readonly labels?: Readonly<Record<string, string>> }[]
}
const parsed = (text: string) => parsePrometheusTextFormat(text) as readonly Parsed[]

/** The value of the one sample of a metric that has these labels. */
function value(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const samples = parsed(text).find((metric) => metric.name === name)?.metrics ?? []
  const found = samples.filter((sample) => Object.entries(labels).every(([label, wanted]) => sample.labels?.[label] === wanted))
  expect(found.length, `${name} ${JSON.stringify(labels)}`).toBeLessThan(2)
  return found[0] === undefined ? undefined : Number(found[0].value)
}

describe('the file', () => {
  it('says of each run what it came to, in names and units as Prometheus wants them', async () => {
    const file = join(folder, 'textfile', 'shop.prom')
    const observers = [prometheus({ file })]
    const home = join(folder, 'home')
    const before = Date.now() / 1000
    const first = await runProject(made, { home, observers })
    expect([first.status, first.warnings]).toEqual(['succeeded', []])
    expect(readdirSync(join(folder, 'textfile'))).toEqual(['shop.prom'])
    const text = readFileSync(file, 'utf8')
    for (const { name, help, type, metrics } of parsed(text)) {
      expect(name).toMatch(/^meshwright_[a-z]+(_[a-z]+)*$/)
      expect([type, help.endsWith('.'), metrics.length > 0], name).toEqual(['GAUGE', true, true])
      for (const { labels } of metrics) expect(labels).toMatchObject({ project: 'shop', environment: 'dev' })
    }
    const success = value(text, 'meshwright_run_success_timestamp_seconds') ?? 0
    expect(success).toBeGreaterThanOrEqual(before)
    expect(success).toBeLessThanOrEqual(Date.now() / 1000)
    expect(value(text, 'meshwright_run_status', { status: 'succeeded' })).toBe(1)
    expect(value(text, 'meshwright_run_status', { status: 'failed' })).toBe(0)
    expect(value(text, 'meshwright_run_tasks', { status: 'done' })).toBe(first.tasks.length)
    expect(value(text, 'meshwright_task_duration_seconds', { task: 'ingest:orders', kind: 'ingest' })).toBeLessThan(60)
    const orders = first.tasks.find(({ task }) => task.id === 'ingest:orders')
    expect(value(text, 'meshwright_load_rows', { table: 'orders', result: 'loaded' })).toBe(orders?.load?.counts.loaded)
    expect(value(text, 'meshwright_table_rows', { table: 'orders' })).toBe(orders?.load?.counts.loaded)
    expect(value(text, 'meshwright_table_checks', { table: 'orders', result: 'passed' })).toBeGreaterThan(0)

    writeFileSync(join(data, 'orders.csv'), 'id,customer_id,amount\n10,1,x\n11,2,z\n')
    const failed = await runProject(made, { home, observers })
    expect(failed.status).toBe('failed')
    const after = readFileSync(file, 'utf8')
    expect(value(after, 'meshwright_run_status', { status: 'failed' })).toBe(1)
    expect(value(after, 'meshwright_run_success_timestamp_seconds')).toBe(success)
    expect(value(after, 'meshwright_task_failed', { task: 'ingest:orders' })).toBe(1)
    expect(value(after, 'meshwright_task_duration_seconds', { task: 'ingest:orders' })).toBe(
      value(text, 'meshwright_task_duration_seconds', { task: 'ingest:orders' }),
    )
    expect(value(after, 'meshwright_table_rows', { table: 'orders' })).toBe(orders?.load?.counts.loaded)
    expect(value(after, 'meshwright_load_rows', { table: 'orders', result: 'rejected' })).toBe(2)
  })

  it('tells the rows of a table also where the run that published it was killed before it could', async () => {
    const [file, home] = [join(folder, 'killed.prom'), join(folder, 'killed')]
    await runProject(made, { home, observers: [prometheus({ file })] })
    writeFiles(data, 'new')
    await runProject(made, { home })
    await runProject(made, { home, observers: [prometheus({ file })] })
    expect(value(readFileSync(file, 'utf8'), 'meshwright_table_rows', { table: 'customers' })).toBe(3)
  })

  it('keeps what other projects wrote, and nothing of tables that are no more', async () => {
    const file = join(folder, 'shared.prom')
    const other = { project: 'other', environment: 'dev', table: 'orders' }
    const gone = { project: 'shop', environment: 'dev', table: 'gone' }
    const samples = [other, gone].map((labels) => ({ labels, value: 7 }))
    writeFileSync(file, metricText([{ name: 'meshwright_table_rows', type: 'gauge', help: 'Rows.', samples }]))
    await runProject(made, { home: join(folder, 'shared'), observers: [prometheus({ file })] })
    const text = readFileSync(file, 'utf8')
    expect(value(text, 'meshwright_table_rows', other)).toBe(7)
    expect(text).not.toContain('"gone"')
  })

  it('is added to by processes that end at the same time, each with its tasks; what the whole run came to stays', async () => {
    const file = join(folder, 'parallel.prom')
    await runProject(made, { home: join(folder, 'parallel'), observers: [prometheus({ file })] })
    const before = readFileSync(file, 'utf8')
    const plan = planProject(made)
    const now = new Date()
    const ended = plan.tasks.map((task, index) => {
      const part = { ...plan, tasks: [task], edges: [] }
      const run = { runId: runIdAt(now), project: 'shop', environment: 'dev' }
      const context = { ...run, now, interval: undefined, warehouse: 'duckdb', signal: new AbortController().signal }
      const observation = prometheus({ file }).begin({ project: made, plan: part, share: 'part', context })
      // Every other one could not even begin.
      if (index % 2 === 0)
        observation.event(runEvent(run, { eventType: 'COMPLETE', at: now, task: task.id, facts: { status: 'done', milliseconds: 7000 } }))
      observation.event(runEvent(run, { eventType: index % 2 === 0 ? 'COMPLETE' : 'FAIL', at: now, task: null }))
      return observation.end()
    })
    expect((await Promise.all(ended)).flat()).toEqual([])
    const after = readFileSync(file, 'utf8')
    for (const [index, { id }] of plan.tasks.entries()) {
      expect(value(after, 'meshwright_task_failed', { task: id })).toBe(index % 2)
      if (index % 2 === 0) expect(value(after, 'meshwright_task_duration_seconds', { task: id })).toBe(7)
    }
    const ofRun = (text: string) => text.split('\n').filter((line) => line.startsWith('meshwright_run_'))
    expect(ofRun(after)).toEqual(ofRun(before))
    expect(readdirSync(folder).filter((name) => name.startsWith('parallel.prom'))).toEqual(['parallel.prom'])
  })

  it('tells of the run where one process does all of it, also for a scheduler', async () => {
    const file = join(folder, 'single.prom')
    const home = join(folder, 'single')
    const run = (more: Partial<RunOptions>) => runProject(made, { home, observers: [prometheus({ file })], runKey: 'one', ...more })
    await run({ tasks: ['ingest:customers'] })
    expect(readFileSync(file, 'utf8')).not.toContain('meshwright_run_')
    const [all] = planProject(made, { granularity: 'project' }).tasks
    await run({ tasks: [all?.id ?? ''], granularity: 'project' })
    expect(value(readFileSync(file, 'utf8'), 'meshwright_run_status', { status: 'succeeded' })).toBe(1)
  })

  it('is written also after a process was killed while it wrote', async () => {
    const file = join(folder, 'left.prom')
    writeFileSync(`${file}.lock`, '')
    const summary = () => runProject(made, { home: join(folder, 'left'), observers: [prometheus({ file })] })
    utimesSync(`${file}.lock`, 0, 0)
    expect((await summary()).warnings).toEqual([])
    expect(value(readFileSync(file, 'utf8'), 'meshwright_run_status', { status: 'succeeded' })).toBe(1)
    expect(existsSync(`${file}.lock`)).toBe(false)
  })

  it('that cannot be written is a warning, not a failed run', async () => {
    const file = join(folder, 'taken.prom')
    mkdirSync(file)
    const summary = await runProject(made, { home: join(folder, 'taken'), observers: [prometheus({ file })] })
    expect(summary.status).toBe('succeeded')
    expect(summary.warnings).toEqual([expect.stringMatching(/^prometheus: \S+taken\.prom cannot be written: /)])
    expect(existsSync(`${file}.${process.pid}`)).toBe(false)
  })

  it('has a name that node_exporter reads', () => {
    expect(() => prometheus({ file: 'metrics.txt' })).toThrow('does not end in .prom')
  })
})

describe('the text', () => {
  it('carries any text as a label, for a parser of others as for our own', () => {
    const label = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'n', ',', '}', '{', '=', '日', ' ') }))
    fc.assert(
      fc.property(fc.array(fc.tuple(label, fc.double({ noNaN: true })), { minLength: 1, maxLength: 5 }), (pairs) => {
        const samples = pairs.map(([text, value], at) => ({ labels: { at: String(at), text }, value: Object.is(value, -0) ? 0 : value }))
        const text = metricText([{ name: 'meshwright_test', type: 'gauge', help: 'A \\ and\na line.', samples }])
        expect(readSamples(text).get('meshwright_test')).toEqual(samples)
        const [metric] = parsed(text)
        expect(metric?.metrics.map(({ labels }) => labels)).toEqual(samples.map(({ labels }) => labels))
      }),
    )
  })
})
