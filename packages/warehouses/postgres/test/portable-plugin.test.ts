import { contract, decimal, int64, localTimestamp } from '@meshwright/contracts'
import { postgresDialect } from '@meshwright/postgres'
import {
  avg,
  concat,
  countIf,
  literal,
  matches,
  month,
  multiply,
  orZero,
  portableFunctions,
  rank,
  stringAgg,
  sum,
  types,
  upper,
  type Database,
} from '@meshwright/sql'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import * as z from 'zod'
import { ownServer } from './own-database.ts'

const about = { layer: 'raw', owner: 'tests', description: 'Rows.' } as const
const orders = contract({
  ...about,
  name: 'orders',
  key: ['id'],
  row: z.object({ id: int64(), placed: localTimestamp(), who: z.string(), quantity: int64(), price: decimal(12, 2).nullable() }),
})
const copies = contract({ ...about, name: 'copies', row: z.object({ who: z.string(), revenue: decimal(38, 2) }) })

const own = ownServer()
const pools: pg.Pool[] = []
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.end()
})

/** A Kysely as anybody makes it, with the plugin and nothing else of ours. */
async function ownKysely() {
  const url = await own.database()
  await own.sql(
    url,
    `create table orders (id bigint, placed timestamp, who text, quantity bigint, price numeric(12,2));
     create table copies (who text, revenue numeric(38,2));
     insert into orders values (1, '2026-01-05 09:12', 'o''Hara', 9007199254740993, 0.10), (2, '2026-01-17 18:40', '林', 1, 32000.00),
       (3, '2026-02-02 11:05', '林', 3, null)`,
  )
  const pool = new pg.Pool({ connectionString: url })
  pools.push(pool)
  return new Kysely<Database<{ orders: typeof orders; copies: typeof copies }>>({
    dialect: new PostgresDialect({ pool }),
    plugins: [portableFunctions(postgresDialect, { orders, copies })],
  })
}

test('aggregates are exact and typed by the contracts', async () => {
  const db = await ownKysely()
  const rows = await db
    .selectFrom('orders as o')
    .select(({ ref, eb }) => [
      month(ref('o.placed')).as('month'),
      orZero(sum(multiply(ref('o.quantity'), ref('o.price')))).as('revenue'),
      avg(ref('o.quantity'), { scale: 3 }).as('mean'),
      countIf(eb('o.price', 'is', null)).as('unpriced'),
      stringAgg(ref('o.who'), ' | ').as('who'),
    ])
    .groupBy('month')
    .orderBy('month')
    .execute()
  expect(rows).toEqual([
    { month: '1', revenue: '900719925506099.30', mean: '4503599627370497.000', unpriced: '0', who: "o'Hara | 林" },
    { month: '2', revenue: '0.00', mean: '3.000', unpriced: '1', who: '林' },
  ])
})

test('values stay parameters, options are part of the text, and windows work', async () => {
  const db = await ownKysely()
  const query = db
    .selectFrom('orders')
    .select(({ ref, val }) => [
      'id',
      concat(upper(ref('who')), val("'?$1\u0020")).as('tagged'),
      matches(ref('who'), "^o'").as('irish'),
      rank({ partitionBy: [ref('who')], orderBy: [{ by: ref('quantity'), order: 'desc' }] }).as('place'),
      literal('1.50', types.decimal(12, 2)).as('constant'),
    ])
    .where('id', '<', 3n)
    .orderBy('id')
  const { sql, parameters } = query.compile()
  expect(parameters).toEqual(["'?$1 ", '1.50', 3n])
  expect(sql).toContain(`"who" ~ '^o'''`)
  expect(await query.execute()).toEqual([
    { id: '1', tagged: "O'HARA'?$1 ", irish: true, place: '1', constant: '1.50' },
    { id: '2', tagged: "林'?$1 ", irish: false, place: '1', constant: '1.50' },
  ])
})

test('inside common table expressions, subqueries and insert from select', async () => {
  const db = await ownKysely()
  const priced = await db
    .with('priced', (inner) => inner.selectFrom('orders').selectAll().where('price', 'is not', null))
    .selectFrom('priced as p')
    .select(({ ref }) => avg(ref('p.price'), { scale: 2 }).as('mean'))
    .where('p.price', '<', ({ selectFrom }) => selectFrom('orders').select(({ ref }) => orZero(sum(ref('price'))).as('all')))
    .execute()
  expect(priced).toEqual([{ mean: '16000.05' }])
  await db
    .insertInto('copies')
    .columns(['who', 'revenue'])
    .expression(({ selectFrom }) =>
      selectFrom('orders')
        .select(({ ref }) => ['who', orZero(sum(ref('price'))).as('revenue')])
        .groupBy('who'),
    )
    .execute()
  expect(await db.selectFrom('copies').selectAll().orderBy('revenue').execute()).toEqual([
    { who: "o'Hara", revenue: '0.10' },
    { who: '林', revenue: '32000.00' },
  ])
})

test('outside of a select a portable function is refused, as its types are not known', async () => {
  const db = await ownKysely()
  const query = db.updateTable('orders').set(({ ref }) => ({ who: upper(ref('who')) }))
  await expect(query.execute()).rejects.toMatchObject({
    code: 'query-invalid',
    message: expect.stringContaining('upper: portable functions work inside a select'),
  })
})
