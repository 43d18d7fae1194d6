import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { meshwright, shop } from './command.ts'

const OF_DUCKDB_2 = resolve(import.meta.dirname, '../../warehouses/duckdb/test/fixtures/duckdb-2.0.1.duckdb.gz')

describe('a warehouse file that cannot be used', () => {
  it.each<[string, (file: Buffer) => Buffer, RegExp]>([
    ['empty', () => Buffer.alloc(0), /warehouse\.duckdb is empty \(0 bytes\)\. It was not touched: move it away and run again/],
    [
      'no DuckDB file',
      () => Buffer.from('id,name\n1,Ada\n'),
      /is no DuckDB file, or its beginning is damaged\. It was not touched: move it away/,
    ],
    ['cut off', (file) => file.subarray(0, 15_000), /is damaged: .*\. It was not touched: restore it from a backup, or move it away/],
    [
      'of DuckDB 2.0.1',
      () => gunzipSync(readFileSync(OF_DUCKDB_2)),
      /was written by another DuckDB, v2\.0\.1 \(storage version 69; this one, v1\.\S+, reads 64 to \d+\)\. It was not touched: install/,
    ],
  ])(
    '%s: said by every command that opens it, with exit code 1, and not touched',
    async (_what, change, message) => {
      const folder = shop()
      await meshwright(['run'], folder)
      const path = join(folder, '.meshwright', 'warehouse.duckdb')
      const whole = readFileSync(path)
      const bytes = change(whole)
      writeFileSync(path, bytes)
      for (const args of [['run'], ['query', 'select 1'], ['rejects', 'list']]) {
        const { code, out, err } = await meshwright(args, folder)
        expect([code, out], args.join(' ')).toEqual([1, ''])
        expect(err).toMatch(message)
        expect(err).toContain(path)
        expect(err).not.toMatch(/defect|\n {4}at /)
      }
      expect(readFileSync(path).equals(bytes)).toBe(true)
      writeFileSync(path, whole)
      expect((await meshwright(['query', '--json', 'select count(*) as n from people'], folder)).out).toContain('"3"')
    },
    60_000,
  )
})
