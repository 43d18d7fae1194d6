import { expect } from 'vitest'
import { column } from './canonical-rows.ts'
import type { SuiteContext } from './suite-context.ts'

const ORDERS = [
  column('id', 'int64'),
  column('at', 'timestamp', true),
  column('amount', { type: 'decimal', precision: 12, scale: 2 }),
  column('tags', { type: 'array', element: { type: 'string' }, elementNullable: true }, true),
]

export function inspectTests(context: SuiteContext): void {
  const upstream = [
    { name: { schema: '', table: 'orders in "question"' }, columns: ORDERS },
    { name: { schema: '', table: 'lines' }, columns: [column('order_id', 'int64'), column('quantity', 'int64')] },
  ]
  const orders = () => context.dialect.identifier('orders in "question"')

  context.test('a table that is not there is undefined', async () => {
    expect(await context.store.inspect(context.table())).toBeUndefined()
    expect(await context.store.inspect({ schema: 'no such schema', table: 'x' })).toBeUndefined()
    expect(await context.store.list('no such schema')).toEqual([])
  })

  context.test('list names tables and views, hidden ones too, and agrees with inspect', async () => {
    const table = await context.stage(ORDERS, [])
    const view = context.staged()
    await context.store.build({
      staged: view,
      select: `select id from ${context.sql(table)}`,
      columns: [column('id', 'int64')],
      materialization: 'view',
      signal: new AbortController().signal,
    })
    const listed = await context.store.list(context.under.environment.schema)
    for (const name of [table, view]) {
      const { columns: _, ...inspected } = (await context.store.inspect(name)) ?? { columns: [] }
      expect(listed.find((found) => found.name.table === name.table)).toEqual(inspected)
    }
    expect(listed.find((found) => found.name.table === view.table)?.kind).toBe('view')
  })

  context.test('drop of many, missing ones among them', async () => {
    const table = await context.stage(ORDERS, [])
    await context.store.drop([context.table(), table, table, context.table()])
    expect(await context.store.inspect(table)).toBeUndefined()
    await context.store.drop([])
  })

  context.test('describe says what a query would return', async () => {
    const described = await context.store.describe(
      `select o.id, o.amount, o.at, l.quantity as "how many?" from ${orders()} as o left join lines as l on l.order_id = o.id`,
      upstream,
    )
    expect(described.map(({ name, type }) => ({ name, type }))).toEqual([
      { name: 'id', type: { type: 'int64' } },
      { name: 'amount', type: { type: 'decimal', precision: 12, scale: 2 } },
      { name: 'at', type: { type: 'timestamp' } },
      { name: 'how many?', type: { type: 'int64' } },
    ])
    for (const column of described) expect(column.physicalType).not.toBe('')
  })

  context.test('describe refuses a query that the engine would refuse', async () => {
    await expect(context.store.describe(`select nosuch from ${orders()}`, upstream)).rejects.toThrow(/nosuch/)
    await expect(context.store.describe('select * from not_upstream_at_all', upstream)).rejects.toThrow(/not_upstream_at_all/)
    await expect(context.store.describe('selekt 1', upstream)).rejects.toThrow()
    await expect(context.store.describe(`select id + 'x' || at from ${orders()} group by`, upstream)).rejects.toThrow()
  })

  context.test('describe leaves nothing, even when it fails', async () => {
    const before = await context.store.list(context.under.environment.schema)
    await context.store.describe(`select id from ${orders()}`, upstream)
    await context.store.describe(`select nosuch from ${orders()}`, upstream).catch(() => undefined)
    expect(await context.store.list(context.under.environment.schema)).toEqual(before)
    await expect(context.store.query(`select * from ${orders()}`)).rejects.toThrow()
    await context.store.describe(`select id from ${orders()}`, upstream)
  })

  context.test('many descriptions at once', async () => {
    const described = await Promise.all(
      Array.from({ length: 8 }, (_, index) => context.store.describe(`select id as c${index} from ${orders()}`, upstream)),
    )
    expect(described.map((columns) => columns[0]?.name)).toEqual(Array.from({ length: 8 }, (_, index) => `c${index}`))
  })

  context.test('a scratch store describes without a place', async () => {
    const scratch = context.under.warehouse.scratch
    if (scratch === undefined) return
    const store = await scratch.call(context.under.warehouse)
    try {
      expect((await store.describe(`select id from ${orders()}`, upstream)).map((found) => found.type)).toEqual([{ type: 'int64' }])
    } finally {
      await store.close()
    }
  })

  context.test('the location names the place', async () => {
    expect(context.store.location).not.toBe('')
    expect(context.store.location).not.toContain('secret')
  })
}
