import type { CheckSpec } from '@meshwright/contracts'
import { countIf } from '@meshwright/sql'
import { expressionBuilder, type Expression } from 'kysely'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  checks,
  contractChecks,
  explainChecks,
  planChecks,
  QualityError,
  rowCheck,
  runChecks,
  rowParams,
  type AnyCheckKind,
  type CheckKind,
  type CheckPlace,
} from '../src/index.ts'
import { duckdbDialect, openDuckdb } from './duckdb-store.ts'
import { cities, lines, orders, SHOP } from './shop.ts'

const main = (table: string) => ({ schema: 'main', table })
const place: CheckPlace = { table: { contract: orders, name: main('orders') }, resolve: main, dialect: duckdbDialect }

function thrownBy(work: () => unknown): QualityError {
  try {
    work()
  } catch (error) {
    if (error instanceof QualityError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const changed = (change: Partial<CheckSpec>): CheckSpec => ({
  name: 'x',
  check: 'min',
  columns: ['price'],
  severity: 'error',
  description: '',
  params: { value: '0' },
  reads: [],
  ...change,
})

const specOf = (check: string, columns: string[]): CheckSpec => ({
  name: check,
  check,
  columns,
  severity: 'warn',
  description: '',
  params: {},
  reads: [],
})

describe('a plan', () => {
  test('shares scans and metrics', () => {
    const own = checks(orders, (check) => [
      check.unique(['city_id', 'gender']),
      check.unique(['gender', 'city_id'], { name: 'the_same_groups' }),
      check.unique(['gender'], { where: ({ eb, ref }) => eb(ref('quantity'), '>', 1n), name: 'filtered' }),
      check.rowCount({ min: 1 }),
      check.sameRowCount(() => lines),
      check.sameSum('revenue', () => lines, 'amount'),
    ])
    expect(explainChecks(planChecks([...contractChecks(orders), ...own.specs], place))).toMatchInlineSnapshot(`
      "orders: 17 checks, 6 scans
        scan 1  orders: 15 values for order_id_unique, order_id_not_null, email_pattern, gender_accepted_values, quantity_not_null, quantity_min, price_not_null, price_min, price_max, ordered_at_not_null, city_id_references_cities, city_id_gender_unique, the_same_groups, row_count, same_row_count_as_lines, revenue_same_sum_as_lines_amount
        scan 2  orders grouped by order_id: 3 values for order_id_unique
        scan 3  orders grouped by city_id, gender: 3 values for city_id_gender_unique, the_same_groups
        scan 4  orders, some rows: 1 value for filtered
        scan 5  orders grouped by gender, some rows: 3 values for filtered
        scan 6  lines: 2 values for same_row_count_as_lines, revenue_same_sum_as_lines_amount"
    `)
  })

  test('is the same for the same specs', () => {
    const [first, second] = [1, 2].map(() => planChecks(contractChecks(orders), place).scans.map((scan) => scan.sql))
    expect(first).toEqual(second)
  })

  test('asks nothing when all is proven', () => {
    const plan = planChecks(
      contractChecks(cities).filter((spec) => spec.check !== 'unique'),
      { ...place, table: { contract: cities, name: main('cities') }, proven: { by: 'load', rules: true } },
    )
    expect(explainChecks(plan)).toMatchInlineSnapshot(`
      "cities: 3 checks, 0 scans
        proven by load: city_id_not_null, city_name_not_null, city_name_max_length"
    `)
  })

  test('splits statements that would be too long, and loses nothing', async () => {
    const store = await openDuckdb()
    await store.run(SHOP)
    const whole = planChecks(contractChecks(orders), place)
    const parts = planChecks(contractChecks(orders), { ...place, maxStatementBytes: 2_400 })
    expect(parts.scans.length).toBeGreaterThan(whole.scans.length)
    expect(Math.max(...parts.scans.map((scan) => scan.sql.length))).toBeLessThan(2_400)
    const context = { runId: 'r', now: new Date(0), signal: new AbortController().signal }
    expect(await runChecks(store, parts, context)).toEqual(await runChecks(store, whole, context))
    await store.close()
  })

  test('reads a table that references itself as it is about to be', () => {
    const self = { ...orders, references: [{ column: 'city_id', to: 'orders', toColumn: 'order_id', severity: 'error' as const }] }
    const specs = contractChecks(self).filter((spec) => spec.check === 'references')
    const plan = planChecks(specs, { ...place, table: { contract: self, name: main('staged_orders') }, resolve: () => main('published') })
    expect(specs[0]?.reads).toEqual([])
    expect(plan.scans[0]?.sql).not.toContain('published')
  })
})

describe('a plan is refused', () => {
  test('for kinds that nobody declared', () => {
    const error = thrownBy(() => planChecks([changed({ check: 'uniqe' })], place))
    expect(error.code).toBe('check-unknown')
    expect(error.message).toContain('orders.x: there is no kind of check "uniqe"; did you mean "unique"? The kinds are ')
  })

  test('for columns, parameters and values that do not fit, all at once', () => {
    const error = thrownBy(() =>
      planChecks(
        [
          changed({ columns: ['prize'] }),
          changed({ name: 'y', params: { valeu: '0' } }),
          changed({ name: 'z', check: 'acceptedValues', columns: ['gender'], params: { values: [] } }),
        ],
        place,
      ),
    )
    expect(error.code).toBe('check-invalid')
    expect(error.problems).toEqual([
      'orders.x: orders has no column "prize"; did you mean "price"?',
      expect.stringContaining('orders.y: params.value:'),
      expect.stringContaining('orders.z: params.values:'),
    ])
    expect(thrownBy(() => planChecks([changed({ params: { value: 'cheap' } })], place)).message).toContain('"cheap" is no decimal(12,2)')
  })

  test('for rows that are to share no column', () => {
    const { specs } = checks(orders, (check) => [check.unique([], { name: 'nothing' })])
    expect(thrownBy(() => planChecks(specs, place)).message).toBe('orders.nothing: names no column that rows could share')
  })

  test('for two checks of one name', () => {
    expect(thrownBy(() => planChecks([changed({}), changed({})], place)).code).toBe('check-duplicate')
    const twice = checks(orders, (check) => [check.rowCount({ min: 1 }), check.rowCount({ max: 9 })])
    expect(thrownBy(() => twice.specs).message).toBe('orders: two checks are called "row_count": give one of them another name')
  })

  test('for an expression over columns that the contract lacks', () => {
    const untyped = orders as unknown as typeof lines
    expect(thrownBy(() => checks(untyped, (check) => [check.satisfies('x', ({ eb, ref }) => eb(ref('amount'), '>', '0'))])).message).toBe(
      'orders: x: there is no column "amount"',
    )
  })
})

describe('a kind of its own', () => {
  const even: CheckKind<object> = rowCheck({
    name: 'even',
    params: z.object(rowParams),
    fails: (check, { column }) => expressionBuilder()(column<bigint>(check.spec.columns[0] ?? ''), 'in', [1n, 3n, 5n]),
    phrase: () => ({ one: 'is odd', many: 'are odd' }),
  })
  const most: AnyCheckKind = {
    name: 'expensive',
    params: z.object({}),
    testsRows: false,
    metrics: (_, { column, constant }) => ({
      dear: { over: 'rows', value: countIf(expressionBuilder()(column('price'), '>=', constant('price', '10')) as Expression<boolean>) },
    }),
    verdict: (_, metrics) => ({
      passed: metrics.count('dear') > 1n,
      message: `${metrics.count('dear')} are dear`,
      rows: null,
      failing: null,
      observed: {},
    }),
  }

  test('runs beside the others, in their scan', async () => {
    const store = await openDuckdb()
    await store.run(SHOP)
    const plan = planChecks([specOf('even', ['quantity']), specOf('expensive', [])], { ...place, kinds: [even, most] })
    expect(plan.scans).toHaveLength(1)
    const results = await runChecks(store, plan, { runId: 'r', now: new Date(0), signal: new AbortController().signal })
    expect(results.map(({ status, message }) => [status, message])).toEqual([
      ['warned', '2 of 4 rows are odd'],
      ['passed', '2 are dear'],
    ])
    await store.close()
  })

  test('may not take the name of another', () => {
    expect(thrownBy(() => planChecks([], { ...place, kinds: [{ ...most, name: 'unique' }] })).code).toBe('check-duplicate')
  })
})
