import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@meshwright/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

let home: string
let store: Store

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mw-keys-'))
  store = await duckdb({ threads: 2 }).open({
    home,
    environment: { name: 'test', schema: 'main', reads: {} },
    signal: new AbortController().signal,
    access: 'write',
    waitSeconds: 5,
  })
})
afterAll(async () => {
  await store.close()
  await rm(home, { recursive: true, force: true })
})

let count = 0
async function proven(key: readonly string[], select: string): Promise<boolean> {
  const table = `keys_${++count}`
  await store.query(`create table ${table} as ${select}`)
  return (await store.provesUnique?.({ schema: 'main', table }, key)) ?? false
}
const values = (...rows: string[]) => `select * from (values ${rows.join(', ')}) as v(a, b)`

test('keys that ascend from row to row are proven, whatever their type', async () => {
  expect(await proven(['a'], values('(1, 0)', '(2, 0)', '(5, 0)'))).toBe(true)
  expect(await proven(['a'], values(`('a', 0)`, `('b', 0)`))).toBe(true)
  expect(await proven(['a'], values('(1, 0)'))).toBe(true)
  expect(await proven(['a'], `select 1 as a where false`)).toBe(true)
})

test('a key that is there twice is never proven, wherever it stands', async () => {
  expect(await proven(['a'], values('(1, 0)', '(2, 0)', '(2, 0)'))).toBe(false)
  expect(await proven(['a'], values('(1, 0)', '(2, 0)', '(1, 0)'))).toBe(false)
  expect(await proven(['a'], `select range as a from range(300000) union all select 122880`)).toBe(false)
  expect(await proven(['a'], `select range // 2 as a from range(300000)`)).toBe(false)
})

test('keys in another order, and those with a null, are left to grouping', async () => {
  expect(await proven(['a'], values('(3, 0)', '(2, 0)', '(1, 0)'))).toBe(false)
  expect(await proven(['a'], values('(null, 0)', '(null, 0)'))).toBe(false)
  expect(await proven(['a'], values('(1, 0)', '(null, 0)', '(2, 0)'))).toBe(false)
})

test('keys of several columns are compared part by part', async () => {
  expect(await proven(['a', 'b'], values('(1, 1)', '(1, 2)', '(2, 0)'))).toBe(true)
  expect(await proven(['a', 'b'], values('(1, 1)', '(1, 1)'))).toBe(false)
  expect(await proven(['b', 'a'], values('(1, 1)', '(1, 2)', '(2, 0)'))).toBe(false)
})

test('as many row groups as two threads share are one row of rows', async () => {
  expect(await proven(['a'], `select range as a from range(1000000)`)).toBe(true)
})
