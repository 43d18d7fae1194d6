import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Column, FileRowSource } from '@meshwright/contracts'
import type { LoadOutcome, Misfit, Store } from '@meshwright/sql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { csvSource } from './csv-source.ts'

const COLUMNS: readonly Column[] = [
  { name: 'id', type: { type: 'int64' }, nullable: false, rules: [] },
  { name: 'amount', type: { type: 'decimal', precision: 12, scale: 2 }, nullable: true, rules: [{ rule: 'min', value: '0' }] },
  { name: 'note', type: { type: 'string' }, nullable: true, rules: [] },
]
const ROWS = 25_000

describe('loading a CSV file', () => {
  let home: string
  let store: Store
  let count = 0

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'mw-duckdb-csv-'))
    store = await duckdb({ memoryLimit: '300MB', threads: 2 }).open({
      home,
      environment: { name: 'test', schema: 'main', reads: {} },
      signal: new AbortController().signal,
      access: 'write',
      waitSeconds: 1,
    })
  })
  afterEach(async () => {
    await store.close()
    await rm(home, { recursive: true, force: true })
  })

  const staged = () => ({ schema: 'main', table: `mw_stage__t${++count}` })

  function load(file: FileRowSource, signal = new AbortController().signal, onProgress?: (rows: number) => void): Promise<LoadOutcome> {
    const source = { kind: 'file' as const, file, columns: file.columns ?? [] }
    return store.load({ staged: staged(), columns: COLUMNS, source, signal, ...(onProgress === undefined ? {} : { onProgress }) })
  }

  async function all(outcome: LoadOutcome): Promise<Misfit[]> {
    const misfits: Misfit[] = []
    for await (const misfit of outcome.misfits) misfits.push(misfit)
    return misfits
  }

  const lines = (line: (id: number) => string) =>
    `id,amount,note\n${Array.from({ length: ROWS }, (_, index) => line(index + 1)).join('\n')}\n`

  test('a file of nothing but garbage: every row in its order, with its line', async () => {
    const outcome = await load(
      await csvSource(
        join(home, 'g.csv'),
        lines((id) => (id % 3 === 0 ? `${id}` : id % 3 === 1 ? `x${id},1,` : `${id},1.234,note ${id}`)),
      ),
    )
    expect([outcome.read, outcome.staged]).toEqual([ROWS, 0])
    const misfits = await all(outcome)
    expect(misfits.map((misfit) => misfit.position)).toEqual(
      Array.from({ length: ROWS }, (_, index) => ({ record: index + 1, line: index + 2 })),
    )
    expect(misfits.slice(0, 3)).toEqual([
      { position: { record: 1, line: 2 }, cells: ['x1', '1', null], raw: 'x1,1,' },
      { position: { record: 2, line: 3 }, cells: ['2', '1.234', 'note 2'], raw: '2,1.234,note 2' },
      { position: { record: 3, line: 4 }, reason: 'has 1 cell, the header has 3', raw: '3' },
    ])
    expect(misfits.at(-1)).toEqual({ position: { record: ROWS, line: ROWS + 1 }, cells: [`x${ROWS}`, '1', null], raw: `x${ROWS},1,` })
  })

  test.each([
    [['id', 'amount', 'note'], 'the contract has 3'],
    [['id', 'amount', 'note', 'more'], 'the list of its columns has 4'],
  ])('a file without a header, and a row that lacks cells of %j', async (columns, expected) => {
    const file = await csvSource(join(home, 'n.csv'), '1,2\n', { header: false })
    expect(await all(await load({ ...file, columns }))).toMatchObject([{ reason: `has 2 cells, ${expected}` }])
  })

  test('rows of a spelling that only JavaScript takes are all there', async () => {
    const outcome = await load(
      await csvSource(
        join(home, 'p.csv'),
        lines((id) => ` ${id} , ${id}.5 ,note`),
      ),
    )
    expect([outcome.read, outcome.staged]).toEqual([ROWS, ROWS])
    expect(await all(outcome)).toEqual([])
    expect((await store.query(`select count(distinct id), sum(amount), min(id), max(id) from mw_stage__t${count}`)).rows).toEqual([
      [BigInt(ROWS), `${(ROWS * (ROWS + 1)) / 2 + ROWS / 2}.00`, 1n, BigInt(ROWS)],
    ])
  })

  test('the staged table has the columns of the contract, and nothing hidden', async () => {
    await all(await load(await csvSource(join(home, 'a.csv'), 'id,amount,note\n1,2,\nx,,\n')))
    const inspected = await store.inspect({ schema: 'main', table: `mw_stage__t${count}` })
    expect(inspected?.columns.map(({ name, physicalType, nullable }) => [name, physicalType, nullable])).toEqual([
      ['id', 'BIGINT', false],
      ['amount', 'DECIMAL(12,2)', true],
      ['note', 'VARCHAR', true],
    ])
  })

  test('nothing but the staged table stays', async () => {
    await all(await load(await csvSource(join(home, 'a.csv'), 'id,amount,note\n1,2,\nx,,\n1\n')))
    expect((await store.query('select table_name from duckdb_tables()')).rows).toEqual([[`mw_stage__t${count}`]])
  })

  test('several loads at once, each with its own misfits', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, async (_, load_) =>
        load(
          await csvSource(
            join(home, `${load_}.csv`),
            lines((id) => (id === load_ + 10 ? `bad${load_},,` : id === load_ + 20 ? '' + id : `${id},1,x`)),
          ),
        ),
      ),
    )
    for (const [index, outcome] of outcomes.entries()) {
      expect(outcome.staged).toBe(ROWS - 2)
      expect((await all(outcome)).map((misfit) => [misfit.position.line, misfit.raw])).toEqual([
        [index + 11, `bad${index},,`],
        [index + 21, `${index + 20}`],
      ])
    }
  })

  test('quotes in the path, and in the names of columns', async () => {
    const file = await csvSource(join(home, 'it\'s "a" file.csv'), 'id,amount,note\n1,2,x\n')
    expect((await load({ ...file, columns: ['id', 'amount', 'note'] })).staged).toBe(1)
  })

  test('progress says how many records there were', async () => {
    const told: number[] = []
    await load(await csvSource(join(home, 'a.csv'), 'id,amount,note\n1,2,\nx,,\n1\n'), undefined, (rows) => void told.push(rows))
    expect(told.at(-1)).toBe(3)
  })

  test('an aborted load leaves no staged table', async () => {
    const text = lines((id) => `${id},1,${'x'.repeat(200)}`)
    const file = await csvSource(join(home, 'a.csv'), text)
    await appendFile(file.path, text.slice(text.indexOf('\n') + 1).repeat(8))
    const controller = new AbortController()
    const loading = load(file, controller.signal)
    setTimeout(() => controller.abort(new Error('stopped by the test')), 30)
    await expect(loading).rejects.toThrow('stopped by the test')
    expect(await store.list('main')).toEqual([])
  })

  test('a file that is not there is an error that names it', async () => {
    const file = await csvSource(join(home, 'a.csv'), 'id,amount,note\n')
    await expect(load({ ...file, path: join(home, 'missing.csv') })).rejects.toThrow(/missing\.csv/)
    expect(await store.list('main')).toEqual([])
  })

  test.each([
    ['gzip in several pieces', gzipSync, 'engine'],
    ['gzip that zeros follow', (text: string) => Buffer.concat([gzipSync(text), Buffer.alloc(512)]), 'JavaScript'],
    ['zstd', zstdCompressSync, 'engine'],
    ['zstd in several frames', (text: string) => Buffer.concat([zstdCompressSync(''), zstdCompressSync(text)]), 'JavaScript'],
    ['gzip that is cut off', (text: string) => gzipSync(text).subarray(0, -9), 'JavaScript'],
  ])('compressed data: %s', async (name, pack, by) => {
    const path = join(home, 'a.csv')
    const compression = name.startsWith('gzip') ? 'gzip' : 'zstd'
    const file = await csvSource(path, 'id,amount,note\n1,2,x\n', { compression })
    const second = by === 'engine' && compression === 'gzip' ? gzipSync('2,3,y\n') : Buffer.alloc(0)
    await writeFile(path, Buffer.concat([pack('id,amount,note\n1,2,x\n'), second]))
    if (by === 'engine') expect((await load(file)).staged).toBe(second.length > 0 ? 2 : 1)
    else await expect(load(file)).rejects.toThrow('JavaScript was asked to read the file')
  })

  test('line ends of two kinds in a file of one column are left to JavaScript: DuckDB makes a record of CRLF', async () => {
    const load = async (text: string) => {
      const source = { kind: 'file' as const, file: await csvSource(join(home, 'a.csv'), text), columns: ['note'] }
      return store.load({ staged: staged(), columns: COLUMNS.slice(2), source, signal: new AbortController().signal })
    }
    await expect(load('note\na\nb\r\n')).rejects.toThrow('JavaScript was asked to read the file')
    expect((await load('note\r\na\r\nb')).read).toBe(2)
    expect((await load('note\na\nb')).read).toBe(2)
  })

  test('one delimiter too many behind an empty last cell is noticed', async () => {
    const asked = 'JavaScript was asked to read the file'
    for (const line of ['1,2,,', '1,,,', ',,,', '"1,",2,,'])
      await expect(load(await csvSource(join(home, 'a.csv'), `id,amount,note\n${line}\n2,3,\n`))).rejects.toThrow(asked)
    await expect(load(await csvSource(join(home, 'a.csv'), 'id,amount,note\r\n1,2,\r\n2,3,,'))).rejects.toThrow(asked)
    expect((await load(await csvSource(join(home, 'a.csv'), 'id,amount,note\n1,,\n"2",,\n3,4,",,"\n5,,'))).staged).toBe(4)
  })

  test('a null text with the quote or delimiter in it is left to JavaScript', async () => {
    for (const nullText of [['"'], ['n,a']]) {
      const file = await csvSource(join(home, 'a.csv'), 'id,amount,note\n1,2,x\n', { nullText })
      await expect(load(file)).rejects.toThrow('JavaScript was asked to read the file')
    }
  })

  test('an empty cell is no bytes: null, or a reason', async () => {
    const bytes = (nullable: boolean): Column => ({ name: 'note', type: { type: 'bytes' }, nullable, rules: [] })
    for (const column of [bytes(true), bytes(false)]) {
      const file = await csvSource(join(home, 'a.csv'), 'id,amount,note\n1,2,""\n2,3,\n3,4,QQ==\n')
      const source = { kind: 'file' as const, file, columns: file.columns ?? [] }
      const columns = [...COLUMNS.slice(0, 2), column]
      const outcome = await store.load({ staged: staged(), columns, source, signal: new AbortController().signal })
      expect((await all(outcome)).map(({ position }) => position.record)).toEqual(column.nullable ? [] : [1, 2])
      const { rows } = await store.query(`select note from mw_stage__t${count} order by id`)
      expect(rows).toEqual([...(column.nullable ? [[null], [null]] : []), [new Uint8Array([65])]])
    }
  })

  test('lines that end by a carriage return alone are left to JavaScript: DuckDB takes one delimiter too many for none', async () => {
    const file = await csvSource(join(home, 'a.csv'), 'id,amount,note\r1,2,x\r2,3,y,\r')
    await expect(load({ ...file, columns: ['id', 'amount', 'note'] })).rejects.toThrow('JavaScript was asked to read the file')
  })

  test('a file that changes while it is read is refused', async () => {
    const path = join(home, 'a.csv')
    const file = await csvSource(
      path,
      lines((id) => `${id},1,x`),
    )
    const ended = new AbortController()
    const loading = load(file).finally(() => ended.abort())
    const changing = (async () => {
      // Again and again, as one change may come before it is looked at for the first time.
      while (!ended.signal.aborted) await appendFile(path, '9,1,x\n')
    })()
    await expect(loading).rejects.toThrow(/changed while it was read|a\.csv/)
    await changing
    expect(await store.list('main')).toEqual([])
  })
})
