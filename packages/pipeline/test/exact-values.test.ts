import { contract, decimal, int64, localTimestamp } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { DuckDBInstance } from '@duckdb/node-api'
import { csv, files, json, ndjson, parquet, xlsx } from '@meshwright/files'
import { model } from '@meshwright/models'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import writeExcelFile from 'write-excel-file/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject } from '../src/index.ts'

const about = { owner: 'tests', description: 'Values that get lost elsewhere.', key: ['id'] } as const
const row = z.object({
  id: int64(),
  largest: int64(),
  big: decimal(38, 0),
  tiny: decimal(18, 7),
  name: z.string().nullable(),
  at: localTimestamp(),
})
const raw = (name: string) => contract({ ...about, key: ['id'], name, layer: 'raw', row })
const mart = (name: string) => contract({ ...about, key: ['id'], name: `dm_${name}`, layer: 'mart', row })

const EXPECTED: readonly (readonly [bigint, bigint, string, string, string | null, string])[] = [
  [1n, 9223372036854775807n, '12345678901234567890', '0.0000001', '山田 "太郎", 東京', '2022-01-01T10:00:00.000001'],
  [2n, -9223372036854775808n, '-99999999999999999999999999999999999999', '-1.5000000', '', '2022-12-31T23:59:59'],
  [3n, 0n, '0', '0.0000000', null, '0001-01-01T00:00:00'],
  [4n, 9007199254740993n, '20000000000000000001', '1000.0000000', "O'Brien\\n; drop table x --\nsecond line", '9999-12-31T00:00:00'],
]
/** As texts: `1e-7` is how scripts write the smallest one. */
const TEXTS: readonly (readonly (string | null)[])[] = EXPECTED.map(([id, largest, big, tiny, name, at]) => [
  String(id),
  String(largest),
  big,
  tiny === '0.0000001' ? '1e-7' : tiny,
  name,
  at,
])
const NAMES = Object.keys(row.shape)

const home = mkdtempSync(join(tmpdir(), 'meshwright-exact-'))
const data = join(home, 'data')
afterAll(() => rmSync(home, { recursive: true, force: true }))

beforeAll(async () => {
  mkdirSync(data)
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  writeFileSync(
    join(data, 'from_csv.csv'),
    `${[NAMES.join(','), ...TEXTS.map((cells) => cells.map((cell) => (cell === null ? '' : /[",\n]/.test(cell) || cell === '' ? quoted(cell) : cell)).join(','))].join('\n')}\n`,
  )
  // Numbers as JSON numbers, which JSON.parse alone would round.
  const member = (name: string, cell: string | null) =>
    `${JSON.stringify(name)}:${cell === null ? 'null' : name === 'name' || name === 'at' ? JSON.stringify(cell) : cell}`
  const records = TEXTS.map((cells) => `{${cells.map((cell, index) => member(NAMES[index] ?? '', cell)).join(',')}}`)
  writeFileSync(join(data, 'from_ndjson.ndjson'), `${records.join('\n')}\n`)
  writeFileSync(join(data, 'from_json.json'), `[${records.join(',')}]`)
  writeFileSync(
    join(data, 'from_columns.json'),
    `{${NAMES.map((name, index) => `${JSON.stringify(name)}:{${TEXTS.map((cells, at) => member(String(at), null).replace('null', member(name, cells[index] ?? null).slice(JSON.stringify(name).length + 1))).join(',')}}`).join(',')}}`,
  )

  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const literal = (text: string | null) => (text === null ? 'null' : `'${text.replaceAll("'", "''")}'`)
  const values = TEXTS.map((cells) => `(${cells.map(literal).join(', ')})`).join(', ')
  await connection.run(
    `copy (select id::bigint as id, largest::bigint as largest, big::decimal(38,0) as big, tiny::decimal(18,7) as tiny, name, "at"::timestamp as "at" from (values ${values}) as t(${NAMES.map((name) => `"${name}"`).join(', ')})) to '${join(data, 'from_parquet.parquet')}' (format parquet)`,
  )
  connection.closeSync()
  instance.closeSync()

  // A spreadsheet cannot hold the empty text beside no value: an empty cell is null.
  const cells = [NAMES, ...TEXTS.map((texts) => texts.map((cell) => cell ?? null))].map((line) =>
    line.map((cell) => (cell === null || cell === '' ? null : { value: cell, type: String })),
  )
  await writeExcelFile(cells as never).toFile(join(data, 'from_xlsx.xlsx'))
})

it('20-digit integers, CJK, quotes, 1e-7, null beside the empty text survive from each file format to the mart', async () => {
  const kinds = { from_csv: csv, from_ndjson: ndjson, from_json: json, from_columns: json, from_parquet: parquet, from_xlsx: xlsx } as const
  const names = Object.keys(kinds) as (keyof typeof kinds)[]
  const raws = Object.fromEntries(names.map((name) => [name, raw(name)])) as Record<keyof typeof kinds, ReturnType<typeof raw>>
  const made = project({
    name: 'exact',
    warehouse: duckdb(),
    sources: [
      files(
        data,
        names.map((name) => kinds[name](raws[name])),
      ),
    ],
    models: names.map((name) =>
      model(mart(name), { r: raws[name] }, (db) => db.selectFrom('r').select(['r.id', 'r.largest', 'r.big', 'r.tiny', 'r.name', 'r.at'])),
    ),
  })
  const summary = await runProject(made, { home })
  expect(summary.tasks.filter((task) => task.error).map((task) => task.error?.message)).toEqual([])
  const store = await openStore(made, { home }, 'read')
  try {
    for (const name of names) {
      const { rows } = await store.query(`select * from dm_${name} order by id`)
      const expected = name === 'from_xlsx' ? EXPECTED.map((values) => values.map((value) => (value === '' ? null : value))) : EXPECTED
      expect(
        rows.map((values) => [...values]),
        name,
      ).toEqual(expected)
    }
  } finally {
    await store.close()
  }
})
