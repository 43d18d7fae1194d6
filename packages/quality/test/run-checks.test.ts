import { contract, decimal, MeshwrightError, timestamp, type CheckResult, type CheckSpec } from '@meshwright/contracts'
import { cast, multiply, types } from '@meshwright/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { blocks, checks, contractChecks, planChecks, runChecks, type CheckPlace } from '../src/index.ts'
import { duckdbDialect, openDuckdb, type TestStore } from './duckdb-store.ts'
import { cities, lines, orders, SHOP } from './shop.ts'

const context = { runId: 'run-1', now: new Date('2026-03-01T13:00:00Z'), signal: new AbortController().signal }
const main = (table: string) => ({ schema: 'main', table })
const place: CheckPlace = { table: { contract: orders, name: main('orders') }, resolve: main, dialect: duckdbDialect }

let store: TestStore
beforeAll(async () => {
  store = await openDuckdb()
  await store.run(SHOP)
})
afterAll(() => store.close())

async function run(specs: readonly CheckSpec[], options: Partial<CheckPlace> = {}): Promise<CheckResult[]> {
  return runChecks(store, planChecks(specs, { ...place, ...options }), context)
}
const shown = (results: readonly CheckResult[]) => results.map(({ name, status, message }) => `${name} ${status}: ${message}`)

describe('rows that differ in some columns', () => {
  const of = (mostly?: number) =>
    checks(orders, (check) => [
      check.unique(['order_id'], { name: 'one', severity: 'warn', ...(mostly === undefined ? {} : { mostly }) }),
      check.unique(['order_id', 'price'], { name: 'both' }),
      check.unique(['order_id', 'price'], { name: 'some', where: ({ eb, ref }) => eb(ref('quantity'), '>', 1n) }),
    ]).specs

  test('differ in more, also where only some of the rows are asked about', async () => {
    await store.run('create table orders_apart as select * from orders where city_id is distinct from 7;\n')
    store.statements.length = 0
    const results = await run(of(), { table: { contract: orders, name: main('orders_apart') } })
    expect(results.map(({ name, status, rows, provenBy }) => [name, status, rows, provenBy])).toEqual([
      ['one', 'passed', '3', undefined],
      ['both', 'passed', '3', 'one'],
      ['some', 'passed', null, 'one'],
    ])
  })

  test('prove nothing where a share of them may be alike', async () => {
    await store.run('create table orders_alike as select * from orders union all select * from orders where order_id = 1;\n')
    const results = await run(of(0.1), { table: { contract: orders, name: main('orders_alike') } })
    expect(results.map(({ name, status, failing }) => [name, status, failing])).toEqual([
      ['one', 'passed', '4'],
      ['both', 'failed', '2'],
      ['some', 'failed', '2'],
    ])
  })
})

