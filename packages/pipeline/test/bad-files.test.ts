import { DuckDBInstance } from '@duckdb/node-api'
import { contract, date, decimal, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files, json, ndjson, parquet, xlsx, type FileTable } from '@meshwright/files'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { writeXlsx } from '../../connectors/files/test/write-xlsx.ts'
import { openStore, project, runProject } from '../src/index.ts'

const sales = contract({
  name: 'sales',
  owner: 'tests',
  description: 'One row per sale.',
  layer: 'raw',
  key: ['id'],
  row: z.object({ id: int64(), amount: decimal(12, 2), day: date(), serial: decimal(38, 0), note: z.string().nullable() }),
})
const DAY = { value: '44926', style: 1 }

// One table per format, loaded once from a good file; each bad file is put in its place.
const GOOD_CSV = 'id;amount;day;serial;note\n1;1.50;2022-12-31;12345678901234567890;ok\n'
const GOOD_ROW = '{"id":1,"amount":1.50,"day":"2022-12-31","serial":12345678901234567890,"note":"ok"}'
const GOOD_XLSX = [
  ['id', 'amount', 'day', 'serial', 'note'],
  [{ value: '1' }, { value: '1.5' }, DAY, '12345678901234567890', 'ok'],
] as const
const PARQUET_ROW = `select 1::bigint as id, 1.5::decimal(12,2) as amount, date '2022-12-31' as day, 12345678901234567890::decimal(38,0) as serial, 'ok' as note`
const workbook = (...rows: Parameters<typeof writeXlsx>[0][number]['rows']) => writeXlsx([{ name: 'Sheet1', rows }])

const folder = mkdtempSync(join(tmpdir(), 'meshwright-bad-files-'))
const path = (name: string) => join(folder, 'data', name)
const TABLES = {
  'sales.csv': csv(sales, { delimiter: ';' }),
  'sales.csv.gz': csv(sales, { delimiter: ';', file: 'sales.csv.gz' }),
  'sales.ndjson': ndjson(sales),
  'sales.json': json(sales),
  'sales.parquet': parquet(sales),
  'sales.xlsx': xlsx(sales),
} satisfies Record<string, FileTable>
type Name = keyof typeof TABLES
const good = {} as Record<Name, Buffer>

const made = (name: Name) => project({ name: 'bad', warehouse: duckdb(), sources: [files(join(folder, 'data'), [TABLES[name]])] })
const home = (name: Name) => join(folder, `home-${name}`)
async function run(name: Name): Promise<string> {
  const summary = await runProject(made(name), { home: home(name) })
  return summary.tasks.map((task) => task.error?.message ?? '').join('')
}
async function published(name: Name) {
  const store = await openStore(made(name), { home: home(name) }, 'read')
  try {
    const { rows } = await store.query('select * from sales order by id')
    const { rows: hidden } = await store.query(`select table_name from duckdb_tables() where table_name like 'mw_stage%'`)
    return { rows, hidden }
  } finally {
    await store.close()
  }
}
const PUBLISHED = { rows: [[1n, '1.50', '2022-12-31', '12345678901234567890', 'ok']], hidden: [] }

async function parquetOf(...selects: string[]): Promise<Buffer> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const target = path('made.parquet')
  await connection.run(`copy (${selects.join(' union all ')}) to '${target}' (format parquet)`)
  connection.closeSync()
  const bytes = readFileSync(target)
  rmSync(target)
  return bytes
}

