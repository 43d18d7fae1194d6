import { DuckDBInstance } from '@duckdb/node-api'
import { contract, float64, int64, timestamp } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { files, parquet } from '@meshwright/files'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject } from '../src/index.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'meshwright-parquet-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Writes `t.parquet`; `bend` makes of its bytes what DuckDB does not write. */
async function write(select: string, bend: (bytes: Buffer) => Buffer = (bytes) => bytes): Promise<void> {
  const path = join(folder, 't.parquet')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`copy (${select}) to '${path}' (format parquet)`)
  connection.closeSync()
  writeFileSync(path, bend(readFileSync(path)))
}

/** What is loaded and what is rejected, by record. */
async function load(v: z.ZodType) {
  const t = contract({ name: 't', owner: 'tests', description: 'Rows.', layer: 'raw', row: z.object({ id: int64(), v: v.nullable() }) })
  const made = project({ name: 'parquet', warehouse: duckdb(), sources: [files(folder, [parquet(t, { maxRejected: '100%' })])] })
  const place = { home: join(folder, 'home') }
  const summary = await runProject(made, place)
  expect(summary.tasks.map(({ error }) => error?.message ?? '').join('')).toBe('')
  const store = await openStore(made, place, 'read')
  try {
    const rejected = (await store.list('main')).some(({ name }) => name.table === 't__rejected')
    return {
      rows: (await store.query('select id, v from t order by id')).rows,
      rejected: rejected ? (await store.query('select record, reason from t__rejected order by record')).rows : [],
    }
  } finally {
    await store.close()
  }
}

/** Makes instants of wall-clock nanoseconds, as pandas writes them: `isAdjustedToUTC`, true instead of false before the unit. */
function adjusted(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.from([0x12, 0x1c, 0x3c, 0x00]))
  expect(at).toBeGreaterThan(0)
  bytes[at] = 0x11
  return bytes
}

test('nanoseconds of instants are not cut: what does not fit is rejected', async () => {
  const times = ['1969-12-31 23:59:59.999999', '2022-12-31 10:00:00.123456', '2022-12-31 10:00:00.123456789']
  await write(times.map((time, index) => `select ${index}::bigint as id, timestamp_ns '${time}' as v`).join(' union all '), adjusted)
  expect(await load(timestamp())).toEqual({
    rows: [
      [0n, '1969-12-31T23:59:59.999999Z'],
      [1n, '2022-12-31T10:00:00.123456Z'],
    ],
    rejected: [[3n, expect.stringMatching(/"2022-12-31T10:00:00\.123456789Z" is not a timestamp: it is finer than microseconds/)]],
  })
})

test('columns whose names differ by case alone hold their own values', async () => {
  // The names are not short, so that nothing else in the file looks like them.
  await write(`select 1::bigint as id, 'large' as "V_______", 'small' as "w_______"`, (bytes) => {
    const text = bytes.toString('latin1').replaceAll('w_______', 'v_______')
    return Buffer.from(text, 'latin1')
  })
  const t = contract({ name: 't', owner: 'tests', description: 'Rows.', layer: 'raw', row: z.object({ v_______: z.string().nullable() }) })
  const made = project({ name: 'parquet', warehouse: duckdb(), sources: [files(folder, [parquet(t)])] })
  await runProject(made, { home: join(folder, 'home') })
  const store = await openStore(made, { home: join(folder, 'home') }, 'read')
  try {
    expect((await store.query('select * from t')).rows).toEqual([['small']])
  } finally {
    await store.close()
  }
})

test('what DuckDB cannot decode is read in JavaScript', async () => {
  // Written by pyarrow: id 1, 2, 3 and v 2^62, null, -5 as BYTE_STREAM_SPLIT, which DuckDB knows of floats alone.
  const file =
    'UEFSMRUAFTwVPCwVBhUAFQYVBhwAAAACAAAABgEBAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAVABUsFSwsFQYVEhUGFQYcAAAAAgAAAAMFAPsA/wD/AP8A/wD/AP9A/xUEGTw1ABgGc2NoZW1hFQQAFQQlAhgCaWQAFQQlAhgBdgAWBhkcGSwmABwVBBklBgAZGAJpZBUAFgYWYhZiJghJHBUAFQAVAgA8KQYZJgAGAAAAJgAcFQQZJQYSGRgBdhUAFgYWUhZSJmpJHBUAFRIVAgA8KQYZJgIEAAAAFrQBFgYmCBa0AQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAAswAAAFBBUjE='
  writeFileSync(join(folder, 't.parquet'), Buffer.from(file, 'base64'))
  const rows = [
    [1n, 4611686018427387904n],
    [2n, null],
    [3n, -5n],
  ]
  expect(await load(int64())).toEqual({ rows, rejected: [] })
})

test.each([
  ['bytes', `'abc'::blob`, z.string(), 'column v: "YWJj" is bytes, and not text'],
  ['numbers in lists', '[1::bigint, null]', z.array(int64()), 'column v: element 2: is empty, and an element is not nullable'],
  ['NaN', `'nan'::double`, int64(), 'column v: NaN is not an int64: it is not a whole number'],
  [
    'an integer that no float holds',
    '9223372036854775807::bigint',
    float64(),
    'column v: 9223372036854775807 is not exactly a float64; declare the column as int64() or decimal()',
  ],
])('a rejected row says what the file holds: %s', async (_, bad, type, reason) => {
  await write(`select 1::bigint as id, ${bad} as v union all select 2, null`)
  expect(await load(type)).toEqual({ rows: [[2n, null]], rejected: [[1n, reason]] })
})
