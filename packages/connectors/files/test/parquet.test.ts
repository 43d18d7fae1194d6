import { decimal, int64 } from '@meshwright/contracts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { parquet } from '../src/index.ts'
import { openFile, readFrom, rowsOf, never, table, testFolder } from './reading.ts'
import { duckdb } from './write-formats.ts'

const folder = testFolder()
const contract = table('t', { id: int64().nullable(), v: z.string().nullable(), w: decimal(38, 2).nullable() })

/** Has DuckDB write the result of a query; `options` are those of its COPY. */
async function written(select: string, options = ''): Promise<string> {
  const home = await folder()
  await duckdb([`set timezone = 'Asia/Jakarta'`, `copy (${select}) to '${home}/t.parquet' (format parquet${options})`])
  return home
}
const values = async (select: string) => (await readFrom(await written(select), parquet(contract))).rows.map(({ cells }) => cells['v'])
const each = (...sql: string[]) =>
  values(sql.map((value, index) => `select ${index} as id, ${value} as v`).join(' union all ') + ' order by id')

test('decimals of every physical type are exact', async () => {
  expect(await each(`'-12.34'::decimal(4,2)`, `'0.05'::decimal(4,2)`, 'null')).toEqual(['-12.34', '0.05', null])
  expect(await each(`'-1234567.89'::decimal(9,2)`)).toEqual(['-1234567.89'])
  expect(await each(`'-9999999999999999.99'::decimal(18,2)`, `'0.01'::decimal(18,2)`)).toEqual(['-9999999999999999.99', '0.01'])
  expect(
    await each(`'-0.00000000000000000000000000000000000001'::decimal(38,38)`, `'0.99999999999999999999999999999999999999'::decimal(38,38)`),
  ).toEqual(['-0.00000000000000000000000000000000000001', '0.99999999999999999999999999999999999999'])
  expect(await each(`'99999999999999999999999999999999999999'::decimal(38,0)`)).toEqual(['99999999999999999999999999999999999999'])
})

test('integers of every width', async () => {
  expect(await each(`'-128'::tinyint`, `'127'::tinyint`)).toEqual([-128, 127])
  expect(await each(`255::utinyint`)).toEqual([255])
  expect(await each(`4294967295::uinteger`)).toEqual([4294967295])
  expect(await each(`18446744073709551615::ubigint`)).toEqual([18446744073709551615n])
  expect(await each(`'-9223372036854775808'::bigint`, 'null')).toEqual([-9223372036854775808n, null])
})

test('moments of every unit: instants carry Z, wall clocks do not', async () => {
  expect(await each(`'2022-01-01 10:00:00.123456+07'::timestamptz`, `'0001-01-01 00:00:00+00'::timestamptz`)).toEqual([
    '2022-01-01T03:00:00.123456Z',
    '0001-01-01T00:00:00Z',
  ])
  expect(await each(`'2022-01-01 10:00:00.123456'::timestamp`, `'1969-12-31 23:59:59.999999'::timestamp`)).toEqual([
    '2022-01-01T10:00:00.123456',
    '1969-12-31T23:59:59.999999',
  ])
  expect(await each(`'2022-01-01 10:00:00.120'::timestamp_ms`, `'1969-12-31 23:59:59.999'::timestamp_ms`)).toEqual([
    '2022-01-01T10:00:00.12',
    '1969-12-31T23:59:59.999',
  ])
  expect(
    await each(
      `'2022-01-01 10:00:00.123456789'::timestamp_ns`,
      `'2022-01-01 10:00:00.123456'::timestamp_ns`,
      `'1969-12-31 23:59:59.999999999'::timestamp_ns`,
    ),
  ).toEqual(['2022-01-01T10:00:00.123456789', '2022-01-01T10:00:00.123456', '1969-12-31T23:59:59.999999999'])
  expect(await each(`'2022-12-31'::date`, `'0001-01-01'::date`, `'1582-10-10'::date`)).toEqual(['2022-12-31', '0001-01-01', '1582-10-10'])
  expect(await each(`'23:59:59.000001'::time`, `'24:00:00'::time`)).toEqual(['23:59:59.000001', '24:00:00'])
})

test('texts, bytes, flags, numbers and ids', async () => {
  expect(await each(`'中文😀'`, `''`, 'null', `chr(65279) || 'x'`)).toEqual(['中文😀', '', null, '\ufeffx'])
  expect(await each(`from_hex('00ff')`, `''::blob`)).toEqual([new Uint8Array([0, 255]), new Uint8Array(0)])
  expect(await each('true', 'false')).toEqual([true, false])
  expect(await each(`'nan'::double`, `'-inf'::double`, `0.1::double`)).toEqual([Number.NaN, Number.NEGATIVE_INFINITY, 0.1])
  expect(await each(`'b'::enum('a', 'b')`)).toEqual(['b'])
  expect(await each(`'{"a": 12345678901234567890}'::json`)).toEqual(['{"a": 12345678901234567890}'])
  expect(await each(`'6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b'::uuid`)).toEqual(['6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b'])
})

test('lists, structs and maps keep their values exact at any depth', async () => {
  const amount = `'12345678901234567890.10'::decimal(38,2)`
  expect(await each(`[${amount}, null]`, `[]`, 'null')).toEqual([['12345678901234567890.10', null], [], null])
  expect(await each(`{'a': ${amount}, 'b': [{'t': '2022-01-01 00:00:00.000001'::timestamp}, null], 'c': null::date}`, 'null')).toEqual([
    { a: '12345678901234567890.10', b: [{ t: '2022-01-01T00:00:00.000001' }, null], c: null },
    null,
  ])
  expect(await each(`[['2022-01-01'::date], [], null]`)).toEqual([[['2022-01-01'], [], null]])
  expect(await each(`map {'x': ${amount}, 'y': null}`)).toEqual([{ x: '12345678901234567890.10', y: null }])
})

test('many row groups, one in memory at a time', async () => {
  const home = await written(`select i as id, 'v' || i as v from range(50000) t(i)`, ', row_group_size 4096, compression gzip')
  const source = rowsOf(await openFile(home, parquet(contract)))
  let next = 0
  for await (const batch of source.batches(never)) {
    expect(batch.rows.length).toBeLessThanOrEqual(4096)
    batch.rows.forEach((cells, index) => {
      expect([cells, batch.position(index).record]).toEqual([[BigInt(next), `v${next}`], next + 1])
      next++
    })
  }
  expect(next).toBe(50_000)
})

test.each([
  ['an interval', `select 1 as id, interval 1 day as v`, 'parquet-unsupported', /column "v" is of the Parquet type INTERVAL/],
  ['a map of dates', `select 1 as id, map {'2022-01-01'::date: 1} as v`, 'parquet-unsupported', /"v" is a map whose keys are not texts/],
  ['another table', `select 1 as x`, 'header-missing', /names no column of t: it reads "x"/],
])('a file is refused: %s', async (_, select, code, message) => {
  await expect(openFile(await written(select), parquet(contract))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  })
})

test.each([
  ['text', Buffer.from('id,v\n1,2,3,4,5,6\n')],
  ['cut off', Buffer.from('PAR1')],
])('what is no Parquet is refused: %s', async (_, content) => {
  await expect(openFile(await folder({ 't.parquet': content }), parquet(contract))).rejects.toMatchObject({ code: 'parquet-invalid' })
})
