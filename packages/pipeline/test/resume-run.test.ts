import { contract, int64, type Connector } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { sqlModel } from '@meshwright/models'
import { checks } from '@meshwright/quality'
import { sql } from 'kysely'
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  findRun,
  openStore,
  pastRuns,
  planProject,
  project,
  resumption,
  runLogPath,
  runProject,
  type Project,
  type RunOptions,
} from '../src/index.ts'
import { planChanges, taskMarks } from '../src/plan-changes.ts'
import { readDurations } from '../src/task-durations.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meshwright-resume-'))
  writeFileSync(join(home, 'orders.csv'), 'id\n1\n2\n')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const about = { owner: 'tests', description: 'Rows.' } as const
const row = z.object({ id: int64() })
const orders = contract({ ...about, name: 'orders', layer: 'raw', key: ['id'], row })
const totals = contract({ ...about, name: 'totals', layer: 'mart', row })
const last = contract({ ...about, name: 'last', layer: 'mart', row })

/** A source, a command that counts how often it ran and fails without the file `ready`, and two models, the first of which is checked. */
const made = (more: { readonly atLeast?: number; readonly query?: string; readonly source?: Connector } = {}): Project =>
  project({
    name: 'shop',
    warehouse: duckdb({ threads: 1 }),
    sources: [more.source ?? files(home, [csv(orders)])],
    models: [
      sqlModel(totals, { o: orders }, ({ o }) => sql`select id from ${o}`),
      sqlModel(last, { t: totals }, ({ t }) => sql.join([sql.raw(more.query ?? 'select max(id) as id from '), t], sql``)),
    ],
    checks: [checks(totals, (check) => [check.rowCount({ min: more.atLeast ?? 1 })])],
    commands: [
      { name: 'told', run: ['sh', '-c', 'echo x >> told'], after: ['orders'] },
      { name: 'mail', run: ['test', '-e', 'ready'], after: ['command:told'] },
    ],
    tasks: [{ retries: { count: 0 } }],
  })

const run = (of: Project, more: Partial<RunOptions> = {}) => runProject(of, { home, directory: home, ...more })
const resume = async (of: Project, id?: string) => run(of, { resume: resumption(of, home, id) })
const told = () => readFileSync(join(home, 'told'), 'utf8').trim().split('\n').length
const statuses = (id?: string) => Object.fromEntries(findRun(home, id).tasks.map((task) => [task.id, task.status]))

async function ask(text: string): Promise<unknown[]> {
  const store = await openStore(made(), { home }, 'read')
  try {
    return (await store.query(text)).rows.map((cells) => [...cells])
  } finally {
    await store.close()
  }
}

