import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { project } from '@meshwright/pipeline'
import { startPostgres } from '@meshwright/testkit/postgres'
import pg from 'pg'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { isPlain, typedName } from '../src/typed-name.ts'

it('a name that is a word of SQL is typed in quotes', () => {
  const shop = project({ name: 'shop', warehouse: duckdb() })
  const typed = (name: string) =>
    typedName(shop, contract({ name, layer: 'raw', owner: 'tests', description: 'Rows.', row: z.object({ id: int64() }) }))
  expect(['order', 'orders', 'user', 'left', 'date'].map(typed)).toEqual(['"order"', 'orders', '"user"', '"left"', 'date'])
})

it('every word that DuckDB reserves is in quotes', async () => {
  const store = await duckdb().scratch!()
  const { rows } = await store.query(
    "select keyword_name from duckdb_keywords() where keyword_category in ('reserved', 'type_function') order by 1",
  )
  await store.close()
  expect(rows.length).toBeGreaterThan(80)
  expect(rows.flat().filter((word) => isPlain(word as string))).toEqual([])
})

it('every word that Postgres reserves is in quotes', async () => {
  const server = await startPostgres()
  const client = new pg.Client(server.url())
  try {
    await client.connect()
    const { rows } = await client.query<{ word: string }>("select word from pg_get_keywords() where catcode in ('R', 'T')")
    expect(rows.length).toBeGreaterThan(80)
    expect(rows.map(({ word }) => word).filter(isPlain)).toEqual([])
  } finally {
    await client.end()
    await server.stop()
  }
})