describe('the checks of a contract', () => {
  test('find what is wrong, in words', async () => {
    const results = await run(contractChecks(orders))
    expect(shown(results)).toMatchInlineSnapshot(`
      [
        "order_id_unique failed: 2 of 4 rows share their order_id with another",
        "order_id_not_null passed: 4 rows, none fails",
        "email_pattern failed: 1 of 4 rows has email that does not fit "an e-mail address"",
        "gender_accepted_values failed: 1 of 4 rows has gender other than F, M",
        "quantity_not_null failed: 1 of 4 rows has no quantity",
        "quantity_min passed: 4 rows, none fails",
        "price_not_null passed: 4 rows, none fails",
        "price_min failed: 1 of 4 rows has price below 0.00",
        "price_max passed: 4 rows, none fails",
        "ordered_at_not_null passed: 4 rows, none fails",
        "city_id_references_cities failed: 2 of 4 rows reference no city",
      ]
    `)
  })

  test('take two scans, and one query for the rows of each failure', async () => {
    store.statements.length = 0
    const results = await run(contractChecks(orders))
    expect(store.statements).toHaveLength(2 + results.filter((result) => result.status === 'failed').length)
  })

  test('show failing rows by key, and nothing classified', async () => {
    const results = await run(contractChecks(orders))
    const samples = Object.fromEntries(
      results.filter((result) => result.status !== 'passed').map((result) => [result.name, result.samples]),
    )
    expect(samples).toMatchInlineSnapshot(`
      {
        "city_id_references_cities": [
          {
            "city_id": "7",
            "order_id": "2",
          },
          {
            "city_id": "9",
            "order_id": "2",
          },
        ],
        "email_pattern": [
          {
            "email": "[classified]",
            "order_id": "2",
          },
        ],
        "gender_accepted_values": [
          {
            "gender": "X",
            "order_id": "2",
          },
        ],
        "order_id_unique": [
          {
            "copies": "2",
            "order_id": "2",
          },
        ],
        "price_min": [
          {
            "order_id": "4",
            "price": "-1.00",
          },
        ],
        "quantity_not_null": [
          {
            "order_id": "4",
            "quantity": null,
          },
        ],
      }
    `)
    expect(store.statements.filter((sql) => sql.includes('limit')).join()).not.toContain('"email" as')
    expect(JSON.stringify(results)).not.toContain('not-mail')
  })

  test('are not discharged by a key that is proven, but for that of the key', async () => {
    const results = await run(contractChecks(orders), { proven: { by: 'load', rules: false, key: true, rows: 4 } })
    expect(results.filter((result) => result.provenBy !== undefined).map((result) => result.name)).toEqual(['order_id_unique'])
  })

  test('are discharged where the load tested every row, and only those that the load tests', async () => {
    store.statements.length = 0
    const own = checks(orders, (check) => [check.notNull('email', { name: 'email_known' })]).specs
    const results = await run([...contractChecks(orders), ...own], { proven: { by: 'load', rules: true, rows: 4 } })
    expect(results.filter((result) => result.provenBy === undefined).map((result) => result.name)).toEqual([
      'order_id_unique',
      'city_id_references_cities',
      'email_known',
    ])
    expect(results.find((result) => result.name === 'quantity_min')).toMatchObject({
      status: 'passed',
      provenBy: 'load',
      rows: '4',
      failing: '0',
      message: '4 rows tested by the load',
    })
    expect(store.statements.join()).not.toContain('quantity')
  })
})