describe('a run that failed', () => {
  it('is gone on with under its id: failed, blocked and what they need, and nothing that is done', async () => {
    const first = await run(made())
    expect(first.status).toBe('failed')
    expect(statuses()).toMatchObject({ 'gate:last': 'done', 'command:told': 'done', 'command:mail': 'failed' })
    writeFileSync(join(home, 'ready'), '')
    // What is done stays done, also where its source changed since.
    writeFileSync(join(home, 'orders.csv'), 'id\n7\n')
    const again = await resume(made())
    expect([again.runId, again.status]).toEqual([first.runId, 'succeeded'])
    expect(again.tasks.map(({ task, status }) => [task.id, status])).toEqual([['command:mail', 'done']])
    expect(told()).toBe(1)
    expect(findRun(home)).toMatchObject({ runId: first.runId, status: 'succeeded', resumed: 1 })
    expect(new Set(Object.values(statuses()))).toEqual(new Set(['done']))
    expect(resumption(made(), home).plan.tasks).toEqual([])
    expect(await ask('select id from last')).toEqual([[2n]])
  })

  it('is gone on with by one of two processes: the other waits for the warehouse, and does nothing again', async () => {
    await run(made())
    writeFileSync(join(home, 'ready'), '')
    const [first, second] = [resumption(made(), home), resumption(made(), home)]
    expect((await runProject(made(), { home, directory: home, resume: first })).status).toBe('succeeded')
    const log = readFileSync(runLogPath(home, first.run.runId), 'utf8')
    await expect(runProject(made(), { home, directory: home, resume: second })).rejects.toMatchObject({
      code: 'resume-refused',
      message: expect.stringContaining('another process went on with it meanwhile'),
    })
    expect(readFileSync(runLogPath(home, first.run.runId), 'utf8')).toBe(log)
  })

  it('stages again what a gate refused, and publishes what the source holds by now', async () => {
    const strict = made({ atLeast: 3 })
    const first = await run(strict)
    expect(statuses()).toMatchObject({ 'gate:orders': 'done', 'build:totals': 'done', 'gate:totals': 'failed', 'build:last': 'blocked' })
    expect(resumption(strict, home).plan.tasks.map(({ id }) => id)).toEqual([
      'build:totals',
      'gate:totals',
      'command:mail',
      'build:last',
      'gate:last',
    ])
    // Nothing of it is made from the orders anew, so the check fails as before; another run loads them.
    expect((await resume(strict)).status).toBe('failed')
    writeFileSync(join(home, 'orders.csv'), 'id\n1\n2\n3\n')
    writeFileSync(join(home, 'ready'), '')
    expect((await run(strict)).status).toBe('succeeded')
    // The latest state is that of the last commit, whatever the id of the run that made it.
    const late = await resume(strict, first.runId)
    expect([late.runId, late.status]).toEqual([first.runId, 'succeeded'])
    expect(await ask('select id from last')).toEqual([[3n]])
    expect(new Set((await run(strict)).tasks.filter(({ task }) => task.kind !== 'command').map(({ status }) => status))).toEqual(
      new Set(['unchanged']),
    )
  })

  it('is refused where the plan has changed, with what changed', async () => {
    await run(made())
    const other = made({ query: 'select min(id) as id from ' })
    expect(() => resumption(other, home)).toThrow(
      expect.objectContaining({
        code: 'plan-changed',
        problems: ['build:last is defined otherwise', 'gate:last is defined otherwise'],
        message: expect.stringMatching(
          /as the plan has changed since:\n {2}build:last is defined otherwise\n[^]*Run instead: meshwright run/,
        ) as string,
      }),
    )
    const { marks } = findRun(home)
    const later = {
      ...taskMarks(planProject(made())),
      'build:last': `${marks['build:last']?.split('.')[0]}.00000000`,
      'command:more': 'x.y',
    }
    expect(planChanges(marks, later)).toEqual(['build:last waits for other tasks', 'command:more is new'])
    const fewer = project({ name: 'shop', warehouse: duckdb(), sources: [files(home, [csv(orders)])] })
    expect(() => resumption(fewer, home)).toThrow(/build:totals is no longer in the plan/)
  })

  it('is refused where a newer release wrote some of its log', async () => {
    const path = runLogPath(home, (await run(made())).runId)
    const text = readFileSync(path, 'utf8')
    const newer = text.replaceAll('"documentVersion":1', '"documentVersion":2')
    for (const log of [newer, text + newer]) {
      writeFileSync(path, log)
      expect(() => resumption(made(), home)).toThrow(
        /cannot be gone on with: not all of its log is known\. line \d+ of .* this Meshwright reads version 1; update Meshwright/,
      )
    }
  })

  it('is found with the interval, the refresh and the selection that it had', async () => {
    const interval = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-01-02T00:00:00Z') }
    await run(made(), { interval, refresh: 'full', selected: new Set(['orders', 'command:told', 'command:mail']) })
    const left = resumption(made(), home)
    expect(left.plan.tasks.map(({ id }) => id)).toEqual(['command:mail'])
    expect(left.run.facts).toMatchObject({
      refresh: 'full',
      selected: true,
      interval: { start: '2026-01-01T00:00:00.000Z', end: '2026-01-02T00:00:00.000Z' },
    })
  })

  const interval = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-01-02T00:00:00Z') }
  it.each([
    ['changed', 'unchanged', interval],
    // It takes the place of all rows, so it has to read all.
    ['full', 'done', undefined],
  ] as const)('reads the interval, or everything, as the whole of it would have: %s', async (refresh, status, within) => {
    writeFileSync(join(home, 'ready'), '')
    expect((await run(made())).status).toBe('succeeded')
    const asked: unknown[] = []
    const source = files(home, [csv(orders)])
    const streams = source.streams.map((stream) => ({
      ...stream,
      open: (context: Parameters<typeof stream.open>[0]) => {
        asked.push(context.interval)
        return stream.open(context)
      },
    }))
    const of = made({ source: { ...source, streams } })
    const drain = new AbortController()
    const first = await run(of, { interval, refresh, parallel: 1, drain: drain.signal, onProgress: () => drain.abort() })
    expect([first.status, asked]).toEqual(['cancelled', []])
    const again = await resume(of)
    expect([again.runId, asked]).toEqual([first.runId, [within]])
    const tables = again.tasks.filter(({ task }) => task.kind !== 'command')
    expect(tables.map((result) => result.status)).toEqual(tables.map(() => status))
  })
})

