import { contract, decimal, int64, timestamp } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files, ndjson, type FileTable } from '@meshwright/files'
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject, type RunSummary } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.', layer: 'raw' } as const
const orders = contract({
  ...about,
  name: 'orders',
  key: ['id'],
  row: z.object({ id: int64(), amount: decimal(12, 2), file: z.string(), changed: timestamp() }),
})
const plain = contract({ ...about, name: 'orders', key: ['id'], row: z.object({ id: int64(), amount: decimal(12, 2) }) })
const fileColumns = { name: 'file', modifiedAt: 'changed' } as const
const CHANGED = new Date('2022-03-04T05:06:07Z')

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'meshwright-many-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): void {
  const path = join(folder, 'data', name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  utimesSync(path, CHANGED, CHANGED)
}
const made = (table: FileTable) => project({ name: 'many', warehouse: duckdb(), sources: [files(join(folder, 'data'), [table])] })
const run = (table: FileTable) => runProject(made(table), { home: join(folder, 'home') })
const failure = (summary: RunSummary) => summary.tasks.map((task) => task.error?.message ?? '').join('')
const load = (summary: RunSummary) => summary.tasks.find(({ task }) => task.id === 'ingest:orders')

async function query(table: FileTable, sql: string) {
  const store = await openStore(made(table), { home: join(folder, 'home') }, 'read')
  try {
    return (await store.query(sql)).rows
  } finally {
    await store.close()
  }
}

const pattern = csv(orders, { file: 'orders/*.csv', fileColumns, maxRejected: 2 })

test('the files of a pattern are one load, each row with its file; each reject names its own', async () => {
  write('orders/2022-01.csv', 'id,amount\n1,1.50\nx,2\n')
  write('orders/2022-02.csv', 'amount,id,note\n3,2,a\n4,3\n')
  write('orders/other.txt', 'nothing')
  const summary = await run(pattern)
  expect(failure(summary)).toBe('')
  expect(load(summary)?.load?.counts).toEqual({ read: 4, loaded: 2, rejected: 2, duplicate: 0, filtered: 0 })
  expect(load(summary)?.load?.why).toBe('2 files: small files come through JavaScript, all in one load')
  expect(await query(pattern, 'select id, amount, file, changed::varchar from orders order by id')).toEqual([
    [1n, '1.50', 'orders/2022-01.csv', '2022-03-04 05:06:07+00'],
    [2n, '3.00', 'orders/2022-02.csv', '2022-03-04 05:06:07+00'],
  ])
  expect(await query(pattern, 'select file, line, column_name from orders__rejected order by file')).toEqual([
    ['orders/2022-01.csv', 3n, 'id'],
    ['orders/2022-02.csv', 3n, null],
  ])
})

test('a file that is added, changed, renamed or removed makes the load run again; otherwise it is skipped', async () => {
  const status = async () => load(await run(pattern))?.status
  write('orders/a.csv', 'id,amount\n1,1\n')
  expect(await status()).toBe('done')
  expect(await status()).toBe('unchanged')
  write('orders/b.csv', 'id,amount\n2,2\n')
  expect(await status()).toBe('done')
  write('orders/b.csv', 'id,amount\n2,20\n')
  expect(await status()).toBe('done')
  renameSync(join(folder, 'data/orders/b.csv'), join(folder, 'data/orders/c.csv'))
  expect(await status()).toBe('done')
  expect(await query(pattern, 'select id, file from orders order by id')).toEqual([
    [1n, 'orders/a.csv'],
    [2n, 'orders/c.csv'],
  ])
  rmSync(join(folder, 'data/orders/a.csv'))
  expect(await status()).toBe('done')
  expect(await status()).toBe('unchanged')
  expect(await query(pattern, 'select id from orders')).toEqual([[2n]])
})

