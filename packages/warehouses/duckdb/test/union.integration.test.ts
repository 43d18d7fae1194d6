import { compileQuery, readQuery, round, sum, type QueryTable, type Store } from '@meshwright/sql'
import type { Decimal, Int64 } from '@meshwright/contracts'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type OperationNode } from 'kysely'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

const db = new Kysely<{ t: { amount: Decimal; pieces: Int64 } }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (inner) => new PostgresIntrospector(inner),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
const tables: readonly QueryTable[] = [
  {
    name: 't',
    relation: 't',
    columns: [
      { name: 'amount', type: { type: 'decimal', precision: 12, scale: 2 }, nullable: false, rules: [] },
      { name: 'pieces', type: { type: 'int64' }, nullable: false, rules: [] },
    ],
    physical: { schema: 'main', table: 't' },
  },
]

async function rowsOf(query: { toOperationNode(): OperationNode }) {
  const { dialect, scratch } = duckdb()
  const store = (await scratch?.()) as Store
  try {
    await store.query('create table t as select 1.55::decimal(12,2) as amount, 2::bigint as pieces')
    const node = query.toOperationNode()
    return { rows: (await store.query(compileQuery(node, { dialect, tables }))).rows, ...readQuery(node, tables) }
  } finally {
    await store.close()
  }
}

const pieces = db.selectFrom('t').select(({ ref }) => sum(ref('t.pieces')).as('v'))
const amounts = db.selectFrom('t').select(({ ref }) => sum(ref('t.amount')).as('v'))

test('a union of long decimals drops no digits', async () => {
  const fine = db.selectFrom('t').select(({ ref }) => round(ref('t.amount'), 3).as('v'))
  const { rows, columns } = await rowsOf(pieces.unionAll(amounts.unionAll(fine)).orderBy('v'))
  expect(columns).toEqual([{ name: 'v', type: { type: 'decimal', precision: 38, scale: 3 } }])
  expect(rows).toEqual([['1.550'], ['1.550'], ['2.000']])
})

test('a column without an alias keeps its name in such a union', async () => {
  const query = db
    .with('p', () => pieces)
    .with('a', () => amounts)
    .selectFrom('p')
    .select('p.v')
    .unionAll((eb) => eb.selectFrom('a').select('v'))
    .orderBy('v')
  const { rows, problems } = await rowsOf(query)
  expect(rows).toEqual([['1.55'], ['2.00']])
  expect(problems).toEqual([])
})

test('what cannot be cast is a problem', async () => {
  const query = db
    .with('p', () => pieces)
    .with('a', () => amounts)
    .selectFrom('p')
    .selectAll()
    .unionAll((eb) => eb.selectFrom('a').select('a.v'))
  expect((await rowsOf(query)).problems).toEqual([
    'column "v" is decimal(38,0) on one side of a union and decimal(38,2) holds both: name the column instead of selecting all, so that it can be cast',
  ])
})
