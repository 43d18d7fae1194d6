import { contract, decimal, int64, localTimestamp, type PublishMode } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files, xlsx } from '@meshwright/files'
import { model } from '@meshwright/models'
import { orZero, sum, type Warehouse } from '@meshwright/sql'
import { postgres } from '@meshwright/postgres'
import { startPostgres } from '@meshwright/testkit/postgres'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import writeExcelFile from 'write-excel-file/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, project, replayRejects, resumption, runProject, type Project, type ReplayOptions } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.' } as const
const row = { id: int64({ min: 1n }), at: localTimestamp(), amount: decimal(12, 2), note: z.string().nullable() }
const mended = { ...row, at: localTimestamp({ format: '%d/%m/%Y' }), amount: decimal(12, 2, { min: '0' }) }

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meshwright-replay-'))
  mkdirSync(join(home, 'data'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const write = (text: string) => writeFileSync(join(home, 'data', 'orders.csv'), text)

function shop(shape: z.ZodRawShape = row, warehouse: Warehouse = duckdb({ threads: 1 }), mode?: 'append' | 'merge' | 'snapshot'): Project {
  const orders = contract({ ...about, name: 'orders', layer: 'raw', key: ['id'], row: z.object(shape as typeof row) })
  const total = contract({ ...about, name: 'total', layer: 'mart', row: z.object({ amount: decimal(38, 2) }) })
  const connector = files(join(home, 'data'), [csv(orders, { maxRejected: 10 })])
  const streams = connector.streams.map((stream) =>
    mode === undefined ? stream : { ...stream, load: { ...stream.load, mode: { mode } as PublishMode } },
  )
  return project({
    name: 'shop',
    warehouse,
    sources: [{ ...connector, streams }],
    models: [model(total, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => orZero(sum(ref('o.amount'))).as('amount')))],
  })
}

const run = async (made = shop()) => expect((await runProject(made, { home })).status).toBe('succeeded')
const replay = (made: Project, options: Partial<ReplayOptions> = {}) => replayRejects(made, 'orders', { home, ...options })

async function ask(sql: string, made = shop()): Promise<unknown[]> {
  const store = await openStore(made, { home }, 'read')
  try {
    return (await store.query(sql)).rows.map((cells) => (cells.length === 1 ? cells[0] : [...cells]))
  } finally {
    await store.close()
  }
}

const GOOD = '1,2026-01-01,1.00,\n2,2026-01-02,2.00,x\n'
const SLASHED = '3,31/01/2026,3.00,"a ""b"", c"\n4,28/02/2026,-4.00,\n'

describe.each(['DuckDB', 'Postgres'] as const)('rejected rows on %s', (engine) => {
  it('are loaded once by a mended contract, marked, counted, and built from; what does not fit waits', async () => {
    const server = engine === 'Postgres' ? await startPostgres() : undefined
    try {
      const warehouse = server === undefined ? duckdb({ threads: 1 }) : postgres(server.url())
      // Half of the file in each spelling: no contract takes both, which is what replaying is for.
      write(`id,at,amount,note\n${GOOD}${SLASHED}0,x,oops,\n`)
      await run(shop(row, warehouse))
      const first = await replay(shop(mended, warehouse))
      expect(first.counts).toEqual({ read: 3, loaded: 1, rejected: 2, duplicate: 0, filtered: 0 })
      const made = shop(row, warehouse)
      expect(await ask('select id, cast(amount as varchar(9)), note from orders order by id', made)).toEqual([
        [1n, '1.00', null],
        [2n, '2.00', 'x'],
        [3n, '3.00', 'a "b", c'],
      ])
      expect(await ask('select status, rows_read, rows_loaded, rows_rejected from mw_load order by loaded_at', made)).toEqual([
        ['published', 5n, 2n, 3n],
        ['replayed', 3n, 1n, 2n],
      ])
      // Each load has exactly the rejects that it counts; those that wait are the last ones.
      expect(
        await ask(
          'select count(distinct record), count(distinct case when replayed_by is null then record end) from orders__rejected group by load_id order by 2',
          made,
        ),
      ).toEqual([
        [3n, 0n],
        [2n, 2n],
      ])
      expect(await ask('select reason from orders__rejected where replayed_by is null and record = 4', made)).toEqual([
        'column amount: "-4.00" is not >= 0.00',
      ])

      const again = await replay(shop(mended, warehouse))
      expect(again.counts).toMatchObject({ read: 2, loaded: 0, rejected: 2 })
      expect(await ask('select count(*) from orders', made)).toEqual([3n])
      const allowed = await replay(shop({ ...mended, amount: decimal(12, 2) }, warehouse))
      expect(allowed.counts).toMatchObject({ read: 2, loaded: 1, rejected: 1 })
      const store = await openStore(made, { home }, 'read')
      expect(await store.version?.()).toMatch(engine === 'DuckDB' ? /^DuckDB v\d/ : /^Postgres \d/)
      expect((await store.list(made.environment.schema)).filter((table) => table.name.table.startsWith('mw_stage'))).toEqual([])
      await store.close()

      // The source is as it was, so its load is skipped; what is made from it is built.
      const next = await runProject(made, { home })
      expect(next.tasks.map((task) => `${task.task.id} ${task.status}`)).toContain('ingest:orders unchanged')
      expect(await ask('select cast(amount as varchar(9)) from total', made)).toEqual(['2.00'])
    } finally {
      await server?.stop()
    }
  }, 60_000)
})

it('are offered with cells that somebody corrected, each by its place', async () => {
  write(`id,at,amount,note\n${GOOD}${SLASHED}`)
  await run()
  const [[load, cells] = []] = (await ask('select load_id, cells from orders__rejected where record = 3')) as [string, string][]
  const corrected = {
    load_id: String(load),
    file: 'orders.csv',
    record: 3,
    cells: { ...(JSON.parse(String(cells)) as object), at: '2026-01-31' },
  }
  const done = await replay(shop(), { mended: [corrected] })
  expect(done.counts).toMatchObject({ read: 1, loaded: 1 })
  expect(done.withheld.map((other) => other.record)).toEqual([4])
  expect(() => resumption(shop(), home)).toThrow('it offered rejected rows again: meshwright rejects replay does so')
  await expect(replay(shop(), { mended: [corrected] })).rejects.toThrow(
    `orders.csv: record 3 of load ${String(load)} does not wait among the rejects of orders`,
  )
  expect(await ask('select count(*) from orders')).toEqual([3n])
})

/** Of all files of the folder. */
const several = (shape: typeof row | typeof mended) => {
  const orders = contract({ ...about, name: 'orders', layer: 'raw', key: ['id'], row: z.object(shape) })
  return project({
    name: 'shop',
    warehouse: duckdb({ threads: 1 }),
    sources: [files(join(home, 'data'), [csv(orders, { file: '*.csv', maxRejected: 10 })])],
  })
}

it('of several files are told apart by their file, where they have one number', async () => {
  const header = 'id,at,amount,note\n'
  writeFileSync(join(home, 'data', 'a.csv'), `${header}1,2026-01-01,1.00,\n2,31/01/2026,2.00,a\n`)
  writeFileSync(join(home, 'data', 'b.csv'), `${header}3,2026-01-01,1.00,\n4,28/02/2026,4.00,b\n`)
  await run(several(row))
  const waiting = async () => ask('select file, record from orders__rejected where replayed_by is null order by file')
  expect(await waiting()).toEqual([
    ['a.csv', 2n],
    ['b.csv', 2n],
  ])
  const [load] = (await ask('select distinct load_id from orders__rejected')) as [string]
  const corrected = { load_id: load, file: 'b.csv', record: 2, cells: { id: '4', at: '2026-02-28', amount: '4.00', note: 'b' } }
  const done = await replay(several(row), { mended: [corrected] })
  expect([done.counts.loaded, done.withheld.map(({ file, record }) => [file, record])]).toEqual([1, [['a.csv', 2]]])
  expect(await waiting()).toEqual([['a.csv', 2n]])
  expect((await replay(several(mended))).counts).toMatchObject({ read: 1, loaded: 1 })
  expect(await ask('select id, note from orders order by id')).toEqual([
    [1n, null],
    [2n, 'a'],
    [3n, null],
    [4n, 'b'],
  ])
})

it('of several files are told apart also when they are rejected again', async () => {
  const header = 'id,at,amount,note\n'
  writeFileSync(join(home, 'data', 'a.csv'), `${header}1,31/01/2026,1.00,a\n2,2026-01-01,2.00,\n`)
  writeFileSync(join(home, 'data', 'b.csv'), `${header}3,28/02/2026,3.00,b\n4,31/01/2026,4.00,b\n`)
  await run(several(row))
  expect((await replay(several(row))).counts).toMatchObject({ read: 3, rejected: 3 })
  expect(await ask('select file, record from orders__rejected where replayed_by is null order by file, record')).toEqual([
    ['a.csv', 1n],
    ['b.csv', 1n],
    ['b.csv', 2n],
  ])
  expect((await replay(several(mended))).counts).toMatchObject({ read: 3, loaded: 3 })
  expect(await ask('select id from orders order by id')).toEqual([1n, 2n, 3n, 4n])
})

it('of a column with a name that every object has are rejected again, at their place', async () => {
  const teams = contract({ ...about, name: 'orders', layer: 'raw', key: ['id'], row: z.object({ id: int64(), constructor: z.string() }) })
  const made = project({
    name: 'teams',
    warehouse: duckdb({ threads: 1 }),
    sources: [files(join(home, 'data'), [csv(teams, { maxRejected: 1 })])],
  })
  write('id,constructor\n1,Ferrari\n2,\n')
  await run(made)
  expect((await replay(made)).counts).toMatchObject({ read: 1, rejected: 1 })
  expect(await ask('select line, cell, column_name from orders__rejected where replayed_by is null', made)).toEqual([
    [3n, null, 'constructor'],
  ])
})

it('of a spreadsheet come back with the dates and numbers that its cells held', async () => {
  const cells = (values: readonly unknown[]) =>
    values.map((value) => ({ value, ...(value instanceof Date ? { format: 'yyyy-mm-dd hh:mm' } : {}) }))
  const rows = [
    cells(['id', 'at', 'amount', 'note']),
    cells([0, new Date('2026-01-31T10:30:00Z'), 0.5, 'a']),
    cells([2, new Date('2026-02-01T00:00:00Z'), 1, null]),
  ]
  await writeExcelFile(rows as never).toFile(join(home, 'data', 'orders.xlsx'))
  const book = (shape: typeof row) => {
    const orders = contract({ ...about, name: 'orders', layer: 'raw', key: ['id'], row: z.object(shape) })
    return project({
      name: 'shop',
      warehouse: duckdb({ threads: 1 }),
      sources: [files(join(home, 'data'), [xlsx(orders, { sheet: 1, maxRejected: 1 })])],
    })
  }
  await run(book(row))
  expect(await ask('select cell, cells from orders__rejected')).toEqual([
    ['Sheet1!A2', '{"id":0,"at":"2026-01-31T10:30:00","amount":0.5,"note":"a"}'],
  ])
  expect((await replay(book({ ...row, id: int64({ min: 0n }) }))).counts).toMatchObject({ read: 1, loaded: 1 })
  expect(await ask('select cast("at" as varchar), cast(amount as varchar), note from orders where id = 0')).toEqual([
    ['2026-01-31 10:30:00', '0.50', 'a'],
  ])
})

it.each(['load:staged', 'publish:begin', 'publish:table', 'publish:records', 'publish:commit'] as const)(
  'are where they were when it breaks off at %s, and nothing is left',
  async (step) => {
    write(`id,at,amount,note\n${GOOD}${SLASHED}`)
    await run()
    const broken = replay(shop(mended), {
      onStep: (now) => {
        if (now === step) throw new Error('broken off')
      },
    })
    await expect(broken).rejects.toThrow('broken off')
    expect(await ask('select count(*) from orders')).toEqual([2n])
    expect(await ask('select count(*) from orders__rejected where replayed_by is not null')).toEqual([0n])
    expect(await ask("select count(*) from mw_load where status = 'replayed'")).toEqual([0n])
    expect(await ask("select table_name from information_schema.tables where table_name like 'mw_stage%'")).toEqual([])
    expect((await replay(shop(mended))).counts).toMatchObject({ read: 2, loaded: 1, rejected: 1 })
  },
)

it('a full load afterwards is the file and nothing else', async () => {
  write(`id,at,amount,note\n${GOOD}${SLASHED}`)
  await run()
  await replay(shop(mended))
  expect(await ask('select count(*) from orders')).toEqual([3n])
  write(`id,at,amount,note\n${GOOD}3,2026-01-31,3.00,\n`)
  await run()
  expect(await ask('select count(*) from orders')).toEqual([3n])
  expect((await replay(shop(mended))).counts.read).toBe(0)
})

it('come with a column that the contract has gained, where it may be empty', async () => {
  write(`id,at,amount,note\n${GOOD}${SLASHED}`)
  await run()
  expect((await replay(shop({ ...mended, extra: z.string().nullable() }))).counts).toMatchObject({ read: 2, loaded: 1, rejected: 1 })
  expect(await ask('select id, extra from orders order by id')).toEqual([1n, 2n, 3n].map((id) => [id, null]))
})

it('merge by key where the load does; a row that is there already, to the letter, is a duplicate', async () => {
  const merging = shop(row, duckdb({ threads: 1 }), 'merge')
  write(`id,at,amount,note\n${GOOD}`)
  await run(merging)
  write('id,at,amount,note\n2,02/02/2026,5.00,\n')
  await run(merging)
  expect((await replay(shop(mended, duckdb({ threads: 1 }), 'merge'))).counts).toMatchObject({ read: 1, loaded: 1 })
  expect(await ask('select cast(amount as varchar) from orders order by id')).toEqual(['1.00', '5.00'])
  expect(await ask('select row_count from mw_publication order by run_id desc limit 1', merging)).toContainEqual(2n)

  write(`id,at,amount,note\n${GOOD}2,02/01/2026,2.00,x\n`)
  await run()
  expect((await replay(shop(mended))).counts).toMatchObject({ read: 1, loaded: 0, duplicate: 1 })
  expect(await ask('select count(*) from orders')).toEqual([2n])
})

it('stay as they are, and the table too, when a check blocks, when the load was refused, or when a type has changed', async () => {
  write(`id,at,amount,note\n${GOOD}2,31/01/2026,9.00,\n`)
  await run()
  await expect(replay(shop(mended))).rejects.toThrow(/^orders: id_unique: .*\nIt stays as it was published/)
  expect(await ask('select count(*), sum(amount) = 3 from orders')).toEqual([[2n, true]])
  expect(await ask('select count(*) from orders__rejected where replayed_by is null')).toEqual([1n])
  await expect(replay(shop({ ...mended, amount: z.string() as never }))).rejects.toThrow('orders: the type of column "amount" has changed')
  await expect(replay(shop({ ...mended, extra: z.string() }))).rejects.toThrow('orders: column "extra" is not in the published table')

  write(`id,at,amount,note\n${'x,x,x,x\n'.repeat(11)}`)
  expect((await runProject(shop(), { home })).status).toBe('failed')
  await expect(replay(shop(mended))).rejects.toThrow('was refused as a whole')
  await expect(replay(shop(mended, duckdb({ threads: 1 }), 'snapshot'))).rejects.toThrow(
    'orders keeps the history of whole loads (snapshot)',
  )
  await expect(replayRejects(shop(), 'total', { home })).rejects.toMatchObject({
    code: 'replay-refused',
    message: expect.stringContaining('total is made by a model'),
  })
  await expect(replayRejects(shop(), 'order', { home })).rejects.toMatchObject({
    code: 'name-unknown',
    message: expect.stringContaining('did you mean "orders"?'),
  })
})

it('are not offered where classified values would have to be kept, nor where they are not even rows', async () => {
  write(`id,at,amount,note\n${GOOD}5,2026-01-01\n`)
  await run()
  expect(await replay(shop())).toMatchObject({ counts: { read: 0 }, withheld: [{ record: 3, cells: null, raw: '5,2026-01-01' }] })

  const classified = { ...row, note: z.string().nullable().meta({ classification: 'pii.note' }) }
  write(`id,at,amount,note\n${GOOD}5,31/01/2026,1.00,secret\n`)
  await run(shop(classified))
  expect(await replay(shop({ ...mended, note: classified.note }))).toMatchObject({
    counts: { read: 0 },
    withheld: [{ record: 3, cells: null, raw: null }],
  })
})