test('large files are read by the engine, each on its own, small ones together', async () => {
  const lines = (from: number) =>
    Array.from({ length: 60_000 }, (_, index) => `${from + index},${'0'.repeat(12)}${index % 100}.25`).join('\n')
  write('2022/01/orders.csv', `id,amount\n${lines(0)}\nx,1\n`)
  write('2022/02/orders.csv', `id;amount\n`.replace(';', ',') + `${lines(60_000)}\n60000,999\n`)
  write('2022/03/orders.csv', `id,amount\n120000,1\n5,5.25\n`)
  const large = csv(orders, { file: '2022/**/*.csv', fileColumns, maxRejected: 1, dedupBy: [{ column: 'amount', order: 'asc' }] })
  const summary = await run(large)
  expect(failure(summary)).toBe('')
  expect(load(summary)?.load).toMatchObject({
    path: 'engine',
    why: '3 files: 2 by the engine; the engine reads csv by itself; small files come through JavaScript, all in one load',
    counts: { read: 120_004, loaded: 120_001, rejected: 1, duplicate: 2, filtered: 0 },
  })
  expect(await query(large, 'select file, count(*), sum(amount), min(changed)::varchar from orders group by file order by file')).toEqual([
    ['2022/01/orders.csv', 60_000n, expect.any(String), '2022-03-04 05:06:07+00'],
    ['2022/02/orders.csv', 60_000n, expect.any(String), '2022-03-04 05:06:07+00'],
    ['2022/03/orders.csv', 1n, '1.00', '2022-03-04 05:06:07+00'],
  ])
  expect(await query(large, 'select file, line, reason from orders__rejected')).toEqual([
    ['2022/01/orders.csv', 60_002n, expect.stringContaining('column id: "x" is not an int64')],
  ])
  expect(await query(large, `select count(*) from duckdb_tables() where table_name like '%stage%'`)).toEqual([[0n]])
}, 30_000)

test('the odd file is named, and what was published stays', async () => {
  write('orders/a.csv', 'id,amount\n1,1\n')
  await run(pattern)
  write('orders/b.csv', 'id,amont\n2,2\n')
  write('orders/c.csv', 'id,amount\n3,3\n')
  expect(failure(await run(pattern))).toBe(
    'orders/b.csv: column "amount" is missing\norders/b.csv: column "amont" is not in the contract; did you mean "amount"?\nA missing column fails the load of orders: 1 of 3 files differ from the contract: give them their columns back, or change the contract.',
  )
  write('orders/b.csv', '')
  write('orders/c.csv', 'x,y\n1,2\n')
  expect(failure(await run(pattern))).toContain('b.csv: is empty (0 bytes)')
  write('orders/b.csv', 'y\n1\n')
  expect(failure(await run(pattern))).toMatch(
    /^orders\/b\.csv: its first line names no column[^\n]*\norders\/c\.csv: its first line names no column/,
  )
  expect(await query(pattern, 'select id from orders')).toEqual([[1n]])
})

test('a pattern that nothing matches', async () => {
  write('orders/a.csv', 'id,amount\n1,1\n')
  await run(pattern)
  renameSync(join(folder, 'data/orders/a.csv'), join(folder, 'data/orders/a.tsv'))
  expect(failure(await run(pattern))).toMatch(/data\/orders\/\*\.csv: matches no file; the folder holds a\.tsv/)
  rmSync(join(folder, 'data/orders'), { recursive: true })
  expect(failure(await run(pattern))).toMatch(/matches no file; there is no folder .*data\/orders/)
  expect(await query(pattern, 'select id from orders')).toEqual([[1n]])
})

test('one key in two files with different values', async () => {
  write('orders/a.csv', 'id,amount\n1,1\n')
  write('orders/b.csv', 'id,amount\n1,2\n')
  expect(failure(await run(csv(plain, { file: 'orders/*.csv' })))).toMatch(/orders: id 1 has different rows/)
})

test('NDJSON too, and the columns of a single file', async () => {
  write('a.ndjson', '{"id":1,"amount":1,"file":"mine"}\n')
  write('b.ndjson', '{"id":2,"amount":12.5}\n')
  const both = ndjson(orders, { file: '?.ndjson', fileColumns })
  expect(failure(await run(both))).toBe('')
  expect(await query(both, 'select id, file from orders order by id')).toEqual([
    [1n, 'a.ndjson'],
    [2n, 'b.ndjson'],
  ])
  write('one.csv', 'id,amount\n7,1\nx,1\n')
  const one = csv(orders, { file: 'one.csv', fileColumns, maxRejected: 1 })
  expect(load(await run(one))?.load?.path).toBe('engine')
  expect(await query(one, 'select id, file, changed::varchar from orders')).toEqual([[7n, 'one.csv', '2022-03-04 05:06:07+00']])
})