describe('a run that ended without a word', () => {
  it('is told as unfinished; what has no end is done again, and half a line loses nothing else', async () => {
    writeFileSync(join(home, 'ready'), '')
    const { runId } = await run(made())
    const path = runLogPath(home, runId)
    // As after a kill while the last task ran: its end is cut off, and that of the run missing. The process is gone.
    const lines = readFileSync(path, 'utf8').replaceAll(`"pid":${process.pid}`, '"pid":999999999').trimEnd().split('\n')
    writeFileSync(path, lines.slice(0, -1).join('\n'))
    truncateSync(path, statSync(path).size - 40)
    const past = findRun(home)
    expect([past.status, past.problems]).toEqual(['unfinished', [expect.stringMatching(/^the last line of .* was cut off in the middle/)]])
    const open = past.tasks.filter(({ status }) => status === 'running').map(({ id }) => id)
    expect(open).toHaveLength(1)
    const again = await resume(made())
    expect([again.status, again.tasks.map(({ task }) => task.id)]).toEqual(['succeeded', expect.arrayContaining(open)])
    expect(findRun(home).status).toBe('succeeded')
  })

  it('cannot be gone on with while it runs, nor where its beginning is lost', async () => {
    const { runId } = await run(made())
    const path = runLogPath(home, runId)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    writeFileSync(path, `${lines.slice(0, 3).join('\n')}\n`)
    expect(findRun(home).status).toBe('running')
    expect(() => resumption(made(), home)).toThrow(refusal('resume-refused', /it is still running/))
    writeFileSync(path, `${lines.slice(1, 3).join('\n')}\n`)
    expect(() => resumption(made(), home)).toThrow(/its log has lost its beginning/)
    // Which tasks it had is not known: those that are known say nothing of the run.
    expect(findRun(home).status).toBe('unfinished')
    for (const left of ['', `${lines[0]}`.slice(0, 100)]) {
      writeFileSync(path, left)
      expect(findRun(home)).toMatchObject({ status: 'unfinished', startedAt: '', tasks: [] })
      expect(() => resumption(made(), home)).toThrow(/its log has lost its beginning/)
    }
  })
})

const refusal = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string })

it('tells of runs in their order, and of one that is not there the nearest', async () => {
  expect(pastRuns(home)).toEqual([])
  expect(() => findRun(home)).toThrow(refusal('run-unknown', /no run is logged/))
  const first = await run(made(), { tasks: ['ingest:orders'], runKey: 'nightly', attempt: 3 })
  const second = await run(made(), { work: 'ingest' })
  expect(pastRuns(home).map(({ runId, status }) => [runId, status])).toEqual([
    [second.runId, 'succeeded'],
    [first.runId, 'succeeded'],
  ])
  expect(findRun(home, first.runId)).toMatchObject({ facts: { scheduled: 'nightly' }, tasks: [{ id: 'ingest:orders', tries: 3, rows: 2 }] })
  const near = `${second.runId.slice(0, -1)}x`
  expect(() => findRun(home, near)).toThrow(`no run "${near}" is logged in ${home}; did you mean "${second.runId}"?`)
  expect(findRun(home, second.runId.slice(0, -2)).runId).toBe(second.runId)
  expect(() => findRun(home, '0')).toThrow(/begins the ids of 2 runs/)
  expect(() => resumption(made(), home, first.runId)).toThrow(refusal('resume-refused', /a scheduler runs its tasks \(nightly\)/))
})

it('keeps how long tasks took, for what goes first in the next run', async () => {
  await run(made())
  expect([...readDurations(home).keys()]).toContain('build:totals')
  expect([...readDurations(home).keys()]).not.toContain('command:mail')
})

it('a run that takes longer than the project gives it is broken off and failed', async () => {
  const slow = project({
    name: 'shop',
    warehouse: duckdb({ threads: 1 }),
    sources: [files(home, [csv(orders)])],
    commands: [
      { name: 'slow', run: ['sleep', '60'], after: ['orders'] },
      { name: 'after', run: ['true'], after: ['command:slow'] },
    ],
    timeoutSeconds: 1.5,
  })
  const summary = await run(slow)
  expect([summary.status, summary.error?.code, summary.error?.message]).toEqual([
    'failed',
    'timed-out',
    'the run of shop took longer than the 1.5 s that the plan gives it, and was broken off',
  ])
  expect(statuses()).toEqual({
    'ingest:orders': 'done',
    'gate:orders': 'done',
    'command:slow': 'cancelled',
    'command:after': 'cancelled',
  })
  expect(findRun(home)).toMatchObject({ status: 'failed', error: { code: 'timed-out' } })
}, 20_000)
