import { contract, decimal, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model } from '@meshwright/models'
import { checks } from '@meshwright/quality'
import { orZero, sum } from '@meshwright/sql'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, project, readState, resolverOf, runLogPath, runProject, type Project, type RunSummary } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.' } as const
const customers = contract({ ...about, name: 'customers', layer: 'raw', key: ['id'], row: z.object({ id: int64(), name: z.string() }) })
const orders = contract({
  ...about,
  name: 'orders',
  layer: 'raw',
  key: ['id'],
  row: z.object({ id: int64(), customer_id: int64(), amount: decimal(12, 2, { min: '0' }) }),
  references: { customer_id: () => customers },
})
const totals = contract({
  ...about,
  name: 'totals',
  layer: 'mart',
  key: ['customer_id'],
  row: z.object({ customer_id: int64(), amount: decimal(38, 2, { max: '1000' }) }),
})
const grand = contract({ ...about, name: 'grand', layer: 'mart', row: z.object({ amount: decimal(38, 2) }) })
const totalsModel = model(totals, { o: orders }, (db) =>
  db
    .selectFrom('o')
    .select(({ ref }) => ['o.customer_id', orZero(sum(ref('o.amount'))).as('amount')])
    .groupBy('o.customer_id'),
)
const grandModel = model(grand, { t: totals }, (db) => db.selectFrom('t').select(({ ref }) => orZero(sum(ref('t.amount'))).as('amount')), {
  materialization: 'view',
})

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meshwright-run-'))
  mkdirSync(join(home, 'data'))
  write('customers', 'id,name\n1,Ada\n2,"Bob ""the"" 山"\n')
  write('orders', 'id,customer_id,amount\n10,1,5.00\n11,2,7.50\n12,1,1\n')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const write = (name: string, text: string) => writeFileSync(join(home, 'data', `${name}.csv`), text)

const shop = (options: { maxRejected?: number; minimum?: number } = {}): Project =>
  project({
    name: 'shop',
    warehouse: duckdb({ threads: 2 }),
    sources: [files(join(home, 'data'), [csv(customers), csv(orders, { maxRejected: options.maxRejected ?? 0 })])],
    models: [totalsModel, grandModel],
    checks: [checks(orders, (check) => [check.rowCount({ min: options.minimum ?? 1 })])],
  })

const run = (made: Project = shop()) => runProject(made, { home })
const statuses = (summary: RunSummary) => Object.fromEntries(summary.tasks.map((result) => [result.task.id, result.status]))

async function ask(sql: string): Promise<unknown[]> {
  const store = await openStore(shop(), { home }, 'read')
  try {
    return (await store.query(sql)).rows.map((row) => [...row])
  } finally {
    await store.close()
  }
}