describe('what a contract cannot say', () => {
  const own = checks(orders, (check) => [
    check.satisfies('revenue_is_quantity_times_price', ({ eb, ref }) => eb(ref('revenue'), '=', multiply(ref('quantity'), ref('price')))),
    check.rowCount({ min: 1, max: 3 }),
    check.rowCount({ equals: 4n }, { name: 'four_rows' }),
    check.sameRowCount(() => lines),
    check.sameRowCount(() => cities),
    check.sameSum('revenue', () => lines, 'amount'),
    check.sameSum('revenue', () => lines, 'amount', { name: 'nearly_the_same', within: '0.01' }),
    check.unique(['city_id', 'gender'], { severity: 'warn' }),
    check.unique(['gender'], { where: ({ eb, ref }) => eb(ref('order_id'), '<', 2n), name: 'early_genders_differ' }),
    check.acceptedValues('city_id', [1n, 9n], { mostly: 0.6 }),
    check.acceptedValues('city_id', [1n, 9n], { mostly: 0.7, name: 'more_cities' }),
    check.notNull('gender', { severity: 'warn' }),
    check.freshness('ordered_at', { maxAge: { minutes: 30 } }),
    check.freshness('ordered_at', { maxAge: { minutes: 29 } }, { name: 'fresher' }),
  ])

  test('is checked', async () => {
    expect(shown(await run(own.specs))).toMatchInlineSnapshot(`
      [
        "revenue_is_quantity_times_price failed: 1 of 4 rows breaks the rule revenue_is_quantity_times_price",
        "row_count failed: 4 rows instead of at least 1 and at most 3",
        "four_rows passed: 4 rows, asked for exactly 4",
        "same_row_count_as_lines passed: 4 rows, as many as lines",
        "same_row_count_as_cities failed: 4 rows, cities has 3: 1 more",
        "revenue_same_sum_as_lines_amount failed: revenue sums up to 31.51, lines.amount to 31.50",
        "nearly_the_same passed: revenue sums up to 31.51, lines.amount to 31.50, which is within 0.01",
        "city_id_gender_unique passed: 4 rows, no two share city_id, gender",
        "early_genders_differ passed: 1 row, no two share gender",
        "city_id_accepted_values passed: 1 of 4 rows has city_id other than 1, 9; at least 60% pass, as asked",
        "more_cities failed: 1 of 4 rows has city_id other than 1, 9; fewer than the 70% asked for pass",
        "gender_not_null warned: 1 of 4 rows has no gender",
        "ordered_at_freshness passed: the latest ordered_at, 2026-03-01T12:30:00Z, is 30 minutes old: at most 30 minutes old is asked for",
        "fresher failed: the latest ordered_at, 2026-03-01T12:30:00Z, is 30 minutes old: at most 29 minutes old is asked for",
      ]
    `)
  })

  test('shows rows that share values among those of a condition on the same column', async () => {
    const { specs } = checks(orders, (check) => [check.unique(['price'], { where: ({ eb, ref }) => eb(ref('price'), '>', '1') })])
    const [result] = await run(specs)
    expect(result?.message).toBe('2 of 2 rows share their price with another')
    expect(result?.samples).toEqual([
      { order_id: '1', price: '10.00' },
      { order_id: '2', price: '10.00' },
    ])
  })

  test('is checked at bounds that are left out, in every unit of an age, and ahead of the run', async () => {
    const bound = (check: 'min' | 'max', value: string, exclusive: boolean): CheckSpec => ({
      name: `${check}_${value}_${exclusive}`,
      check,
      columns: ['price'],
      severity: 'error',
      description: '',
      params: { value, exclusive },
      reads: [],
    })
    const found = await run([
      bound('min', '-1.00', false),
      bound('min', '-1.00', true),
      bound('max', '10.00', false),
      bound('max', '10.00', true),
      ...checks(orders, (check) => [
        check.freshness('ordered_at', { maxAge: { hours: 1 } }, { name: 'hour' }),
        check.freshness('ordered_at', { maxAge: { days: 2 } }, { name: 'days' }),
        check.sameRowCount(() => lines, { name: 'early', where: ({ eb, ref }) => eb(ref('order_id'), '<', 2n) }),
        check.sameSum('revenue', () => lines, 'amount', { name: 'just_within', within: '0.01' }),
        check.sameSum('revenue', () => lines, 'amount', { name: 'just_outside', within: '0.009' }),
      ]).specs,
    ])
    expect(shown(found)).toMatchInlineSnapshot(`
      [
        "min_-1.00_false passed: 4 rows, none fails",
        "min_-1.00_true failed: 1 of 4 rows has price at or below -1.00",
        "max_10.00_false passed: 4 rows, none fails",
        "max_10.00_true failed: 2 of 4 rows have price at or above 10.00",
        "hour passed: the latest ordered_at, 2026-03-01T12:30:00Z, is 30 minutes old: at most 1 hour old is asked for",
        "days passed: the latest ordered_at, 2026-03-01T12:30:00Z, is 30 minutes old: at most 2 days old is asked for",
        "early failed: 1 row, lines has 4: 3 fewer",
        "just_within passed: revenue sums up to 31.51, lines.amount to 31.50, which is within 0.01",
        "just_outside failed: revenue sums up to 31.51, lines.amount to 31.50",
      ]
    `)
    const { specs } = checks(orders, (check) => [check.freshness('ordered_at', { maxAge: { minutes: 1 } })])
    const early = { ...context, now: new Date('2026-03-01T11:00:00Z') }
    expect(shown(await runChecks(store, planChecks(specs, place), early))).toEqual([
      'ordered_at_freshness passed: the latest ordered_at, 2026-03-01T12:30:00Z, lies 1.5 hours ahead of this run: at most 1 minute old is asked for',
    ])
    const none = { ...bound('min', '0', false), check: 'rowCount', columns: [], params: {} }
    expect(() => planChecks([none], place)).toThrow('one of min, max and equals is needed')
  })

  test('survives JSON', async () => {
    const copied = JSON.parse(JSON.stringify(own.specs)) as CheckSpec[]
    expect(await run(copied)).toEqual(await run(own.specs))
  })

  test('names the relations that must be published first', () => {
    expect(own.specs.flatMap((spec) => spec.reads)).toEqual(['lines', 'cities', 'lines', 'lines'])
    expect(contractChecks(orders).flatMap((spec) => spec.reads)).toEqual(['cities'])
  })
})

