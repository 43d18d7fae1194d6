import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgres } from '@meshwright/postgres'
import { multiply, type SqlDialect, type Store } from '@meshwright/sql'
import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  checkResultContract,
  checks,
  contractChecks,
  fromRecord,
  lastResults,
  planChecks,
  runChecks,
  toRecord,
  type QueryStore,
} from '../src/index.ts'
import { duckdbDialect, openDuckdb, type TestStore } from './duckdb-store.ts'
import { lines, orders, SHOP } from './shop.ts'

const signal = new AbortController().signal
let server: PostgresServer
let home: string
let store: Store
let duck: TestStore
const warehouse = () => postgres(server.url('postgres'))

beforeAll(async () => {
  server = await startPostgres()
  home = await mkdtemp(join(tmpdir(), 'mw-quality-'))
  const environment = { name: 'test', schema: 'public', reads: {} }
  store = await warehouse().open({ home, environment, signal, access: 'write', waitSeconds: 10 })
  duck = await openDuckdb()
  for (const statement of SHOP.split(/;\s*\n/)) if (statement.trim() !== '') await store.query(statement)
  await duck.run(SHOP)
})
afterAll(async () => {
  await duck?.close()
  await store?.close()
  await server?.stop()
  await rm(home, { recursive: true, force: true })
})

const own = checks(orders, (check) => [
  check.satisfies('revenue_is_quantity_times_price', ({ eb, ref }) => eb(ref('revenue'), '=', multiply(ref('quantity'), ref('price')))),
  check.sameRowCount(() => lines),
  check.sameSum('revenue', () => lines, 'amount'),
  check.unique(['city_id', 'gender'], { severity: 'warn' }),
  check.unique(['email', 'order_id'], { where: ({ eb, ref }) => eb(ref('quantity'), '>', 0n), name: 'some' }),
  check.acceptedValues('city_id', [1n, 9n], { mostly: 0.6 }),
  check.freshness('ordered_at', { maxAge: { minutes: 29 } }),
  check.unique(['order_id', 'quantity'], { name: 'implied' }),
  check.meanBetween('price', { min: '4.875', max: '4.875' }),
  check.sumBetween('quantity', { max: 5 }),
  check.minBetween('ordered_at', { min: '2026-03-01T11:00:00Z' }),
  check.maxBetween('gender', { min: 'X' as never }),
  check.distinctCount('gender', { min: 3, max: 3 }),
])

function resultsOn(on: QueryStore, dialect: SqlDialect, schema: string) {
  const plan = planChecks([...contractChecks(orders), ...own.specs], {
    table: { contract: orders, name: { schema, table: 'orders' } },
    resolve: (table) => ({ schema, table }),
    dialect,
  })
  return runChecks(on, plan, { runId: 'run', now: new Date('2026-03-01T13:00:00.000Z'), signal })
}

test('Postgres finds what DuckDB finds, to the letter', async () => {
  const found = await resultsOn(store, warehouse().dialect, 'public')
  expect(found).toEqual(await resultsOn(duck, duckdbDialect, 'main'))
  expect(found.filter((result) => result.status === 'error')).toEqual([])
})

test('results come back from its history as they were', async () => {
  const { dialect } = warehouse()
  const columns = checkResultContract.columns.map((column) => `"${column.name}" ${dialect.physicalType(column.type)}`)
  await store.query(`create table mw_check_results (${columns.join()})`)
  const results = await resultsOn(store, dialect, 'public')
  for (const result of results) {
    const values = toRecord(result).map((value, index) =>
      dialect.literal(value, checkResultContract.columns[index]?.type ?? { type: 'string' }),
    )
    await store.query(`insert into mw_check_results values (${values.join()})`)
  }
  const { rows } = await store.query(lastResults({ schema: 'public', table: 'mw_check_results' }, dialect))
  const expected = results.map((result) => ({ ...result, checkedAt: '2026-03-01T13:00:00Z' }))
  expect(rows.map(fromRecord)).toEqual(expected.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
})
