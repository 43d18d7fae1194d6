import { duckdb } from '@meshwright/duckdb'
import { checks } from '@meshwright/quality'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, planProject, runProject, type RunOptions, type RunSummary } from '../src/index.ts'
import { look, PUBLISHED, shop, totals, writeFiles } from './shop.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meshwright-tasks-'))
  writeFiles(join(home, 'data'), 'old')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const made = () => shop(join(home, 'data'), duckdb({ threads: 1 }))
const ORDER = planProject(shop('', duckdb())).tasks.map((task) => task.id)

/** As a process of its own does it: nothing is shared but the warehouse. */
const task = (id: string, runKey = 'scheduled__1', more: Partial<RunOptions> = {}) =>
  runProject(made(), { home, tasks: [id], runKey, ...more })

const status = ({ tasks }: RunSummary) => tasks.map((result) => result.status)
const failure = ({ tasks }: RunSummary) => tasks.map((result) => result.error?.message).join()

async function ask(sql: string): Promise<unknown[]> {
  const store = await openStore(made(), { home }, 'read')
  try {
    return (await store.query(sql)).rows.map((row) => [...row])
  } finally {
    await store.close()
  }
}

describe('a run whose tasks are processes of their own', () => {
  it('publishes what a whole run does, under one id, and leaves nothing hidden', async () => {
    const ids = new Set<string>()
    for (const id of ORDER) {
      const summary = await task(id)
      expect([id, ...status(summary)]).toEqual([id, 'done'])
      ids.add(summary.runId)
    }
    expect(ids.size).toBe(1)
    const seen = await look(made(), home)
    expect([seen.tables, seen.hidden]).toEqual([PUBLISHED.old, []])
    expect(seen.records).toEqual(['customers published 2 2 0', 'orders published 4 3 1'])
    expect(
      await ask('select distinct run_id from mw_publication union select run_id from mw_load union select run_id from mw_check_result'),
    ).toEqual([[[...ids][0]]])

    const unchanged = []
    for (const id of ORDER) unchanged.push(...status(await task(id, 'scheduled__2')))
    expect(new Set(unchanged)).toEqual(new Set(['unchanged']))
  })

  it('may be tried again at any task, before and after its gate', async () => {
    for (const id of ORDER) {
      expect(status(await task(id))).toEqual(['done'])
      const again = await task(id, 'scheduled__1', { attempt: 2 })
      expect([id, again.status]).toEqual([id, 'succeeded'])
    }
    const seen = await look(made(), home)
    expect([seen.tables, seen.hidden]).toEqual([PUBLISHED.old, []])
    expect(seen.records).toEqual(['customers published 2 2 0', 'orders published 4 3 1'])
  })

  it('done again from its first task, publishes what the sources hold by now, and the latest state is that', async () => {
    for (const id of ORDER) await task(id)
    expect((await runProject(made(), { home })).status).toBe('succeeded')
    writeFiles(join(home, 'data'), 'new')
    for (const id of ORDER) expect([id, ...status(await task(id))]).toEqual([id, 'done'])
    expect((await look(made(), home)).tables).toEqual(PUBLISHED.new)
    const next = await runProject(made(), { home })
    expect(new Set(status(next))).toEqual(new Set(['unchanged']))
  })

  it('takes several tasks, in their order, in one process', async () => {
    const summary = await runProject(made(), { home, tasks: ['gate:orders', 'ingest:orders', 'ingest:customers', 'gate:customers'] })
    expect(summary.tasks.map((result) => [result.task.id, result.status])).toEqual([
      ['ingest:customers', 'done'],
      ['gate:customers', 'done'],
      ['ingest:orders', 'done'],
      ['gate:orders', 'done'],
    ])
    expect(await ask("select count(*) from information_schema.tables where table_name = 'mw_staged'")).toEqual([[0n]])
  })

  it.each(['layer', 'group', 'project'] as const)('takes coarse tasks (%s), each of which does its steps', async (granularity) => {
    for (const { id, steps } of planProject(made(), { granularity }).tasks) {
      const summary = await task(id, 'scheduled__1', { granularity })
      expect(summary.tasks.map((result) => result.task.id).toSorted()).toEqual(steps.toSorted())
      expect(new Set(status(summary))).toEqual(new Set(['done']))
    }
    const seen = await look(made(), home)
    expect([seen.tables, seen.hidden]).toEqual([PUBLISHED.old, []])
  })

  it('a gate without staged rows fails and says what to run first', async () => {
    for (const id of ['ingest:customers', 'gate:customers', 'ingest:orders']) await task(id)
    const other = await task('gate:orders', 'scheduled__2')
    expect(other.tasks[0]?.error?.code).toBe('not-staged')
    expect(failure(other)).toBe('gate:orders: nothing is staged for it in this run; run ingest:orders first, in the same run')
    expect(status(await task('gate:orders'))).toEqual(['done'])
  })

  it('a gate does not publish what is older than what is published', async () => {
    for (const id of ['ingest:customers', 'gate:customers', 'ingest:orders']) await task(id)
    writeFiles(join(home, 'data'), 'new')
    expect((await runProject(made(), { home })).status).toBe('succeeded')
    expect(failure(await task('gate:orders'))).toBe(
      'gate:orders: another run has published it since its rows were staged; run ingest:orders first, in the same run',
    )
    const seen = await look(made(), home)
    expect([seen.tables, seen.hidden]).toEqual([PUBLISHED.new, [expect.stringContaining('orders'), expect.stringContaining('orders__r')]])
    // What nobody can publish any more is swept by the next run.
    expect((await runProject(made(), { home })).status).toBe('succeeded')
    expect((await look(made(), home)).hidden).toEqual([])
  })

  it('a gate publishes nothing that was staged by another definition, that is gone, or whose seal does not fit', async () => {
    const change = async (sql: string) => {
      const store = await openStore(made(), { home }, 'write')
      await store.query(sql)
      await store.close()
    }
    for (const id of ['ingest:customers', 'gate:customers', 'ingest:orders']) await task(id)
    const unchecked = shop(join(home, 'data'), duckdb({ threads: 1 }), { checks: [] })
    const first = ' run ingest:orders first, in the same run'
    expect(failure(await runProject(unchecked, { home, tasks: ['gate:orders'], runKey: 'scheduled__1' }))).toBe(
      `gate:orders: its definition has changed since its rows were staged;${first}`,
    )
    const [[id, staged] = []] = (await ask("select staged_id, staged from mw_staged where relation = 'orders'")) as [string, string][]
    const { sealed } = JSON.parse(String(staged)) as { sealed: { staged: { table: string } } }
    await change(`update mw_staged set staged = replace(staged, '"loaded":3', '"loaded":4') where staged_id = '${id}'`)
    await expect(task('gate:orders')).rejects.toMatchObject({
      code: 'not-staged',
      message: 'orders: the seal of what was staged does not fit it: a row of mw_staged was changed',
    })
    await change(`update mw_staged set staged = replace(staged, '"loaded":4', '"loaded":3') where staged_id = '${id}'`)
    await change(`drop table ${sealed.staged.table}`)
    expect(failure(await task('gate:orders'))).toBe(
      `gate:orders: what was staged for it is gone: its checks refused it, or another run swept it away;${first}`,
    )
    expect((await look(made(), home)).tables).toEqual({ customers: PUBLISHED.old.customers })
    for (const next of ['ingest:orders', 'gate:orders']) expect(status(await task(next))).toEqual(['done'])
  })

  it('a whole run in between sweeps nothing that a gate still waits for', async () => {
    for (const id of ['ingest:customers', 'gate:customers', 'ingest:orders', 'gate:orders']) await task(id)
    for (const id of ['build:totals']) await task(id)
    expect((await runProject(made(), { home, work: 'ingest' })).status).toBe('succeeded')
    expect(status(await task('gate:totals'))).toEqual(['done'])
  })

  it('a task whose rows could not be handed over has failed, and may be tried again', async () => {
    let commits = 0
    const broken = await task('ingest:customers', 'scheduled__1', {
      // The first says which run it is.
      onStep: (step) => {
        if (step === 'publish:commit' && ++commits === 2) throw new Error('broken off')
      },
    })
    expect([status(broken), failure(broken)]).toEqual([['failed'], 'broken off'])
    expect(failure(await task('gate:customers'))).toContain('nothing is staged for it in this run')
    for (const id of ['ingest:customers', 'gate:customers']) expect([id, ...status(await task(id))]).toEqual([id, 'done'])
    expect((await look(made(), home)).tables).toEqual({ customers: PUBLISHED.old.customers })
  })

  it('what a killed try left does not stand in the way', async () => {
    const stop = new AbortController()
    const cut = await task('ingest:customers', 'scheduled__1', {
      cancel: stop.signal,
      onStep: (step) => step === 'load:staged' && stop.abort(),
    })
    expect(cut.status).toBe('cancelled')
    const { runId } = await task('ingest:customers')
    const store = await openStore(made(), { home }, 'write')
    await store.query(`create table main.mw_stage__${runId.slice(-8)}_orders as select 1 as id`)
    await store.query(`create table main.mw_stage__${runId.slice(-8)}_orders__r as select 1 as id`)
    await store.close()
    expect(status(await task('ingest:orders'))).toEqual(['done'])
    expect(status(await task('gate:customers'))).toEqual(['done'])
    expect(status(await task('gate:orders'))).toEqual(['done'])
    expect((await look(made(), home)).tables).toMatchObject({ orders: PUBLISHED.old.orders })
  })

  it('refused rows are kept at each try, and a mended file is published by the next', async () => {
    writeFileSync(join(home, 'data', 'orders.csv'), 'id,customer_id,amount\n10,1,a\n11,2,b\n')
    for (const id of ['ingest:customers', 'gate:customers']) await task(id)
    for (const attempt of [1, 2]) {
      const refused = await task('ingest:orders', 'scheduled__1', { attempt })
      expect(refused.tasks[0]?.error?.code).toBe('too-many-rejected')
    }
    expect(await ask('select count(*), count(distinct load_id) from orders__rejected')).toEqual([[4n, 2n]])
    writeFiles(join(home, 'data'), 'old')
    for (const id of ['ingest:orders', 'gate:orders']) expect(status(await task(id))).toEqual(['done'])
    expect((await look(made(), home)).tables).toMatchObject({ orders: PUBLISHED.old.orders })
  })

  it('what the checks of a model find is kept at each try', async () => {
    const strict = shop(join(home, 'data'), duckdb({ threads: 1 }), { checks: [checks(totals, (check) => [check.rowCount({ min: 9 })])] })
    const tried = async (...ids: string[]) => {
      for (const id of ids) {
        const [result] = (await runProject(strict, { home, tasks: [id], runKey: 'scheduled__1' })).tasks
        expect([id, result?.status]).toEqual([id, id === 'gate:totals' ? 'failed' : 'done'])
      }
    }
    await tried('ingest:customers', 'gate:customers', 'ingest:orders', 'gate:orders')
    for (const _ of [1, 2]) await tried('build:totals', 'gate:totals')
    const again = await runProject(strict, { home, tasks: ['gate:totals'], runKey: 'scheduled__1' })
    expect(failure(again)).toBe(
      'gate:totals: what was staged for it is gone: its checks refused it, or another run swept it away; run build:totals first, in the same run',
    )
    expect((await look(made(), home)).hidden).toEqual([])
    expect(
      await ask("select count(*), count(distinct run_id) from mw_check_result where table_name = 'totals' and status = 'failed'"),
    ).toEqual([[2n, 2n]])
  })

  it('unknown tasks and another plan are refused before anything runs', async () => {
    await expect(runProject(made(), { home, tasks: ['gate:order', 'x'] })).rejects.toMatchObject({
      code: 'task-unknown',
      message:
        'the plan of shop has no task "gate:order"; did you mean "gate:orders"?\nthe plan of shop has no task "x"\nmeshwright plan --json lists them. Where a scheduler asks, emit again.',
    })
    await expect(task('gate:orders', 'scheduled__1', { planHash: 'abc' })).rejects.toMatchObject({ code: 'plan-changed' })
    expect(status(await task('ingest:customers', 'scheduled__1', { planHash: planProject(made()).hash }))).toEqual(['done'])
  })
})

describe('a full refresh', () => {
  it('loads and builds what is unchanged', async () => {
    expect((await runProject(made(), { home })).status).toBe('succeeded')
    const again = await runProject(made(), { home, refresh: 'full' })
    expect(new Set(status(again))).toEqual(new Set(['done']))
    expect((await look(made(), home)).tables).toEqual(PUBLISHED.old)
  })
})
