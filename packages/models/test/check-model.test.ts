import { contract, date, decimal, int64, localTimestamp } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { countAll, divide, multiply, orZero, sum, toDate, type Store } from '@meshwright/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { checkModel, checkModels, compileModel, model, modelFingerprint, readModel, sql, sqlModel } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.' } as const
const orders = contract({
  ...about,
  name: 'orders',
  layer: 'raw',
  key: ['id'],
  row: z.object({ id: int64(), at: localTimestamp(), amount: decimal(12, 2), note: z.string().nullable() }),
})
const daily = contract({
  ...about,
  name: 'daily',
  layer: 'mart',
  key: ['day'],
  row: z.object({ day: date(), revenue: decimal(38, 2), orders: int64() }),
})
const { dialect, scratch } = duckdb()
let store: Store
beforeAll(async () => {
  store = await (scratch as NonNullable<typeof scratch>)()
})
afterAll(() => store.close())
const locate = (of: { name: string }) => ({ schema: 'shop', table: of.name })
const check = (of: Parameters<typeof checkModel>[0]) => checkModel(of, store, dialect)

const tagged = sqlModel(
  daily,
  { o: orders },
  ({ o }) => sql`select cast(${o.at} as date) as day, sum(${o.amount}) as revenue, count(*) as orders from ${o} group by 1`,
)

describe('a model of tagged SQL', () => {
  it('runs as written, relations and columns made physical', () => {
    expect(compileModel(tagged, dialect, locate)).toBe(
      'select cast("o"."at" as date) as day, sum("o"."amount") as revenue, count(*) as orders from "shop"."orders" as "o" group by 1',
    )
  })

  it("is held against the engine's own description", async () => {
    expect(await check(tagged)).toEqual([])
    const wrong = sqlModel(
      daily,
      { o: orders },
      ({ o }) => sql`select ${o.at} as day, sum(${o.id}) as revenue, ${o.note} as note from ${o} group by 1, 3`,
    )
    expect(await check(wrong)).toEqual([
      'column "day" must be date but the query gives localTimestamp',
      'the query lacks column "orders"',
      'the contract has no column "note"',
    ])
    const broken = sqlModel(daily, { o: orders }, ({ o }) => sql`select nothing from ${o}`)
    expect((await check(broken))[0]).toMatch(/^the engine refuses its query: .*nothing/s)
  })

  it('is refused before it is built for a semicolon, a second statement and two columns of one name', async () => {
    const few = contract({ ...about, name: 'few', layer: 'mart', row: z.object({ id: int64() }) })
    const problems = async (query: Parameters<typeof sqlModel<'few', { id: bigint }, { o: typeof orders }>>[2]) =>
      (await check(sqlModel(few as never, { o: orders }, query))).join('\n')
    expect(await problems(({ o }) => sql`select id from ${o} -- all of them`)).toBe('')
    expect(await problems(({ o }) => sql`select id from ${o};`)).toMatch(/^the engine refuses its query: .*syntax error at or near ";"/)
    expect(await problems(({ o }) => sql`select id from ${o}; drop table nothing`)).toMatch(/syntax error at or near ";"/)
    expect(await problems(({ o }) => sql`select id, id from ${o}`)).toBe('the contract has no column "id_1"')
  })

  it('has a lineage that says it cannot look inside', () => {
    const { lineage } = readModel(tagged)
    expect(lineage.opaque).toBe(true)
    expect(lineage.columns['revenue']?.map((source) => `${source.relation}.${source.column}`)).toEqual(['orders.at', 'orders.amount'])
  })

  it('does not compile with a column that is not there', () => {
    // @ts-expect-error an unknown column of an interpolated relation
    sqlModel(daily, { o: orders }, ({ o }) => sql`select ${o.amonut} from ${o}`)
  })
})

describe('a typed model', () => {
  it('is refused where a decimal would be rounded, which types in TypeScript cannot see', async () => {
    const narrow = contract({ ...about, name: 'narrow', layer: 'mart', row: z.object({ product: decimal(38, 2) }) })
    const product = model(narrow, { o: orders }, (db) =>
      db.selectFrom('o').select(({ ref }) => multiply(ref('o.amount'), ref('o.amount')).as('product')),
    )
    expect(await check(product)).toEqual(['column "product" must be decimal(38,2) but the query gives decimal(24,4)'])
    const share = model(
      contract({ ...about, name: 'share', layer: 'mart', row: z.object({ product: decimal(38, 2).nullable() }) }),
      { o: orders },
      (db) => db.selectFrom('o').select(({ ref }) => divide(ref('o.amount'), ref('o.id'), { scale: 2 }).as('product')),
    )
    expect(await check(share)).toEqual([])
  })

  it('is refused by the engine for an ungrouped column, all models in one error', async () => {
    const ungrouped = model(daily, { o: orders }, (db) =>
      db
        .selectFrom('o')
        .select(({ ref }) => [toDate(ref('o.at')).as('day'), orZero(sum(ref('o.amount'))).as('revenue'), countAll().as('orders')]),
    )
    await expect(checkModels([tagged, ungrouped], store, dialect)).rejects.toMatchObject({ code: 'model-invalid' })
    await expect(checkModels([tagged, ungrouped], store, dialect)).rejects.toThrow(
      /^model daily: the engine refuses its query: .*GROUP BY/is,
    )
  })

  it('has a fingerprint of its definition, not of its text', () => {
    const again = sqlModel(
      daily,
      { o: orders },
      ({ o }) => sql`select cast(${o.at} as date) as day, sum(${o.amount}) as revenue, count(*) as orders from ${o} group by 1`,
    )
    expect(modelFingerprint(again)).toBe(modelFingerprint(tagged))
    const filtered = model(contract({ ...about, name: 'few', layer: 'mart', row: z.object({ id: int64() }) }), { o: orders }, (db) =>
      db.selectFrom('o').select('o.id').where('o.id', '>', 5n),
    )
    const other = model(contract({ ...about, name: 'few', layer: 'mart', row: z.object({ id: int64() }) }), { o: orders }, (db) =>
      db.selectFrom('o').select('o.id').where('o.id', '>', 6n),
    )
    expect(modelFingerprint(filtered)).not.toBe(modelFingerprint(other))
  })
})