describe('a run', () => {
  it('loads, builds, checks and publishes, exactly', async () => {
    const summary = await run()
    expect(statuses(summary)).toEqual(Object.fromEntries(summary.tasks.map((result) => [result.task.id, 'done'])))
    const unique = summary.tasks.find((result) => result.task.id === 'gate:orders')?.checks?.find((check) => check.name === 'id_unique')
    expect(unique).toMatchObject({ status: 'passed', provenBy: 'load', rows: '3', failing: '0' })
    expect(await ask('select * from totals order by customer_id')).toEqual([
      [1n, '6.00'],
      [2n, '7.50'],
    ])
    expect(await ask('select * from grand')).toEqual([['13.50']])
    expect(await ask('select name from customers order by id')).toEqual([['Ada'], ['Bob "the" 山']])
  })

  it('skips what is unchanged, and runs again only what a changed file touches', async () => {
    await run()
    const second = await run()
    expect(new Set(Object.values(statuses(second)))).toEqual(new Set(['unchanged']))

    write('orders', 'id,customer_id,amount\n10,1,5.00\n11,2,8.00\n')
    const third = statuses(await run())
    expect(third).toMatchObject({
      'ingest:customers': 'unchanged',
      'gate:customers': 'unchanged',
      'ingest:orders': 'done',
      'build:totals': 'done',
      'gate:grand': 'done',
    })
    expect(await ask('select * from grand')).toEqual([['13.00']])
  })

  it('builds again what somebody dropped', async () => {
    await run()
    const store = await openStore(shop(), { home }, 'write')
    await store.drop([{ schema: 'main', table: 'totals' }])
    await store.close()
    expect(statuses(await run())).toMatchObject({ 'ingest:orders': 'unchanged', 'build:totals': 'done', 'gate:totals': 'done' })
    expect(await ask('select count(*) from totals')).toEqual([[2n]])
  })

  it('keeps what is published when a check blocks, names what was not built, and goes on once it is mended', async () => {
    await run()
    write('orders', 'id,customer_id,amount\n10,1,5000.00\n11,2,8.00\n')
    const bad = await run()
    expect(bad.status).toBe('failed')
    expect(statuses(bad)).toMatchObject({
      'gate:orders': 'done',
      'build:totals': 'done',
      'gate:totals': 'failed',
      'build:grand': 'blocked',
      'gate:grand': 'blocked',
    })
    expect(bad.tasks.find((result) => result.task.id === 'gate:grand')?.blockedBy).toBe('gate:totals')
    expect(bad.tasks.find((result) => result.task.id === 'gate:totals')?.error).toMatchObject({
      code: 'checks-failed',
      message: expect.stringContaining('totals: '),
    })
    expect(await ask('select * from totals order by customer_id')).toEqual([
      [1n, '6.00'],
      [2n, '7.50'],
    ])

    write('orders', 'id,customer_id,amount\n10,1,500.00\n11,2,8.00\n')
    expect((await run()).status).toBe('succeeded')
    expect(await ask('select * from grand')).toEqual([['508.00']])
  })

  it('refuses a load over its threshold, keeps its rejects, and publishes nothing of it', async () => {
    await run()
    write('orders', 'id,customer_id,amount\n10,1,5.00\nx,2,"7,5"\n12,1,-1\n')
    const bad = await run()
    expect(statuses(bad)).toMatchObject({
      'ingest:orders': 'failed',
      'gate:orders': 'blocked',
      'build:totals': 'blocked',
      'gate:customers': 'unchanged',
    })
    const message = bad.tasks.find((result) => result.task.id === 'ingest:orders')?.error?.message ?? ''
    expect(message).toContain('orders.csv:3  column id: "x" is not an int64')
    expect(message).toContain('orders.csv:3  column amount: "7,5" is not a decimal')
    expect(message).toContain('orders.csv:4  column amount: ')
    expect(message).toContain('2 rows of 3 rejected in orders.csv, 0 allowed')
    expect(await ask('select count(*) from orders')).toEqual([[3n]])
    expect(await ask('select line, column_name from orders__rejected order by line, column_name')).toEqual([
      [3n, 'amount'],
      [3n, 'id'],
      [4n, 'amount'],
    ])
    expect(
      await ask(`select status, rows_read, rows_loaded, rows_rejected from mw_load where table_name = 'orders' order by loaded_at`),
    ).toEqual([
      ['published', 3n, 3n, 0n],
      ['refused', 3n, 1n, 2n],
    ])
  })

  it('accepts rejects within the threshold and drops identical rows; different rows of one key are an error', async () => {
    write('orders', 'id,customer_id,amount\n10,1,5.00\n10,1,5.00\n11,2,x\n12,1,1\n')
    const summary = await run(shop({ maxRejected: 1 }))
    expect(summary.tasks.find((result) => result.load?.label === 'orders.csv')?.load?.counts).toEqual({
      read: 4,
      loaded: 2,
      rejected: 1,
      duplicate: 1,
      filtered: 0,
    })
    write('orders', 'id,customer_id,amount\n10,1,5.00\n10,1,6.00\n')
    const bad = await run(shop({ maxRejected: 1 }))
    expect(bad.tasks.find((result) => result.task.id === 'ingest:orders')?.error?.message).toContain('orders: id 10 has different rows')
    expect(await ask('select count(*) from orders')).toEqual([[2n]])
  })

  it('fails a reference that points nowhere before anything is published', async () => {
    write('orders', 'id,customer_id,amount\n10,1,5.00\n11,77,7.50\n')
    const bad = await run()
    expect(statuses(bad)).toMatchObject({ 'gate:customers': 'done', 'gate:orders': 'failed', 'build:totals': 'blocked' })
    expect(await ask(`select count(*) from information_schema.tables where table_name in ('orders', 'totals')`)).toEqual([[0n]])
  })

  it('checks again when only a check changed, without loading', async () => {
    await run()
    const again = await run(shop({ minimum: 3 }))
    expect(statuses(again)).toMatchObject({ 'ingest:orders': 'unchanged', 'gate:orders': 'done', 'build:totals': 'unchanged' })
    expect(new Set(Object.values(statuses(await run(shop({ minimum: 3 })))))).toEqual(new Set(['unchanged']))
    // As often as it is run.
    for (const _ of [1, 2]) {
      const bad = await run(shop({ minimum: 4 }))
      expect(statuses(bad)).toMatchObject({ 'ingest:orders': 'unchanged', 'gate:orders': 'failed' })
    }
    expect(await ask('select count(*) from orders')).toEqual([[3n]])
    expect(
      await ask("select status, count(*) from mw_check_result where check_name like 'row_count%' group by status order by status"),
    ).toEqual([
      ['failed', 2n],
      ['passed', 2n],
    ])
  })

  it('checks again what is unchanged when a table that it references has changed', async () => {
    await run()
    write('customers', 'id,name\n1,Ada\n2,Bob\n3,Cy\n')
    expect(statuses(await run())).toMatchObject({ 'gate:customers': 'done', 'ingest:orders': 'unchanged', 'gate:orders': 'done' })
    write('customers', 'id,name\n1,Ada\n')
    for (const _ of [1, 2]) {
      const bad = await run()
      expect(statuses(bad)).toMatchObject({ 'ingest:orders': 'unchanged', 'gate:orders': 'failed', 'build:totals': 'blocked' })
      expect(bad.tasks.find((result) => result.task.id === 'gate:orders')?.error?.message).toContain('orders: customer_id')
    }
    expect(await ask('select count(*) from orders')).toEqual([[3n]])
  })

  it('writes a log of each run, of whole lines in OpenLineage form', async () => {
    const { runId } = await run()
    const events = readFileSync(runLogPath(home, runId), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { eventType: string; job: { name: string } })
    expect(events[0]).toMatchObject({ eventType: 'START', job: { namespace: 'shop/dev', name: 'shop' } })
    expect(events.filter((event) => event.job.name === 'gate:totals').map((event) => event.eventType)).toEqual(['START', 'COMPLETE'])
    expect(events.at(-1)).toMatchObject({ eventType: 'COMPLETE', job: { name: 'shop' } })
  })

  it('keeps of each table what its last published load read, from where, and when the source was changed', async () => {
    write('orders', 'id,customer_id,amount\n10,1,5.00\n10,1,5.00\n11,2,x\n')
    utimesSync(join(home, 'data', 'orders.csv'), new Date('2026-01-02T03:04:05Z'), new Date('2026-01-02T03:04:05Z'))
    const made = shop({ maxRejected: 1 })
    await runProject(made, { home, clock: () => new Date('2026-02-01T00:00:00Z') })
    write('orders', 'x')
    expect((await run(made)).status).toBe('failed')
    const store = await openStore(made, { home }, 'read')
    const { loads } = await readState(store, resolverOf(made), made.warehouse.dialect)
    await store.close()
    expect([...loads.keys()].toSorted()).toEqual(['customers', 'orders'])
    expect(loads.get('orders')).toMatchObject({
      table: 'orders',
      label: 'orders.csv',
      counts: { read: 3, loaded: 1, rejected: 1, duplicate: 1, filtered: 0 },
      loadedAt: '2026-02-01T00:00:00Z',
      modifiedAt: '2026-01-02T03:04:05Z',
      cursor: undefined,
    })
  })

  it('holds every model against the engine before anything is built', async () => {
    const wrong = model(
      grand,
      { t: totals },
      (db) => db.selectFrom('t').select(({ ref }) => sum(ref('t.customer_id')).as('amount')) as never,
    )
    const made = project({
      name: 'shop',
      warehouse: duckdb(),
      sources: [files(join(home, 'data'), [csv(customers), csv(orders)])],
      models: [totalsModel, { ...wrong, contract: contract({ ...about, name: 'ids', layer: 'mart', row: z.object({ amount: int64() }) }) }],
    })
    await expect(run(made)).rejects.toThrow('model ids: column "amount" must be int64 but the query gives decimal(38,0)')
    expect(await ask(`select count(*) from information_schema.tables where table_name in ('orders', 'totals')`)).toEqual([[0n]])
  })
})
