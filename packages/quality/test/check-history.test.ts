import { checkResultSchema } from '@meshwright/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  checkResultContract,
  contractChecks,
  fromRecord,
  lastResults,
  planChecks,
  QualityError,
  runChecks,
  toRecord,
} from '../src/index.ts'
import { duckdbDialect, openDuckdb, type TestStore } from './duckdb-store.ts'
import { orders, SHOP } from './shop.ts'

const history = { schema: 'main', table: 'mw_check_results' }
const main = (table: string) => ({ schema: 'main', table })
let store: TestStore
beforeAll(async () => {
  store = await openDuckdb()
  await store.run(SHOP)
  const columns = checkResultContract.columns.map((column) => `"${column.name}" ${duckdbDialect.physicalType(column.type)}`)
  await store.run(`create table mw_check_results (${columns.join()})`)
})
afterAll(() => store.close())

async function runAt(runId: string, now: string) {
  const plan = planChecks(contractChecks(orders), {
    table: { contract: orders, name: main('orders') },
    resolve: main,
    dialect: duckdbDialect,
  })
  const results = await runChecks(store, plan, { runId, now: new Date(now), signal: new AbortController().signal })
  for (const result of results) {
    const values = toRecord(result).map((value, index) =>
      duckdbDialect.literal(value, checkResultContract.columns[index]?.type ?? { type: 'string' }),
    )
    await store.run(`insert into mw_check_results values (${values.join()})`)
  }
  return results
}

test('results come back as they were, the latest of every check', async () => {
  await runAt('run-1', '2026-03-01T13:00:00.000Z')
  await store.run(`update orders set gender = 'M' where gender = 'X'`)
  const latest = await runAt('run-2', '2026-03-02T13:00:00.000Z')
  const { rows } = await store.query(lastResults(history, duckdbDialect))
  const expected = latest.map((result) => ({ ...result, checkedAt: '2026-03-02T13:00:00Z' })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  expect(rows.map(fromRecord)).toEqual(expected)
  for (const result of latest) expect(checkResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
  expect(toRecord(latest[0]!)).toHaveLength(checkResultContract.columns.length)
})

test('a row that is no result is refused', () => {
  expect(() => fromRecord(['run'])).toThrow(QualityError)
  expect(() => fromRecord(['run'])).toThrow(expect.objectContaining({ code: 'record-invalid' }))
})