beforeAll(async () => {
  mkdirSync(join(folder, 'data'))
  Object.assign(good, {
    'sales.csv': Buffer.from(GOOD_CSV),
    'sales.csv.gz': gzipSync(GOOD_CSV),
    'sales.ndjson': Buffer.from(`${GOOD_ROW}\n`),
    'sales.json': Buffer.from(`[${GOOD_ROW}]`),
    'sales.parquet': await parquetOf(PARQUET_ROW),
    'sales.xlsx': workbook(...GOOD_XLSX),
  })
  for (const name of Object.keys(TABLES) as Name[]) {
    writeFileSync(path(name), good[name])
    expect(await run(name), name).toBe('')
    expect(await published(name), name).toEqual(PUBLISHED)
  }
}, 30_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Content = string | Uint8Array | ((good: Buffer) => Uint8Array | Promise<Uint8Array>)
type Bad = readonly [what: string, content: Content | 'missing' | 'folder', message: RegExp]

const HEADER = 'id;amount;day;serial;note'
const line = (cells: string) => `${GOOD_CSV}${cells}\n`
const cells = (changed: Readonly<Record<number, object | string>>) =>
  workbook(
    ...GOOD_XLSX,
    [{ value: '2' }, { value: '1' }, DAY, '2', 'x'].map((cell, index) => changed[index] ?? cell),
  )
const random = (count: number) =>
  Array.from({ length: count }, (_, id) => `${id};${(id * 7919) % 10_007};2022-12-31;${id * 31};n${id % 977}`).join('\n')

const BAD: Readonly<Record<Name, readonly Bad[]>> = {
  'sales.csv': [
    ['is missing', 'missing', /data\/sales\.csv: does not exist; did you mean "sales\.csv\.gz"\?/],
    ['is a folder', 'folder', /data\/sales\.csv: is a folder; name a file in it/],
    ['is empty', '', /sales\.csv: is empty \(0 bytes\); was it written completely\?/],
    [
      'has no header',
      '1;1.50;2022-12-31;1;ok\n',
      /its first line names no column of sales: it reads "1", "1\.50".* say \{ header: false \}/,
    ],
    [
      'has another delimiter',
      GOOD_CSV.replaceAll(';', ','),
      /it reads "id,amount,day,serial,note", expected id, amount.*\{ delimiter: ';' \}/,
    ],
    ['names a column twice', `${HEADER};id\n1;1;2022-12-31;1;x;1\n`, /the header names "id" twice \(column 1 and column 6\)/],
    [
      'renames a column',
      GOOD_CSV.replace('amount', 'amout'),
      /column "amount" is missing\nsales\.csv: column "amout" is not in the contract; did you mean "amount"\?/,
    ],
    ['has a line that is too short', line('2;1;2022-12-31'), /^sales\.csv:3 {2}has 3 cells, the header has 5\n1 row of 2 rejected/],
    ['has a line that is too long', line('2;1;2022-12-31;1;x;y'), /^sales\.csv:3 {2}has 6 cells, the header has 5/],
    [
      'never closes a quote',
      `${HEADER}\n2;1;2022-12-31;1;"open\n3;1;2022-12-31;1;x\n`,
      /^sales\.csv:2 {2}cell 5 opens a quote that is never closed/,
    ],
    ['has text behind a quote', line('2;1;2022-12-31;1;"a"b'), /^sales\.csv:3 {2}cell 5 has text after its closing quote/],
    ['holds NUL', line('2;1;2022-12-31;1;a\u0000b'), /^sales\.csv:3 {2}column note: "a.*b" holds a NUL character/],
    [
      'is in another encoding',
      Buffer.from(line('2;1;2022-12-31;1;caf\u00e9'), 'latin1'),
      /^sales\.csv:3 {2}holds bytes that are not UTF-8 text.*\{ encoding: 'windows-1252' \}/,
    ],
    [
      'is UTF-16 and does not say so',
      Buffer.from(GOOD_CSV, 'utf16le'),
      /it holds NUL characters, as UTF-16 does: say \{ encoding: 'utf-16le' \}/,
    ],
    [
      'has an integer of 20 digits',
      line('12345678901234567890;1;2022-12-31;1;x'),
      /^sales\.csv:3 {2}column id: "12345678901234567890" is outside int64/,
    ],
    [
      'has decimals with commas',
      line('2;1,5;2022-12-31;1;x'),
      /^sales\.csv:3 {2}column amount: "1,5" is not a decimal.*\n {4}the file uses commas in numbers: declare .*\{ decimal: ',' \}/,
    ],
    [
      'has more digits than the contract',
      line('2;1.505;2022-12-31;1;x'),
      /column amount: "1\.505" has 3 digits after the point, and decimal\(12,2\) holds 2: nothing is rounded/,
    ],
    [
      'writes days first',
      line('2;1;31/12/2022;1;x'),
      /column day: "31\/12\/2022" is not a date \(expected 2022-12-31\)\n.*declare it with date\(\{ format: '%d\/%m\/%Y' \}\)/,
    ],
    ['has a day that never was', line('2;1;2023-02-30;1;x'), /^sales\.csv:3 {2}column day: "2023-02-30" is not a date/],
    [
      'has an empty cell where none may be',
      line('2;;2022-12-31;1;x'),
      /^sales\.csv:3 {2}column amount: is empty, and the column is not nullable/,
    ],
    [
      'has one key with different values',
      line('1;9;2022-12-31;1;x'),
      /^sales: id 1 has different rows\n.*declare which row survives with dedupBy/,
    ],
    [
      'has many mistakes, each told',
      line('x;1;2022-12-31;1;x\n3;y;2022-12-31;1;x'),
      /^sales\.csv:3 {2}column id: "x".*\nsales\.csv:4 {2}column amount: "y".*\n2 rows of 3 rejected in sales\.csv, 0 allowed/s,
    ],
  ],
  'sales.csv.gz': [
    [
      'is cut off',
      gzipSync(`${HEADER}\n${random(20_000)}\n`).subarray(0, -500),
      /sales\.csv\.gz: its gzip data cannot be read to the end \(unexpected end of file\): it is cut off or damaged/,
    ],
    [
      'is damaged',
      (whole) => Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)]),
      /sales\.csv\.gz: its gzip data cannot be read to the end \(incorrect (?:data|length) check\)/,
    ],
    ['has a bad cell', gzipSync(line('2;x;2022-12-31;1;x')), /^sales\.csv\.gz:3 {2}column amount: "x" is not a decimal/],
  ],
  'sales.ndjson': [
    ['is cut off', `${GOOD_ROW}\n${GOOD_ROW.slice(0, 30)}`, /^sales\.ndjson:2 {2}is not JSON: /],
    ['holds an array', `[${GOOD_ROW}]\n`, /^sales\.ndjson:1 {2}is an array, not an object/],
    [
      'has an integer of 20 digits',
      GOOD_ROW.replace('1,', '12345678901234567890,'),
      /^sales\.ndjson:1 {2}column id: "12345678901234567890" is outside int64/,
    ],
    ['is UTF-16', Buffer.from(`\ufeff${GOOD_ROW}`, 'utf16le'), /sales\.ndjson: is utf-16le, as its byte order mark says; save it as UTF-8/],
  ],
  'sales.json': [
    ['is cut off', (whole) => whole.subarray(0, -10), /sales\.json: is not JSON: /],
    [
      'holds its records further in',
      `{"page":1,"items":[${GOOD_ROW}]}`,
      /sales\.json: .*its "items" holds records: say \{ records: 'items' \}/,
    ],
    ['has a record that is none', `[${GOOD_ROW}, 7]`, /^sales\.json:record 2 {2}is a number, not an object/],
    [
      'lacks a value',
      `[${GOOD_ROW.replace('"amount":1.50,', '')}]`,
      /^sales\.json:record 1 {2}column amount: is empty, and the column is not nullable/,
    ],
  ],
  'sales.parquet': [
    ['is cut off', (whole) => whole.subarray(0, -20), /sales\.parquet: is not a whole Parquet file/],
    ['is no Parquet file', GOOD_CSV, /sales\.parquet: is not a whole Parquet file/],
    [
      'is of another schema',
      () => parquetOf('select 1::bigint as id, 2 as other'),
      /column "amount" is missing\n.*column "day" is missing/,
    ],
    [
      'has a column of another type',
      () => parquetOf(PARQUET_ROW.replace('1::bigint', `'one'`)),
      /^sales\.parquet:record 1 {2}column id: "one" is not an int64/,
    ],
    [
      'has more digits than the contract',
      () => parquetOf(PARQUET_ROW.replace('1.5::decimal(12,2)', '1.505::decimal(12,3)')),
      /^sales\.parquet:record 1 {2}column amount: "1\.505" has 3 digits after the point/,
    ],
  ],
  'sales.xlsx': [
    ['is no ZIP archive', GOOD_CSV, /sales\.xlsx: is not a readable XLSX file: it is not a ZIP archive, or it was not written to its end/],
    [
      'is cut off',
      (whole) => whole.subarray(0, whole.length >> 1),
      /sales\.xlsx: is not a readable XLSX file: it is not a ZIP archive, or it was not written to its end/,
    ],
    ['is an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /it is an old \.xls, or it is protected by a password; save it as \.xlsx/],
    ['has damaged parts', (whole) => Buffer.from(whole).fill(0x55, 60, 120), /sales\.xlsx: /],
    [
      'has an error in a cell of numbers',
      cells({ 1: { type: 'e', value: '#DIV/0!' } }),
      /^sales\.xlsx:Sheet1!B3 {2}column amount: "#DIV\/0!" is not a decimal/,
    ],
    ['has an error in a cell of text', cells({ 4: { type: 'e', value: '#N/A' } }), /column note: Sheet1!E3 holds the error #N\/A/],
    [
      'has a formula without its result',
      cells({ 1: { formula: '1+2' } }),
      /Sheet1!B3 cannot be read: its formula has no stored result; open the file in a spreadsheet program and save it/,
    ],
    [
      'has a number where a date is to be',
      cells({ 2: { value: '44926' } }),
      /^sales\.xlsx:Sheet1!C3 {2}column day: 44926 is not a date.*\n {4}a spreadsheet holds dates as numbers: format the cells as dates/,
    ],
    [
      'has a value beside the table',
      workbook(...GOOD_XLSX, [{ value: '2' }, { value: '1' }, DAY, '2', 'x', 'stray']),
      /Sheet1!F3 holds a value, but its column has no name in the header/,
    ],
    [
      'renames a column',
      workbook(['id', 'Amount', 'day', 'serial', 'note']),
      /column "amount" is missing\n.*column "Amount" is not in the contract; did you mean "amount"\?/,
    ],
  ],
}

for (const [name, cases] of Object.entries(BAD) as [Name, readonly Bad[]][]) {
  describe(`${name} is refused, and what was published stays, when it`, () => {
    test.each(cases)('%s', async (_, content, message) => {
      rmSync(path(name), { recursive: true })
      if (content === 'folder') mkdirSync(path(name))
      else if (content !== 'missing') writeFileSync(path(name), typeof content === 'function' ? await content(good[name]) : content)
      try {
        expect(await run(name)).toMatch(message)
        expect(await published(name)).toEqual(PUBLISHED)
      } finally {
        rmSync(path(name), { recursive: true, force: true })
        writeFileSync(path(name), good[name])
      }
    })
  })
}

describe('what looks odd and is fine', () => {
  const FINE: readonly (readonly [string, Name, string | Uint8Array])[] = [
    ['columns in another order, and one more', 'sales.csv', 'note;serial;more;day;amount;id\nok;12345678901234567890;?;2022-12-31;1.5;1\n'],
    ['a byte order mark, CRLF and blank lines', 'sales.csv', `\ufeff\r\n${GOOD_CSV.replaceAll('\n', '\r\n')}\r\n\r\n`],
    ['a row that stands there twice', 'sales.csv', line('1;1.5;2022-12-31;12345678901234567890;"ok"')],
    ['numbers that are stored as text', 'sales.xlsx', workbook(GOOD_XLSX[0], ['1', '1.50', '2022-12-31', '12345678901234567890', 'ok'])],
    [
      'results of formulas',
      'sales.xlsx',
      workbook(GOOD_XLSX[0], [
        { value: '1', formula: '2-1' },
        { value: '1.5', formula: '3/2' },
        { ...DAY, formula: 'TODAY()' },
        '12345678901234567890',
        { type: 'str', value: 'ok', formula: '"o"&"k"' },
      ]),
    ],
  ]
  test.each(FINE)('%s', async (_, name, content) => {
    writeFileSync(path(name), content)
    expect(await run(name)).toBe('')
    expect(await published(name)).toEqual(PUBLISHED)
  })
})
