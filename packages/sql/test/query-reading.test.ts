import { columnOf, contract, decimal, int64, localTimestamp, type Contract } from '@meshwright/contracts'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  addDays,
  coalesce,
  countDistinct,
  literal,
  max,
  month,
  multiply,
  queryFingerprint,
  readQuery,
  round,
  sum,
  truncateDate,
  types,
  type QueryTable,
} from '../src/index.ts'

const about = { layer: 'raw', owner: 'tests', description: 'Rows.' } as const
const orders = contract({
  ...about,
  name: 'orders',
  row: z.object({ order_id: int64(), ordered_at: localTimestamp(), amount: decimal(12, 2), customer_id: int64() }),
})
const customers = contract({ ...about, name: 'customers', row: z.object({ customer_id: int64(), city: z.string() }) })

type RowOfContract<C> = C extends Contract<string, infer R> ? R : never
const db = new Kysely<{ o: RowOfContract<typeof orders>; c: RowOfContract<typeof customers> }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (inner) => new PostgresIntrospector(inner),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
const tables: QueryTable[] = [
  { name: 'o', relation: 'orders', columns: orders.columns },
  { name: 'c', relation: 'customers', columns: customers.columns },
]
const read = (query: { toOperationNode(): never }) => readQuery(query.toOperationNode(), tables)
type Any = { toOperationNode(): never }