describe('a check that cannot be computed', () => {
  test('is an error of its own; the others of its scan are computed', async () => {
    const results = await run(contractChecks(orders), { resolve: (relation) => main(`no_${relation}`) })
    expect(results.filter((result) => result.status === 'error').map((result) => result.name)).toEqual(['city_id_references_cities'])
    expect(results.find((result) => result.name === 'city_id_references_cities')?.message).toContain('no_cities')
    expect(results.find((result) => result.name === 'quantity_not_null')?.failing).toBe('1')
    expect(results.filter(blocks).map((result) => result.status)).toContain('error')
  })

  test('shows no value of a classified column, whatever is asked about it', async () => {
    const salaries = contract({
      name: 'salaries',
      layer: 'raw',
      owner: 'people',
      description: 'One row per salary.',
      row: z.object({ salary: decimal(12, 2).meta({ classification: 'pii' }), raised: timestamp().meta({ classification: 'pii' }) }),
    })
    await store.run(`create or replace table salaries as select 987.65::decimal(12,2) salary, 'secret' raised`)
    const { specs } = checks(salaries, (check) => [
      check.sameSum('salary', () => lines, 'amount'),
      check.satisfies('a_number', ({ eb, ref }) => eb(cast(ref('raised'), types.int64), '>', 0n)),
    ])
    const results = await run(specs, { table: { contract: salaries, name: main('salaries') } })
    expect(results.map((result) => result.status)).toEqual(['failed', 'error'])
    expect(JSON.stringify(results)).not.toMatch(/987|secret/)
    const { specs: stale } = checks(salaries, (check) => [check.freshness('raised', { maxAge: { days: 1 } })])
    expect(() => planChecks(stale, { ...place, table: { contract: salaries, name: main('salaries') } })).toThrow('raised is classified')
  })

  test('does not show what the engine says of classified values', async () => {
    const [result] = await run(
      [{ name: 'x', check: 'min', columns: ['email'], severity: 'error', description: '', params: { value: 'a' }, reads: [] }],
      {
        table: { contract: orders, name: main('nowhere') },
      },
    )
    expect(result?.message).toBe("could not be computed: the engine's message is left out, as it may hold values of email")
  })

  test('is not blamed for a warehouse that may work later', async () => {
    class Lost extends MeshwrightError<'lost'> {}
    const lost = { query: () => Promise.reject(new Lost('lost', 'the connection was lost', { retryable: true })) }
    await expect(runChecks(lost, planChecks(contractChecks(orders), place), context)).rejects.toThrow('the connection was lost')
  })

  test.each(['select', 'limit'])('is no result where the run ends while it is asked (%s)', async (when) => {
    const ending = new AbortController()
    const end: typeof store.query = async (sql, options) => {
      if (!sql.includes(when)) return store.query(sql, options)
      ending.abort(new Error('the run ends'))
      throw new Error('INTERRUPT: interrupted')
    }
    const plan = planChecks(
      contractChecks(orders).filter(({ name }) => name === 'price_min'),
      place,
    )
    await expect(runChecks({ query: end }, plan, { ...context, signal: ending.signal })).rejects.toThrow('the run ends')
  })

  test('stops with the run', async () => {
    const plan = planChecks(contractChecks(orders), place)
    await expect(runChecks(store, plan, { ...context, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
  })
})
