import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Column, TableName } from '@meshwright/contracts'
import type { PublishSet, Store } from '@meshwright/sql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

let home: string
let store: Store

const column = (name: string): Column => ({ name, type: { type: 'int64' }, nullable: true, rules: [] })
const name = (table: string): TableName => ({ schema: 'main', table })
const signal = new AbortController().signal
const rows = async (table: string, columns = 'id') => (await store.query(`select ${columns} from ${table} order by all`)).rows

/** A set that replaces a table by one row, with a record of it. */
async function setOf(publishId: string, target: string, id: number, ...further: Column[]): Promise<PublishSet> {
  const staged = name(`staged_${target}`)
  const columns = [column('id')]
  await store.build({ staged, select: `select ${id} as id`, columns, materialization: 'table', signal })
  return {
    publishId,
    tables: [{ staged, target: name(target), mode: { mode: 'replace' }, columns, key: [] }],
    views: [],
    records: [{ table: name('log'), columns: [column('id'), ...further], rows: [[BigInt(id), ...further.map(() => 0n)]] }],
  }
}

// The first publish of a store looks at what stands in the file; what follows is assumed from then on.
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mw-publisher-'))
  store = await duckdb({ threads: 2 }).open({
    home,
    environment: { name: 'test', schema: 'main', reads: {} },
    signal,
    access: 'write',
    waitSeconds: 5,
  })
  await store.publish(await setOf('first', 'a', 1))
})
afterEach(async () => {
  await store.close()
  await rm(home, { recursive: true, force: true })
})

test('a table is replaced, and a new one made, again and again', async () => {
  await store.publish(await setOf('second', 'a', 2))
  await store.publish(await setOf('third', 'b', 3))
  await store.publish(await setOf('third', 'b', 4))
  expect(await rows('a')).toEqual([[2n]])
  expect(await rows('b')).toEqual([[3n]])
  expect(await rows('log')).toEqual([[1n], [2n], [3n]])
})

test('a view under the name of the target gives way to the table', async () => {
  await store.query('create view seen as select 0 as id')
  await store.publish(await setOf('second', 'seen', 2))
  expect((await store.inspect(name('seen')))?.kind).toBe('table')
  expect(await rows('seen')).toEqual([[2n]])
})

test('a staged table that is gone is named, and what it was replacing stays', async () => {
  const set = await setOf('second', 'a', 2)
  await store.drop([name('staged_a')])
  await expect(store.publish(set)).rejects.toMatchObject({
    code: 'publish-invalid',
    message: 'a: its staged table staged_a is not there; load or build it again',
  })
  expect(await rows('a')).toEqual([[1n]])
  expect(await rows('log')).toEqual([[1n]])
})

test('a table of records that is gone is made again, and one that lacks a column gains it', async () => {
  await store.query('drop table log')
  await store.publish(await setOf('second', 'a', 2))
  expect(await rows('log')).toEqual([[2n]])
  await store.publish(await setOf('third', 'a', 3, column('more')))
  expect(await rows('log', 'id, more')).toEqual([
    [2n, null],
    [3n, 0n],
  ])
})

test('the table of published ids that is gone is made again', async () => {
  await store.query('drop table mw_publish')
  await store.publish(await setOf('second', 'a', 2))
  expect(await rows('mw_publish', 'publish_id')).toEqual([['second']])
})
