import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contract, decimal, int64 } from '@meshwright/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { duckdb, openFiles } from '../src/index.ts'

const row = z.object({ id: int64(), amount: decimal(12, 2), note: z.string().nullable() })
const sales = contract({ name: 'sales', layer: 'raw', owner: 'me', description: 'Sales.', row })
const others = contract({ name: 'others', layer: 'raw', owner: 'me', description: 'Sales.', row })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mw-o'files-"))
  await writeFile(join(folder, 'sales.csv'), 'id,amount,note\n1,0.10,"a, b"\n2,10,\n')
  const store = await duckdb().scratch?.()
  await store?.query(
    `copy (select 1::bigint as id, 0.10::decimal(12,2) as amount, 'x' as note) to '${join(folder, 'others.parquet').replaceAll("'", "''")}' (format parquet)`,
  )
  await store?.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a Parquet and a CSV file are tables of one store, in the types of their contracts', async () => {
  const store = await openFiles([
    { contract: sales, path: join(folder, 'sales.csv') },
    { contract: others, path: join(folder, 'others.parquet') },
  ])
  expect((await store.query('select * from sales order by id')).rows).toEqual([
    [1n, '0.10', 'a, b'],
    [2n, '10.00', null],
  ])
  expect((await store.query('select s.note, o.note from sales s join others o using (id, amount)')).rows).toEqual([['a, b', 'x']])
  await store.close()
})

test('a file that is not there, of another kind, or without a column is refused by name', async () => {
  const open = (name: string) => openFiles([{ contract: sales, path: join(folder, name) }])
  await expect(open('missing.parquet')).rejects.toThrow('missing.parquet')
  await writeFile(join(folder, 'sales.txt'), 'id\n1\n')
  await expect(open('sales.txt')).rejects.toThrow('only .parquet and .csv files are read here')
  await writeFile(join(folder, 'short.csv'), 'id,amount\n1,2\n')
  await expect(open('short.csv')).rejects.toThrow('note')
})
