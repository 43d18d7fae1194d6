import { postgresDialect, postgresSource, table } from '@meshwright/postgres'
import { connectorSuite } from '@meshwright/testkit'
import { contract, int64, json, parseCell, secret, type Cell } from '@meshwright/contracts'
import { castSelect, columnList, createTable, tableSql } from '@meshwright/sql'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { ownServer } from './own-database.ts'

const own = ownServer()
let count = 0
let shared: Promise<string> | undefined
const context = { cursor: undefined, signal: new AbortController().signal, now: new Date(0) }

connectorSuite({
  name: 'postgres',
  async make({ contract: wanted, rows }) {
    const url = await (shared ??= own.database())
    const name = { schema: 'public', table: `t "${++count}"` }
    const values = rows.map(
      (row) => `(${wanted.columns.map((column, index) => postgresDialect.literal(row[index] ?? null, column.type)).join(', ')})`,
    )
    // Rows that are inserted may fill gaps of earlier pages; those of `create table as` lie in their order.
    const select = `select * from (values ${values.join(', ')}) as v (${columnList(wanted.columns, postgresDialect)})`
    await own.sql(
      url,
      rows.length === 0
        ? createTable(name, wanted.columns, postgresDialect)
        : `create table ${tableSql(name, postgresDialect)} as ${castSelect(select, wanted.columns, postgresDialect)}`,
    )
    return { stream: postgresSource(url, [table(wanted, { table: name.table })]).streams[0]! }
  },
})

const orders = contract({
  name: 'orders',
  layer: 'raw',
  owner: 'tests',
  description: 'Orders.',
  row: z.object({ id: int64(), note: z.string().nullable() }),
})

test('a contract alone stands for the table of its name; other columns are named, and not read', async () => {
  const url = await own.database()
  await own.sql(
    url,
    "create table orders (big bytea, note text, id bigint); insert into orders values ('\\x00', 'tab\there', 9223372036854775807), (null, null, 2)",
  )
  const [stream] = postgresSource(url, [orders]).streams
  const source = await stream!.open(context)
  expect(source.columns).toEqual(['big', 'note', 'id'])
  expect(source.kind === 'rows' && source.why).toBe('read by COPY')
  for await (const batch of source.kind === 'rows' ? source.batches(context.signal) : []) {
    expect(batch.columns).toEqual(['note', 'id'])
    expect(batch.rows).toEqual([
      ['tab\there', '9223372036854775807'],
      [null, '2'],
    ])
  }
})

test('JSON in an array comes as it is written, and a number that JS would round is refused as in a json column', async () => {
  const documents = contract({
    name: 'documents',
    owner: 'tests',
    description: 'Documents.',
    layer: 'raw',
    row: z.object({ doc: z.array(json()) }),
  })
  const url = await own.database()
  await own.sql(
    url,
    `create table documents as select array['{"a": 12345678901234567890}', '"x,\\"}"', null, '[0.1]']::json[] as doc union all select array['{"a": 1}', '"x,\\"}"', null, '[0.1]']::json[]`,
  )
  const source = await postgresSource(url, [documents]).streams[0]!.open(context)
  const cells: Cell[] = []
  for await (const batch of source.kind === 'rows' ? source.batches(context.signal) : [])
    cells.push(...batch.rows.map(([cell]) => cell as Cell))
  const [, elements] = cells
  expect(cells[0]).toBe(String.raw`[{"a": 12345678901234567890},"x,\"}",null,[0.1]]`)
  const column = { ...documents.columns[0]!, type: { type: 'array', element: { type: 'json' }, elementNullable: true } } as const
  expect(parseCell(column, cells[0]!)).toEqual({
    reason: expect.stringContaining('holds the number 12345678901234567890, which JSON readers would round') as string,
  })
  expect(parseCell(column, elements!)).toEqual({ value: [{ a: 1 }, 'x,"}', null, [0.1]] })
})

test('views are read, too', async () => {
  const url = await own.database()
  await own.sql(url, 'create schema crm; create view crm.o as select 7 as id, null as note')
  const source = await postgresSource(url, [table(orders, { schema: 'crm', table: 'o' })]).streams[0]!.open(context)
  for await (const batch of source.kind === 'rows' ? source.batches(context.signal) : []) expect(batch.rows).toEqual([['7', null]])
})

test('a missing table is named, with the one that was meant', async () => {
  const url = await own.database()
  await own.sql(url, 'create table orderz (id int)')
  await expect(postgresSource(url, [orders]).streams[0]!.open(context)).rejects.toMatchObject({
    code: 'table-missing',
    message: expect.stringContaining('did you mean "orderz"?') as string,
  })
})

test('a lost connection is worth a retry, and never a short read', async () => {
  const url = await own.database()
  await own.sql(url, "create table orders as select g as id, repeat('x', 200) as note from generate_series(1, 200000) g")
  const source = await postgresSource(url, [orders]).streams[0]!.open(context)
  let rows = 0
  const reading = (async () => {
    for await (const batch of source.kind === 'rows' ? source.batches(context.signal) : []) {
      if (rows === 0)
        await own.sql(url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'meshwright read%'")
      rows += batch.rows.length
    }
  })()
  await expect(reading).rejects.toMatchObject({ code: 'connection-failed', retryable: true })
  expect(rows).toBeLessThan(200_000)
})

test('leaving early ends the connection, and what the server was doing', async () => {
  const url = await own.database()
  await own.sql(url, "create table orders as select g as id, repeat('x', 200) as note from generate_series(1, 200000) g")
  const source = await postgresSource(url, [orders]).streams[0]!.open(context)
  for await (const batch of source.kind === 'rows' ? source.batches(context.signal) : []) {
    expect(batch.rows).toHaveLength(2000)
    break
  }
  await expect
    .poll(() => own.sql(url, "select count(*)::int as n from pg_stat_activity where application_name like 'meshwright read%'"))
    .toEqual([{ n: 0 }])
})

test('making a source connects to nothing, and no document holds the password', () => {
  const [stream] = postgresSource('postgres://me:hunter2@nowhere.invalid/shop', [orders]).streams
  expect(JSON.stringify([stream!.origin, stream!.options])).not.toContain('hunter2')
  expect(stream!.origin).toBe('postgres://nowhere.invalid:5432/shop public.orders')
  expect(postgresSource(secret('NOT_SET'), [orders]).streams[0]!.origin).toBe('postgres (NOT_SET) public.orders')
})
