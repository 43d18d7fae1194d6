import { expect, test } from 'vitest'
import type { Store } from '@meshwright/sql'
import { duckdb } from '../src/index.ts'

test('all rows of a large result come, in their order', async () => {
  const store = (await duckdb({ threads: 2 }).scratch?.()) as Store
  try {
    const { columns, rows } = await store.query(
      `select range as id, if(range % 3 = 0, null, 'row ' || range) as word from range(50000) order by id`,
    )
    expect(columns.map(({ name }) => name)).toEqual(['id', 'word'])
    expect(rows).toEqual(Array.from({ length: 50_000 }, (_, index) => [BigInt(index), index % 3 === 0 ? null : `row ${index}`]))
    expect((await store.query('select 1 as one where false')).rows).toEqual([])
    expect((await store.query('create table nothing (x int)')).rows).toEqual([])
  } finally {
    await store.close()
  }
})
