import { contract, date, decimal, float64, int64, localTimestamp, timestamp } from '@meshwright/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { checks, explainChecks, planChecks, runChecks, type TableChecks } from '../src/index.ts'
import { duckdbDialect, openDuckdb, type TestStore } from './duckdb-store.ts'

const sales = contract({
  name: 'sales',
  layer: 'raw',
  owner: 'sales',
  description: 'One row per sale.',
  row: z.object({
    id: int64(),
    amount: decimal(12, 2).nullable(),
    weight: float64(),
    day: date(),
    at: localTimestamp(),
    seen: timestamp(),
    country: z.string().nullable(),
    salary: decimal(12, 2).meta({ classification: 'pii' }),
    none: int64().nullable(),
  }),
})
const main = (table: string) => ({ schema: 'main', table })
const context = { runId: 'run', now: new Date('2026-03-01T13:00:00Z'), signal: new AbortController().signal }

let store: TestStore
beforeAll(async () => {
  store = await openDuckdb()
  await store.run(`create table sales as select * from (values
    (1::bigint, 10.00::decimal(12,2), 0.5::double, date '2025-12-01', timestamp '2025-12-01 00:00:00.5', timestamptz '2025-12-01 00:00:00.5+00', 'DE', 1.00::decimal(12,2), null::bigint),
    (2, 0.01, 1.5, date '2025-12-31', timestamp '2025-12-01 00:00:00', timestamptz '2025-12-01 00:00:00+00', 'FR', 2.00, null),
    (3, null, 4.0, date '2025-12-02', timestamp '2025-11-30 00:00:00', timestamptz '2025-11-30 00:00:00+00', null, 3.00, null))
    t(id, amount, weight, day, "at", seen, country, salary, none)`)
})
afterAll(() => store.close())

const plan = ({ specs }: TableChecks) =>
  planChecks(specs, { table: { contract: sales, name: main('sales') }, resolve: main, dialect: duckdbDialect })
const lines = async (made: TableChecks) =>
  (await runChecks(store, plan(made), context)).map(({ name, status, message }) => `${name} ${status}: ${message}`)

test('bounds of figures, each included, compared exactly', async () => {
  expect(
    await lines(
      checks(sales, (check) => [
        check.meanBetween('amount', { min: '5.005', max: '5.005' }),
        check.meanBetween('amount', { max: '5.0049' }, { name: 'smaller_mean' }),
        check.meanBetween('weight', { min: 2, max: 2 }),
        check.meanBetween('id', { min: 2n, max: 2n }),
        check.meanBetween('none', { min: 0 }),
        check.sumBetween('amount', { min: '10.01' }),
        check.sumBetween('amount', { min: '10.011' }, { name: 'larger_sum' }),
        check.sumBetween('none', { max: 0 }),
        check.minBetween('id', { min: 1n }),
        check.maxBetween('id', { min: 4n }),
        check.maxBetween('amount', { max: '9.999' }),
        check.maxBetween('day', { min: '2025-12-31', max: '2025-12-31' }),
        check.maxBetween('at', { min: '2025-12-01' }),
        check.maxBetween('at', { max: '2025-12-01' as never }, { name: 'no_later' }),
        check.maxBetween('seen', { max: '2025-12-01T00:00:00Z' }),
        check.minBetween('none', { min: 1n }),
        check.minBetween('country', { min: 'DE', max: 'DE' }),
        check.distinctCount('country', { min: 2, max: 2 }),
        check.distinctCount('none', { min: 1 }),
        check.maxBetween('salary', { max: '2' }),
        check.maxBetween('id', { max: 2n }, { name: 'early', where: ({ eb, ref }) => eb(ref('id'), '<', 3n) }),
      ]),
    ),
  ).toMatchInlineSnapshot(`
    [
      "amount_mean_between passed: the mean of amount is 5.005, at least 5.005 and at most 5.005 is asked for",
      "smaller_mean failed: the mean of amount is 5.005: at most 5.0049 is asked for",
      "weight_mean_between passed: the mean of weight is 2, at least 2 and at most 2 is asked for",
      "id_mean_between passed: the mean of id is 2, at least 2 and at most 2 is asked for",
      "none_mean_between failed: no row has none: at least 0 is asked for",
      "amount_sum_between passed: the sum of amount is 10.01, at least 10.01 is asked for",
      "larger_sum failed: the sum of amount is 10.01: at least 10.011 is asked for",
      "none_sum_between passed: the sum of none is 0, at most 0 is asked for",
      "id_min_between passed: the smallest id is 1, at least 1 is asked for",
      "id_max_between failed: the largest id is 3: at least 4 is asked for",
      "amount_max_between failed: the largest amount is 10.00: at most 9.999 is asked for",
      "day_max_between passed: the largest day is 2025-12-31, at least 2025-12-31 and at most 2025-12-31 is asked for",
      "at_max_between passed: the largest at is 2025-12-01T00:00:00.5, at least 2025-12-01 is asked for",
      "no_later failed: the largest at is 2025-12-01T00:00:00.5: at most 2025-12-01 is asked for",
      "seen_max_between failed: the largest seen is 2025-12-01T00:00:00.5Z: at most 2025-12-01T00:00:00Z is asked for",
      "none_min_between failed: no row has none: at least 1 is asked for",
      "country_min_between passed: the smallest country is DE, at least DE and at most DE is asked for",
      "country_distinct_count passed: the number of different country is 2, at least 2 and at most 2 is asked for",
      "none_distinct_count failed: the number of different none is 0: at least 1 is asked for",
      "salary_max_between failed: the largest salary is [classified]: at most 2 is asked for",
      "early passed: the largest id is 2, at most 2 is asked for",
    ]
  `)
})

