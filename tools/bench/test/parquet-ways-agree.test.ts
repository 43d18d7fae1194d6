import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytes, contract, date, decimal, float64, int64, json, localTimestamp, time, timestamp } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { files, parquet } from '@meshwright/files'
import type { Store } from '@meshwright/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { loaded } from './loaded.ts'

interface Case {
  readonly name: string
  readonly type: z.ZodType
  /** SQL values, one row each. */
  readonly values: readonly string[]
  /** JavaScript must judge the values of this type. */
  readonly readAgain?: true
}

const CASES: readonly Case[] = [
  { name: 'text', type: z.string().max(3).nullable(), values: [`'a'`, `''`, 'null', `'long text'`, `'中文😀'`, `'a' || chr(0)`] },
  { name: 'text, none missing', type: z.string(), values: [`'a'`, `''`, 'null'] },
  { name: 'booleans', type: z.boolean().nullable(), values: ['true', 'false', 'null'] },
  { name: 'bigint', type: int64({ min: 0n }), values: ['1::bigint', '-1', 'null', '9223372036854775807'] },
  { name: 'small integers', type: int64().nullable(), values: ['1::tinyint', '-128', 'null'] },
  { name: 'unsigned integers beyond int64', type: int64().nullable(), values: ['1::ubigint', '18446744073709551615', 'null'] },
  { name: 'double', type: float64().nullable(), values: ['1.5::double', `'nan'`, `'-inf'`, '5e-324', 'null', '-0.0::double'] },
  { name: 'float', type: float64({ max: 1 }).nullable(), values: ['0.1::float', '2::float', 'null'] },
  { name: 'decimal', type: decimal(12, 2), values: [`'1.50'::decimal(12,2)`, `'-0.01'`, 'null', `'9999999999.99'`] },
  {
    name: 'decimal of another scale',
    type: decimal(6, 2, { min: '0' }).nullable(),
    values: [`'1.500'::decimal(12,3)`, `'1.505'`, `'12345.000'`, `'-1'`, 'null'],
  },
  {
    name: 'wide decimal',
    type: decimal(38, 4).nullable(),
    values: [`'1.5'::decimal(38,10)`, `'1234567890123456789012345678.1234567891'`, 'null'],
  },
  { name: 'integers as decimal', type: decimal(4, 2).nullable(), values: ['1::bigint', '99', '100', 'null'] },
  { name: 'double as decimal', type: decimal(12, 2).nullable(), values: ['1.5::double', '1.005', 'null'], readAgain: true },
  { name: 'double as int64', type: int64().nullable(), values: ['1::double', '1.5', 'null'], readAgain: true },
  { name: 'integers as text', type: z.string().nullable(), values: ['1::bigint', 'null'], readAgain: true },
  { name: 'date', type: date({ min: '2000-01-01' }).nullable(), values: [`date '2022-01-01'`, `'1999-12-31'`, 'null', `'12022-01-01'`] },
  { name: 'time', type: time().nullable(), values: [`time '10:00:00.5'`, `'23:59:59.999999'`, 'null'] },
  {
    name: 'timestamp',
    type: localTimestamp().nullable(),
    values: [`timestamp '2022-01-01 10:00:00.000001'`, 'null', `'12022-01-01'`, `'9999-12-31 23:59:59.999999'`],
  },
  {
    name: 'timestamp of nanoseconds',
    type: localTimestamp().nullable(),
    values: [`timestamp_ns '2022-01-01 10:00:00.000001'`, `'2022-01-01 10:00:00.000000001'`, 'null'],
  },
  {
    name: 'instant',
    type: timestamp().nullable(),
    values: [`timestamptz '2022-01-01 10:00:00.000001+07'`, 'null', `'0001-01-01 00:00:00+00'`],
  },
  {
    name: 'an instant as a wall-clock time',
    type: localTimestamp().nullable(),
    values: [`timestamptz '2022-01-01 10:00:00+00'`],
    readAgain: true,
  },
  {
    name: 'a wall-clock time as an instant',
    type: timestamp({ zone: 'Asia/Jakarta' }).nullable(),
    values: [`timestamp '2022-01-01 10:00:00'`],
    readAgain: true,
  },
  { name: 'bytes', type: bytes().nullable(), values: [`'\\x00\\xff'::blob`, `''::blob`, 'null'] },
  { name: 'numbers as text', type: decimal(6, 2).nullable(), values: [`'1.5'`, `' 2 '`, `'1.555'`, `''`, 'null', `'x'`] },
  {
    name: 'JSON as text',
    type: json().nullable(),
    values: [`'{"a": [1, 2.50]}'`, `'{'`, `'null'`, `'12345678901234567890'`, 'null', `'[1,]'`, `'NaN'`],
  },
  { name: 'lists of integers', type: z.array(int64().nullable()).nullable(), values: ['[1, null, 3]::bigint[]', '[]', 'null'] },
  { name: 'lists of text', type: z.array(z.string()).nullable(), values: [`['a', 'b']`, `['a', null]`, 'null'], readAgain: true },
]

describe('Parquet read by DuckDB and read by JavaScript', () => {
  let home: string
  let store: Store

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'mw-ways-'))
    store = await duckdb({ memoryLimit: '500MB', threads: 2 }).open({
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

  for (const { name, type, values, readAgain } of CASES) {
    test(name, async () => {
      const of = contract({
        name: 'typed',
        layer: 'raw',
        description: 'One column of a type.',
        owner: 'test',
        row: z.object({ id: int64(), value: type }),
      })
      await store.query(
        `copy (select * from (values ${values.map((value, index) => `(${index}::bigint, ${value})`).join(', ')}) as t(id, value)) to '${join(home, 'typed.parquet')}' (format parquet)`,
      )
      const [stream] = files(home, [parquet(of)]).streams
      const source = await stream?.open({ cursor: undefined, signal: new AbortController().signal, now: new Date() })
      if (source?.kind !== 'file') throw new Error('a Parquet file is a file')
      let again = 0
      const engine = await loaded(store, { ...source, rows: () => (again++, source.rows()) }, of)
      expect(again > 0, 'whether JavaScript read it').toBe(readAgain ?? false)
      const rows = await loaded(store, { ...source, path: `${source.path}*` }, of)
      // A value that does not fit is no value of the contract's, so each way spells it as its reader does.
      expect(withoutCells(engine)).toEqual(withoutCells(rows))
    })
  }
})

function withoutCells(load: Awaited<ReturnType<typeof loaded>>) {
  return { ...load, misfits: load.misfits.map(({ position }) => position) }
}