describe('the reading of a query', () => {
  it('knows the type of every portable call', () => {
    const { columns } = read(
      db
        .selectFrom('o')
        .select(({ ref }) => [
          month(ref('o.ordered_at')).as('month'),
          sum(ref('o.amount')).as('revenue'),
          sum(ref('o.order_id')).as('ids'),
          multiply(ref('o.amount'), ref('o.order_id')).as('product'),
        ])
        .groupBy('month') as unknown as Any,
    )
    expect(columns).toEqual([
      { name: 'month', type: { type: 'int64' } },
      { name: 'revenue', type: { type: 'decimal', precision: 38, scale: 2 } },
      { name: 'ids', type: { type: 'decimal', precision: 38, scale: 0 } },
      { name: 'product', type: { type: 'decimal', precision: 31, scale: 2 } },
    ])
    expect(columnOf(orders, 'amount')?.type).toEqual({ type: 'decimal', precision: 12, scale: 2 })
  })

  it('follows each column to its sources, and names what only decides rows', () => {
    const { lineage } = read(
      db
        .selectFrom('o')
        .innerJoin('c', 'c.customer_id', 'o.customer_id')
        .select(({ ref }) => ['c.city as place', sum(ref('o.amount')).as('revenue'), month(ref('o.ordered_at')).as('month')])
        .where('o.order_id', '>', 5n)
        .groupBy(['place', 'month']) as unknown as Any,
    )
    expect(lineage.columns).toEqual({
      place: [{ relation: 'customers', column: 'city', kind: 'copied' }],
      revenue: [{ relation: 'orders', column: 'amount', kind: 'aggregated' }],
      month: [{ relation: 'orders', column: 'ordered_at', kind: 'transformed' }],
    })
    expect(lineage.indirect).toContainEqual({ relation: 'orders', column: 'order_id', through: 'filter' })
    expect(lineage.indirect).toContainEqual({ relation: 'customers', column: 'customer_id', through: 'join' })
    expect(lineage.indirect).toContainEqual({ relation: 'customers', column: 'city', through: 'group' })
    expect(lineage.opaque).toBe(false)
  })

  it('follows columns through subqueries and recursive common table expressions', () => {
    const { lineage, problems } = read(
      db
        .withRecursive('days', (cte) =>
          cte
            .selectFrom('o')
            .select(({ ref }) => truncateDate('day', max(ref('o.ordered_at'))).as('day'))
            .unionAll((next) => next.selectFrom('days').select(({ ref }) => addDays(ref('days.day'), literal(1n, types.int64)).as('day'))),
        )
        .selectFrom((inner) => inner.selectFrom('days').select('days.day as d').as('s'))
        .select('s.d') as unknown as Any,
    )
    expect(problems).toEqual([])
    expect(lineage.columns['d']).toEqual([{ relation: 'orders', column: 'ordered_at', kind: 'aggregated' }])
  })

  it('follows a subquery out to the query around it', () => {
    const inner = read(
      db
        .selectFrom('o')
        .select((eb) => [
          'o.order_id',
          eb
            .selectFrom('c')
            .select(({ ref }) => max(ref('o.ordered_at')).as('at'))
            .whereRef('c.customer_id', '=', 'o.customer_id')
            .as('at'),
        ])
        .where(({ exists, selectFrom }) => exists(selectFrom('c').select('c.city').where('order_id', '>', 3n))) as unknown as Any,
    )
    expect(inner.problems).toEqual([])
    expect(inner.columns[1]).toEqual({ name: 'at', type: { type: 'localTimestamp' } })
    expect(inner.lineage.columns['at']).toEqual([{ relation: 'orders', column: 'ordered_at', kind: 'aggregated' }])
    expect(inner.lineage.indirect).toContainEqual({ relation: 'orders', column: 'customer_id', through: 'filter' })
    expect(inner.lineage.indirect).toContainEqual({ relation: 'orders', column: 'order_id', through: 'filter' })
    const lateral = read(
      db
        .selectFrom('o')
        .innerJoinLateral(
          (eb) =>
            eb
              .selectFrom('c')
              .select(({ ref }) => month(ref('o.ordered_at')).as('m'))
              .as('l'),
          (join) => join.onTrue(),
        )
        .select('l.m') as unknown as Any,
    )
    expect(lateral.lineage.columns['m']).toEqual([{ relation: 'orders', column: 'ordered_at', kind: 'transformed' }])
    expect(
      read(
        db
          .selectFrom('o')
          .select('o.order_id')
          .where(({ exists, selectFrom }) =>
            exists(
              selectFrom('c')
                .select('c.city')
                .where('o.amonut' as never, 'is', null),
            ),
          ) as unknown as Any,
      ).problems,
    ).toEqual(['there is no column "o.amonut"; did you mean "amount"?'])
  })

  it('reads what orders an aggregate, what distinct rows are told by, and the names that a common table expression gives', () => {
    const { lineage, problems } = read(
      db
        .with('x(a, b)', (cte) => cte.selectFrom('o').select(['o.order_id as b', 'o.amount as a']))
        .selectFrom('x')
        .innerJoin('c', 'c.customer_id', 'x.b')
        .distinctOn('c.customer_id')
        .select(({ fn }) => ['x.a', fn.agg<string>('string_agg', ['c.city']).orderBy('x.b').as('cities')]) as unknown as Any,
    )
    expect(problems).toEqual([])
    expect(lineage.columns['a']).toEqual([{ relation: 'orders', column: 'order_id', kind: 'copied' }])
    expect(lineage.indirect).toContainEqual({ relation: 'customers', column: 'customer_id', through: 'filter' })
    expect(lineage.indirect).toContainEqual({ relation: 'orders', column: 'amount', through: 'sort' })
  })

  it('reads every column that a tuple is compared with, and what a limit is computed from', () => {
    const { lineage, problems } = read(
      db
        .selectFrom('o')
        .select('o.order_id')
        .where((eb) =>
          eb(
            eb.refTuple('o.order_id', 'o.customer_id'),
            'in',
            eb.selectFrom('c').select(['c.customer_id', 'c.city']).$asTuple('customer_id', 'city') as never,
          ),
        )
        .limit((eb) => eb.selectFrom('c').select(({ ref }) => max(ref('c.customer_id')).as('most')) as never) as unknown as Any,
    )
    expect(problems).toEqual([])
    expect(lineage.indirect).toContainEqual({ relation: 'customers', column: 'city', through: 'filter' })
    expect(lineage.indirect).toContainEqual({ relation: 'customers', column: 'customer_id', through: 'filter' })
  })

  it('gives what is of one decimal or another the digits of both', () => {
    const fine = { type: 'decimal', precision: 38, scale: 2 }
    const cases = db.selectFrom('o').select((eb) => [
      coalesce(round(eb.ref('o.amount'), 0), eb.ref('o.amount')).as('first'),
      eb
        .case()
        .when('o.order_id', '>', 1n)
        .then(round(eb.ref('o.amount'), 0))
        .else(eb.ref('o.amount'))
        .end()
        .as('v'),
    ])
    expect(read(cases as unknown as Any).columns).toEqual([
      { name: 'first', type: fine },
      { name: 'v', type: fine },
    ])
    const union = db
      .selectFrom('o')
      .select(({ ref }) => round(ref('o.amount'), 0).as('v'))
      .unionAll(db.selectFrom('o').select('o.amount as v'))
    expect(read(union as unknown as Any).columns).toEqual([{ name: 'v', type: fine }])
  })

  it('finds what the compiler cannot see', () => {
    expect(
      read(
        db
          .selectFrom('o')
          .innerJoin('c', 'c.city', 'o.order_id' as never)
          .select('o.order_id') as unknown as Any,
      ).problems,
    ).toEqual(['c.city = o.order_id compares string with int64: cast one of them'])
    expect(
      read(
        db
          .selectFrom('o')
          .select('o.order_id')
          .where((eb) => eb.between('o.order_id', 1n, 9n))
          .where((eb) => eb.between('o.order_id', 1n, eb.ref('o.ordered_at') as never)) as unknown as Any,
      ).problems,
    ).toEqual(['o.order_id <= o.ordered_at compares int64 with localTimestamp: cast one of them'])
    expect(
      read(db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select('customer_id') as unknown as Any).problems,
    ).toEqual(['column "customer_id" is ambiguous: it is in o and c; write o.customer_id'])
    expect(
      read(db.selectFrom('o').select(({ ref }) => countDistinct(ref('o.amonut' as never)).as('n')) as unknown as Any).problems,
    ).toEqual(['there is no column "o.amonut"; did you mean "amount"?'])
    expect(read(db.selectFrom('x' as never).select('o.order_id' as never) as unknown as Any).problems[0]).toBe(
      'the query reads "x", which is not one of its upstreams',
    )
  })
})

it('the fingerprint of a query tells constants of every kind apart', () => {
  const values = [1n, '1', NaN, Infinity, null, true, 'true', new Uint8Array([1]), new Uint8Array([2])]
  const of = (value: unknown) =>
    queryFingerprint(
      db
        .selectFrom('o')
        .select('o.order_id')
        .where('o.order_id', '=', value as bigint)
        .toOperationNode(),
    )
  expect(new Set(values.map(of)).size).toBe(values.length)
  expect(of(1n)).toBe(of(1n))
})
