import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { join } from 'node:path'
import { contract, decimal, int64, localTimestamp, type AnyContract } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files, type CsvOptions } from '@meshwright/files'
import type { Store } from '@meshwright/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { loaded } from './loaded.ts'

const three = contract({
  name: 'three',
  layer: 'raw',
  description: 'Three columns of text.',
  owner: 'test',
  row: z.object({ a: z.string().nullable(), b: z.string().nullable(), c: z.string().nullable() }),
})
const one = contract({
  name: 'one',
  layer: 'raw',
  description: 'One column of text.',
  owner: 'test',
  row: z.object({ a: z.string().nullable() }),
})
const typed = contract({
  name: 'typed',
  layer: 'raw',
  description: 'Columns that not every text fits.',
  owner: 'test',
  row: z.object({
    id: int64(),
    at: localTimestamp().nullable(),
    amount: decimal(6, 2, { min: '0' }).nullable(),
    note: z.string().min(2).nullable(),
  }),
})

const lasting = contract({
  name: 'lasting',
  layer: 'raw',
  description: 'A last column of numbers.',
  owner: 'test',
  row: z.object({ a: z.string(), n: int64().nullable() }),
})
const required = contract({
  name: 'required',
  layer: 'raw',
  description: 'A last column that is never empty.',
  owner: 'test',
  row: z.object({ a: z.string(), n: z.string() }),
})

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))

interface Case {
  readonly name: string
  readonly text: string | Buffer
  readonly of?: AnyContract
  readonly options?: CsvOptions<never>
  /** DuckDB alone would read it otherwise, or cannot tell the lines: JavaScript reads it, too. */
  readonly readAgain?: true
}

