import { contract, decimal, int64, localTimestamp } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { orZero, sum, type Store } from '@meshwright/sql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod'
import { model, modelTest, runModelTest, sql, sqlModel, type ModelTest } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.' } as const
const orders = contract({
  ...about,
  name: 'orders',
  layer: 'raw',
  key: ['id'],
  row: z.object({
    id: int64({ min: 1n }),
    at: localTimestamp(),
    customer: z.string(),
    amount: decimal(12, 2),
    note: z.string().nullable(),
  }),
})
const notes = contract({ ...about, name: 'notes', layer: 'raw', row: z.object({ customer: z.string(), text: z.string().nullable() }) })
const totals = contract({
  ...about,
  name: 'totals',
  layer: 'mart',
  key: ['customer'],
  row: z.object({ customer: z.string(), total: decimal(38, 2), text: z.string().nullable() }),
})
const totalOf = model(totals, { o: orders, n: notes }, (db) =>
  db
    .selectFrom('o')
    .leftJoin('n', 'n.customer', 'o.customer')
    .select(({ ref }) => ['o.customer', orZero(sum(ref('o.amount'))).as('total'), 'n.text'])
    .groupBy(['o.customer', 'n.text'])
    .orderBy('o.customer'),
)

let store: Store
const { dialect, scratch } = duckdb()
beforeAll(async () => {
  store = await (scratch as NonNullable<typeof scratch>)()
})
afterAll(() => store.close())

async function run(test: ModelTest) {
  const names = Object.keys(test.model.upstream)
  const outcome = await runModelTest(test, {
    store,
    dialect,
    table: (upstream) => ({ schema: 'main', table: `given_${names.indexOf(upstream)}` }),
    signal: new AbortController().signal,
  })
  expect(await store.list('main')).toEqual([])
  return outcome
}

const o = [
  { customer: 'Ada', amount: '1.50' },
  { customer: 'Ada', amount: '0.50' },
  { customer: 'Bob', amount: '7.00' },
]
const n = [{ customer: 'Bob', text: '' }]

it('passes in any order, with the columns left out that the query does not read', async () => {
  const expected = [
    { customer: 'Bob', total: '7.00', text: '' },
    { customer: 'Ada', total: '2.00', text: null },
  ]
  expect(await run(modelTest(totalOf, { name: 'sums', given: { o, n }, expect: expected }))).toEqual({ status: 'passed' })
  const sorted = modelTest(totalOf, { name: 'sums', given: { o, n }, expect: expected, ordered: true })
  expect(await run(sorted)).toMatchObject({ status: 'failed', diff: { outOfOrder: 1, missing: [], unexpected: [], differing: [] } })
  expect(await run({ ...sorted, expect: expected.toReversed() })).toEqual({ status: 'passed' })
})

it('tells null from empty text and 2.00 from 2.01, as one row that differs', async () => {
  const expected = [
    { customer: 'Ada', total: '2.01', text: null },
    { customer: 'Bob', total: '7.00', text: null },
  ]
  expect(await run(modelTest(totalOf, { name: 'x', given: { o, n }, expect: expected }))).toMatchObject({
    status: 'failed',
    diff: {
      missing: [],
      unexpected: [],
      differing: [
        { expected: ['Ada', '2.01', null], actual: ['Ada', '2.00', null], columns: ['total'] },
        { expected: ['Bob', '7.00', null], actual: ['Bob', '7.00', ''], columns: ['text'] },
      ],
    },
  })
})

it('counts rows that are equal, and pairs rows without a key by what they share', async () => {
  const copies = [{ total: '2.00' }, { total: '2.00' }, { total: '7.00' }]
  expect(await run(modelTest(totalOf, { name: 'x', given: { o, n }, expect: copies }))).toMatchObject({
    diff: { missing: [['2.00']], unexpected: [], differing: [] },
  })
  const shared = [
    { total: '2.00', text: 'x' },
    { total: '8.00', text: 'y' },
  ]
  expect(await run(modelTest(totalOf, { name: 'x', given: { o, n }, expect: shared }))).toMatchObject({
    diff: { differing: [{ expected: ['2.00', 'x'], actual: ['2.00', null] }], missing: [['8.00', 'y']], unexpected: [['7.00', '']] },
  })
})

it('says everything that keeps its rows from being rows of the contracts, before it asks the engine', async () => {
  const test = modelTest(totalOf, {
    name: 'x',
    given: { o: [{ id: 0n, customer: 'Ada' }, { customer: 'Bob' }], n },
    expect: [{ customer: 'Ada', total: '2' }, { customer: 'Bob' }],
  })
  expect(await run({ ...test, given: { ...test.given, m: [] } })).toEqual({
    status: 'error',
    problems: [
      'given: the query has no table "m"',
      'given o: column "amount" is left out, but the query reads it and it may not be null',
      'given o: row 1: column id: 0 is not >= 1',
      'given o: row 2: column "id" is missing',
      `expect: row 1: column total: "2" is not an exact string with 2 digits after the point such as '0.01'`,
      'expect: row 2 leaves out "total", which others name: all name the columns that are compared',
    ],
  })
})

it('refuses expected rows that say nothing', async () => {
  expect(await run(modelTest(totalOf, { name: 'x', given: { o, n }, expect: [{}, {}] }))).toEqual({
    status: 'error',
    problems: ['expect: the rows name no column'],
  })
})

it('runs tagged SQL, and shows what the engine says of a column that is not there', async () => {
  const tagged = sqlModel(totals, { o: orders }, ({ o: t }) => sql`select customer, amount as total, note as text from ${t}`)
  const given = { o: [{ customer: 'Ada', amount: '1.00' }] }
  const expected = [{ customer: 'Ada', total: '1.00', text: null }]
  expect(await run(modelTest(tagged, { name: 'x', given, expect: expected }))).toEqual({ status: 'passed' })
  expect(await run(modelTest(tagged, { name: 'x', given: { o: [{ customer: 'Ada' }] }, expect: expected }))).toMatchObject({
    status: 'error',
    problems: [expect.stringMatching(/^the engine refuses it: Referenced column "amount" not found/)],
  })
})

it('refuses a model that a build refuses, whatever its rows come to in the types of the contract', async () => {
  const rounded = sqlModel(
    totals,
    { o: orders },
    ({ o: t }) => sql`select customer, amount / 3.000 as total, null::varchar as text from ${t}`,
  )
  const given = { o: [{ customer: 'Ada', amount: '1.00' }] }
  const expected = [{ customer: 'Ada', total: '0.33', text: null }]
  expect(await run(modelTest(rounded, { name: 'x', given, expect: expected }))).toEqual({
    status: 'error',
    problems: ['column "total" must be decimal(38,2) but the query gives float64'],
  })
  const finer = sqlModel(
    totals,
    { o: orders },
    ({ o: t }) => sql`select customer, amount * 0.5555 as total, null::varchar as text from ${t}`,
  )
  expect(await run(modelTest(finer, { name: 'x', given, expect: [{ customer: 'Ada', total: '0.56', text: null }] }))).toEqual({
    status: 'error',
    problems: [expect.stringMatching(/^column "total" must be decimal\(38,2\) but the query gives decimal\(\d+,6\)$/) as string],
  })
})
