import { contract } from '@meshwright/contracts'
import { postgres, postgresDialect } from '@meshwright/postgres'
import { compileQuery, max, min, rowNumber, stringAgg, type Database, type QueryTable } from '@meshwright/sql'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { ownServer } from './own-database.ts'

const own = ownServer()
const words = contract({
  name: 'words',
  layer: 'raw',
  owner: 'tests',
  description: 'Words.',
  row: z.object({ word: z.string().nullable() }),
})
const db = new Kysely<Database<{ w: typeof words }>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (inner) => new PostgresIntrospector(inner),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

test('in a database that orders as a language does, functions order text by its code points, and nulls come last', async () => {
  await own.sql(own.server.url(), `create database english locale_provider icu icu_locale 'en-US' template template0`)
  const environment = { name: 'test', schema: 'public', reads: {} }
  const signal = new AbortController().signal
  const store = await postgres(own.server.url('english')).open({ home: '', environment, access: 'write', waitSeconds: 10, signal })
  try {
    await store.query(`create table words (word text)`)
    await store.query(`insert into words values ('b'), ('é'), ('B'), ('a'), ('z')`)
    const tables: QueryTable[] = [{ name: 'w', relation: 'words', columns: words.columns, physical: { schema: 'public', table: 'words' } }]
    const rows = async (query: { toOperationNode(): never }) =>
      (await store.query(compileQuery(query.toOperationNode(), { dialect: postgresDialect, tables }))).rows
    const numbered = db.selectFrom('w').select(({ ref }) => ['w.word', rowNumber({ orderBy: [ref('w.word')] }).as('at')])
    expect(await rows(db.selectFrom(numbered.as('n')).select('n.word').orderBy('n.at') as never)).toEqual([
      ['B'],
      ['a'],
      ['b'],
      ['z'],
      ['é'],
    ])
    const all = db
      .selectFrom('w')
      .select(({ ref }) => [min(ref('w.word')).as('a'), max(ref('w.word')).as('b'), stringAgg(ref('w.word'), '').as('c')])
    expect(await rows(all as never)).toEqual([['B', 'é', 'Babzé']])
    await store.query(`insert into words values (null)`)
    const last = db.selectFrom('w').select('w.word').orderBy('w.word', 'desc').limit(1)
    expect(await rows(last as never)).toEqual([['z']])
    expect(await rows(last.clearOrderBy().orderBy('w.word', (order) => order.desc().nullsFirst()) as never)).toEqual([[null]])
  } finally {
    await store.close()
  }
})
