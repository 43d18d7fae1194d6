import { DuckDBInstance } from '@duckdb/node-api'
import { contract, decimal, int64, json as jsonColumn } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { files, json, ndjson, parquet, type FileTable } from '@meshwright/files'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject } from '../src/index.ts'

const nested = contract({
  name: 'nested',
  owner: 'tests',
  description: 'One row per order, with its lines.',
  layer: 'raw',
  key: ['id'],
  row: z.object({
    id: int64(),
    buyer: z.object({ name: z.string(), age: int64().nullable() }).nullable(),
    tags: z.array(z.string()),
    lines: z.array(z.object({ sku: int64(), price: decimal(30, 10) })),
    more: jsonColumn().nullable(),
  }),
})
let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'meshwright-nested-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function load(table: FileTable) {
  const made = project({ name: 'nested', warehouse: duckdb(), sources: [files(folder, [table])] })
  const summary = await runProject(made, { home: join(folder, 'home') })
  const failure = summary.tasks.map(({ error }) => error?.message ?? '').join('')
  if (failure !== '') return failure
  const store = await openStore(made, { home: join(folder, 'home') }, 'read')
  try {
    const sql = `select id, buyer.name, buyer.age, tags, lines[1].sku, lines[1].price::varchar, len(lines), more::varchar from nested order by id`
    return (await store.query(sql)).rows
  } finally {
    await store.close()
  }
}

const RECORD = `{"id":1,"buyer":{"name":"中文 \\"x\\"","age":9007199254740993},"tags":["a",""],"lines":[{"sku":9223372036854775807,"price":0.1000000001}],"more":{"deep":[1,{"x":null}]}}`
const EMPTY = `{"id":2,"buyer":null,"tags":[],"lines":[],"more":null}`
const ROWS = [
  [1n, '中文 "x"', 9007199254740993n, ['a', ''], 9223372036854775807n, '0.1000000001', 1n, '{"deep":[1,{"x":null}]}'],
  [2n, null, null, [], null, null, 0n, null],
]

test('structs and lists of JSON and NDJSON, exact at any depth', async () => {
  writeFileSync(join(folder, 'nested.json'), `{"data":{"items":[${RECORD},${EMPTY}]}}`)
  expect(await load(json(nested, { records: 'data.items' }))).toEqual(ROWS)
  writeFileSync(join(folder, 'nested.ndjson'), `${RECORD}\n${EMPTY}\n`)
  expect(await load(ndjson(nested))).toEqual(ROWS)
})

test('a value deep inside that does not fit is named by its way', async () => {
  writeFileSync(join(folder, 'nested.ndjson'), `${RECORD.replace('0.1000000001', '"cheap"')}\n`)
  expect(await load(ndjson(nested))).toMatch(/nested\.ndjson:1 {2}column lines: .*"cheap" is not a decimal/)
})

async function write(select: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`copy (${select}) to '${join(folder, 'nested.parquet')}' (format parquet)`)
  connection.closeSync()
}
const columns = (more: string) => `
  select 1::bigint as id, {name: '中文 "x"', age: 9007199254740993::bigint} as buyer, ['a', ''] as tags,
    [{sku: 9223372036854775807::bigint, price: '0.1000000001'::decimal(30,10)}] as lines, ${more} as more
  union all select 2, null, [], [], null`

test('structs and lists of Parquet; a map goes into a json column', async () => {
  await write(columns(`map {'deep': [1, null], 'x': []}`))
  expect(await load(parquet(nested))).toEqual([[...(ROWS[0] ?? []).slice(0, -1), '{"deep":[1,null],"x":[]}'], ROWS[1]])
})

test('a map whose keys are no texts is refused by name', async () => {
  await write(columns('map {1: 2}'))
  expect(await load(parquet(nested))).toMatch(/nested\.parquet: "more" is a map whose keys are not texts/)
})

test('what the contract does not ask for may be of any type', async () => {
  await write(`select *, map {1: 2} as odd, interval 3 days as span from (${columns('null')})`)
  expect(await load(parquet(nested))).toEqual([[...(ROWS[0] ?? []).slice(0, -1), null], ROWS[1]])
})