test('figures share one scan with each other', () => {
  const made = checks(sales, (check) => [
    check.meanBetween('amount', { min: 0 }),
    check.sumBetween('amount', { min: 0 }),
    check.maxBetween('id', { min: 0n }),
    check.distinctCount('country', { min: 1 }),
    check.rowCount({ min: 1 }),
  ])
  expect(explainChecks(plan(made)).split('\n')[0]).toBe('sales: 5 checks, 1 scan')
})

test('bounds that are none of the column are refused, all at once', () => {
  const made = checks(sales, (check) => [
    check.sumBetween('amount', { min: '10,5' }),
    check.meanBetween('country' as never, { min: 1 }),
    check.maxBetween('day', { min: '2025-02-30' }),
    check.distinctCount('id', { min: -1 }),
    check.minBetween('id', {}),
  ])
  expect(() => plan(made)).toThrowErrorMatchingInlineSnapshot(`[QualityError: sales.id_min_between: params: one of min and max is needed]`)
  const { specs } = checks(sales, (check) => [
    check.sumBetween('amount', { min: '10,5' }),
    check.meanBetween('country' as never, { min: 1 }),
    check.maxBetween('day', { min: '2025-02-30' }),
    check.distinctCount('id', { min: -1 }),
  ])
  expect(() => plan({ table: 'sales', specs })).toThrowErrorMatchingInlineSnapshot(`
    [QualityError: sales.amount_sum_between: "10,5" is no number: write it as 49000 or 49000.50
    sales.country_mean_between: country is string, and only numbers have a sum
    sales.day_max_between: the bound "2025-02-30" is not a date: it is a day that no calendar has
    sales.id_distinct_count: "-1" is no count]
  `)
})

test('rows that differ in one column differ in it and another: no scan, and the result says why', async () => {
  const made = checks(sales, (check) => [
    check.unique(['country', 'id']),
    check.unique(['id']),
    check.unique(['id'], { name: 'some', where: ({ eb, ref }) => eb(ref('id'), '<', 3n) }),
    check.unique(['id', 'weight'], { name: 'some_pairs', where: ({ eb, ref }) => eb(ref('id'), '<', 3n) }),
  ])
  store.statements.length = 0
  const results = await runChecks(store, plan(made), context)
  expect(results.map(({ name, status, message, provenBy }) => ({ name, status, message, provenBy }))).toMatchInlineSnapshot(`
    [
      {
        "message": "no two rows share id, so none share country, id",
        "name": "country_id_unique",
        "provenBy": "id_unique",
        "status": "passed",
      },
      {
        "message": "3 rows, no two share id",
        "name": "id_unique",
        "provenBy": undefined,
        "status": "passed",
      },
      {
        "message": "2 rows, no two share id",
        "name": "some",
        "provenBy": undefined,
        "status": "passed",
      },
      {
        "message": "no two rows share id, so none share id, weight",
        "name": "some_pairs",
        "provenBy": "id_unique",
        "status": "passed",
      },
    ]
  `)
  expect(store.statements.filter((sql) => sql.includes('group by'))).toHaveLength(2)
})

test('a duplicate is found in the pair when the single column has some', async () => {
  await store.run('create or replace table sales as select * from sales union all select * replace (9.0 as weight) from sales where id = 2')
  const made = checks(sales, (check) => [check.unique(['id', 'weight']), check.unique(['id', 'day']), check.unique(['id'])])
  const results = await runChecks(store, plan(made), context)
  expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'id_weight_unique passed',
    'id_day_unique failed',
    'id_unique failed',
  ])
  expect(results.map((result) => result.provenBy)).toEqual([undefined, undefined, undefined])
})