// Where a reader of CSV can go wrong without anybody noticing.
const CASES: readonly Case[] = [
  { name: 'plain', text: 'a,b,c\n1,2,3\n4,5,6\n' },
  { name: 'no line end at the end', text: 'a,b,c\n1,2,3\n4,5,6' },
  { name: 'CRLF', text: 'a,b,c\r\n1,2,3\r\n4,5,6\r\n' },
  { name: 'CRLF and lines that are too short and too long', text: 'a,b,c\r\n1,2,3\r\n4,5\r\n6,7,8,9\r\n' },
  { name: 'CR alone', readAgain: true, text: 'a,b,c\r1,2,3\r4,5,6\r' },
  { name: 'lines that end in two ways', readAgain: true, text: 'a,b,c\n1,2,3\r\n4,5,6\n7,8,9\r\n' },
  { name: 'too short and too long', text: 'a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,4,5\n1\n4,5,6\n' },
  { name: 'the first line is too short', text: 'a,b,c\n1\n1,2,3\n' },
  { name: 'a delimiter too many at the end', readAgain: true, text: 'a,b,c\n1,2,3,\n4,5,6\n' },
  { name: 'a delimiter too many at the very end', readAgain: true, text: 'a,b,c\n4,5,6\n1,2,3,' },
  { name: 'empty last cells', text: 'a,b,c\n1,2,\n4,,\n,,\n7,8,9\n' },
  { name: 'empty last cells, short lines, and a delimiter too many', readAgain: true, text: 'a,b,c\n1,2,\n1,\n1,2,3,\n1,2,3,4,\n' },
  { name: 'empty last cells and null texts', readAgain: true, text: 'a,b,c\n1,2,\n4,5,NULL\n7,8,9\n', options: { nullText: ['NULL'] } },
  { name: 'empty last numbers', of: lasting, text: 'a,n\n1,\n2,3\n4,""\n5,x\n6,\n' },
  { name: 'an empty last number in quotes, and a delimiter too many', readAgain: true, of: lasting, text: 'a,n\n1,""\n2,3,\n' },
  { name: 'empty last cells where none may be', of: required, text: 'a,n\n1,\n2,3\n4,""\n,\n,5\n6,\n' },
  { name: 'empty last cells where none may be, and a delimiter too many', readAgain: true, of: required, text: 'a,n\n1,\n2,3,\n4,""\n' },
  { name: 'empty last cells of a column that is left out', of: required, text: 'n,a,more\n1,2,\n2,3,x\n4,5,""\n' },
  { name: 'blank lines', text: 'a,b,c\n1,2,3\n\n4,5,6\n\n\n7,8,9\n' },
  { name: 'blank lines and short ones', readAgain: true, text: 'a,b,c\n1,2,3\n\n4,5\n\n\n7,8,9\n1\n' },
  { name: 'a line of spaces', text: 'a,b,c\n1,2,3\n  \n4,5,6\n' },
  { name: 'a byte order mark', text: '\ufeffa,b,c\n1,2,3\n4,5\n' },
  { name: 'quotes', text: 'a,b,c\n"1","2","3"\n"x,y","say ""hi""",""\n' },
  { name: 'a line end in quotes', text: 'a,b,c\n1,"x\ny",3\n4,5,6\n' },
  { name: 'a line end in quotes before a short line', readAgain: true, text: 'a,b,c\n1,"x\ny",3\n4,5,6\n7,8\n9,1,2\n' },
  { name: 'text behind a closing quote', readAgain: true, text: 'a,b,c\n1,"x"y,3\n4,5,6\n' },
  { name: 'quotes inside text', text: 'a,b,c\n1,x"y"z,3\n4,5"",6\n' },
  { name: 'a quote that is never closed', readAgain: true, text: 'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n' },
  { name: 'spaces around quotes', readAgain: true, text: 'a,b,c\n1, "x" ,3\n4,5,6\n' },
  { name: 'spaces behind a closing quote', readAgain: true, text: 'a,b,c\n1,"x" ,3\n4,5,6\n' },
  { name: 'quotes beside spaces inside quotes', text: 'a,b,c\n1,"x ""y"" z",3\n4,5,6\n' },
  { name: 'bytes that are not UTF-8', readAgain: true, text: bytes('a,b,c\n1,', [0xff, 0xfe], ',3\n4,5,6\n') },
  { name: 'NUL', readAgain: true, text: 'a,b,c\n1,x\u0000y,3\n4,5,6\n' },
  { name: 'null and the empty text', text: 'a,b,c\n"",,x\n," ",""\n' },
  { name: 'null texts, quoted and not', text: 'a,b,c\nNULL,"NULL",x\nna,NA,NULL\n', options: { nullText: ['NULL', 'NA'] } },
  { name: 'a header and nothing else', text: 'a,b,c\n' },
  { name: 'a backslash as the escape', text: 'a,b,c\n1,"x\\"y",3\n4,"5\\\\",6\n', options: { escape: '\\' } },
  { name: 'tabs and no quotes', text: 'a\tb\tc\n1\t"x\t3\n4\t5\t6\n', options: { delimiter: '\t', quote: '' } },
  { name: 'semicolons', text: 'a;b;c\n1,5;2;3\n4;"5;5";6\n', options: { delimiter: ';' } },
  { name: 'columns in another order, and more of them', text: 'c,x,b,a\n3,X,2,1\n6,Y,5\n' },
  { name: 'without a header', text: '1,2,3\n4,5\n', options: { header: false } },
  { name: 'lines before the header', text: 'Sales 2022\n\na,b,c\n1,2,3\n4,5\n6,7,8\n', options: { skip: 2 } },
  { name: 'lines before the header, CRLF', text: 'Sales 2022\r\n\r\na,b,c\r\n1,2,3\r\n4,5\r\n6,7,8\r\n', options: { skip: 2 } },
  {
    name: 'a quote in the lines before the header',
    readAgain: true,
    text: 'my "best\nx,y,"z\na,b,c\n1,2,3\n4,5,6\n',
    options: { skip: 2 },
  },
  { name: 'blank lines behind lines to skip', readAgain: true, text: 'x\na,b,c\n1,2,3\n\n4,5,6\n', options: { skip: 1 } },
  { name: 'lines to skip, a byte order mark', text: '\ufeffx\na,b,c\n1,2,3\n', options: { skip: 1 } },
  { name: 'more lines to skip than there are', readAgain: true, text: 'x\n', options: { skip: 5, header: false } },
  { name: 'columns that the options name', text: '1,2,3\n4,5\n', options: { header: ['c', 'b', 'a'] } },
  { name: 'columns that the options name behind lines to skip', text: 'x\n1,2,3\n4,5\n', options: { header: ['c', 'b', 'a'], skip: 1 } },
  { name: 'gzip', text: gzipSync('a,b,c\n1,"2\n",3\n4,,\n7,8,9\n') },
  { name: 'gzip of two members, short lines', text: Buffer.concat([gzipSync('a,b,c\n1,2,3\n4,'), gzipSync('5\n6,7,8\n')]) },
  { name: 'zstd', text: zstdCompressSync(Buffer.from('a,b,c\n1,2,3\n4,5\n')) },
  {
    name: 'numbers as the file spells them',
    of: typed,
    options: { delimiter: ';', decimal: ',', thousands: '.' },
    text: 'id;at;amount;note\n1;;1.250,50;ok\n1.000;;12,5;xx\n2;;1.5;xx\n3;;1,555;xx\n1.00;;1;xx\n 4 ;; 5,5 ;xx\n5;;-1,5;xx\n',
  },
  { name: 'one column with blank lines', text: 'a\n1\n\n2\n""\n3\n', of: one },
  { name: 'one column with a delimiter', readAgain: true, text: 'a\n1\n2,\n3\n', of: one },
  { name: 'like a comment', text: 'a,b,c\n#1,2,3\n4,5,6\n' },
  { name: 'beyond ASCII', text: 'a,b,c\n中文,é,😀\n\ufeff1,2,3\n' },
  {
    name: 'values that fit, fit with a second look, and do not',
    of: typed,
    text: 'id,at,amount,note\n1,2022-01-01,1.5,ok\n +2 ,2022-01-01 10:00:00.123456,001.500,fine\n3,2022-13-01,1,xx\n4,,,\n,2022-01-01,1,xx\n6,2022-01-01T10:00,-1,xx\n7,2022-01-01,1.234,x\n1e3,2022-01-01,1_0,xx\n8,infinity,12345.00,xx\n9,2022-01-01 24:00:00,.5,xx\n10,0000-01-01,5.,xx\n11,12022-01-01,1e2,xx\n12,  ,\t,"  "\n13,2022-01-01 10:00:00+07,0x10,xx\n9223372036854775808,,,\n9223372036854775807,2022-02-29,1,\n',
  },
  {
    name: 'values that do not fit among short lines',
    of: typed,
    text: 'id,at,amount,note\nx,,,\n1\n2,,,\n3,x,,\n4,,\n5,,x,\n6,,,y\n1,2,3,4,5\n',
  },
  {
    name: 'values that do not fit among blank lines and long cells',
    readAgain: true,
    of: typed,
    text: 'id,at,amount,note\nx,,,\n\n2,,,"two\nlines"\n3,x,,\n\n5,,x,\n6,,,y\n',
  },
]

describe('CSV read by DuckDB and read by JavaScript', () => {
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

  for (const { name, text, of = three, options = {}, readAgain } of CASES) {
    test(name, async () => {
      await writeFile(join(home, `${of.name}.csv`), text)
      const [stream] = files(home, [csv(of, options)]).streams
      const source = await stream?.open({ cursor: undefined, signal: new AbortController().signal, now: new Date() })
      if (source?.kind !== 'file') throw new Error('a CSV file is a file')
      expect(store.readsFile?.(source).reads).toBe(true)
      let again = 0
      const engine = await loaded(store, { ...source, rows: () => (again++, source.rows()) }, of, stream?.numbers)
      expect(again > 0, 'whether JavaScript read it, too').toBe(readAgain ?? false)
      // A path that DuckDB cannot read makes the same adapter take the other way.
      const rows = await loaded(store, { ...source, path: `${source.path}*` }, of, stream?.numbers)
      expect(engine).toEqual(rows)
    })
  }
})
