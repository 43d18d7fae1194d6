import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Store, WarehousePlace } from '@meshwright/sql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { duckdb, DuckdbError } from '../src/index.ts'

type Holder = ChildProcessByStdio<Writable, Readable, null>

describe('opening a warehouse file', () => {
  let home: string
  let stores: Store[]
  let holders: Holder[]

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'mw-duckdb-open-'))
    stores = []
    holders = []
  })
  afterEach(async () => {
    for (const store of stores) await store.close()
    await Promise.all(holders.map(ended))
    await rm(home, { recursive: true, force: true })
  })

  async function open(more: Partial<WarehousePlace> = {}): Promise<Store> {
    const place = {
      home,
      environment: { name: 'test', schema: 'main', reads: {} },
      signal: new AbortController().signal,
      access: 'write' as const,
      waitSeconds: 0.3,
    }
    const store = await duckdb({ memoryLimit: '200MB', threads: 1 }).open({ ...place, ...more })
    stores.push(store)
    return store
  }

  async function hold(access: 'write' | 'read', ...end: string[]): Promise<Holder> {
    const script = fileURLToPath(new URL('./holding-process.ts', import.meta.url))
    const holder = spawn(process.execPath, ['--conditions=@meshwright/source', '--no-warnings', script, home, access, ...end], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    holders.push(holder)
    await Promise.race([once(holder.stdout, 'data'), once(holder, 'close')])
    return holder
  }

  async function ended(holder: Holder): Promise<void> {
    if (holder.exitCode !== null || holder.signalCode !== null) return
    const closed = once(holder, 'close')
    holder.stdin.end()
    await closed
  }

  const failure = (opening: Promise<Store>): Promise<DuckdbError> =>
    opening.then(
      () => expect.fail('it opened'),
      (error: unknown) => error as DuckdbError,
    )

  test('a file that another process writes: named in words, refused in time, worth a retry', async () => {
    const holder = await hold('write')
    const told: string[] = []
    const error = await failure(open({ onWait: (message) => told.push(message) }))
    expect(error).toBeInstanceOf(DuckdbError)
    expect([error.code, error.retryable]).toEqual(['file-locked', true])
    expect(error.message).toContain(`PID ${holder.pid}`)
    expect(told).toEqual([expect.stringContaining(`PID ${holder.pid}`)])
  })

  test('it is opened once the other process lets go', async () => {
    const holder = await hold('write')
    const store = await open({ waitSeconds: 20, onWait: () => holder.stdin.end() })
    expect((await store.query('select answer from held')).rows).toEqual([[42n]])
  })

  test('waiting ends with its signal', async () => {
    await hold('write')
    const controller = new AbortController()
    const error = await failure(
      open({ waitSeconds: 60, signal: controller.signal, onWait: () => controller.abort(new Error('stopped by the test')) }),
    )
    expect(String(error.cause ?? error)).toContain('stopped by the test')
  })

  test('readers share a file, and keep a writer out', async () => {
    await ended(await hold('write'))
    const holder = await hold('read')
    const reader = await open({ access: 'read' })
    expect((await reader.query('select answer from held')).rows).toEqual([[42n]])
    await reader.close()
    expect((await failure(open())).code).toBe('file-locked')
    await ended(holder)
    await (await open()).query('create table more (a bigint)')
  })

  test('a reader cannot write', async () => {
    await ended(await hold('write'))
    const reader = await open({ access: 'read' })
    await expect(reader.query('create table more (a bigint)')).rejects.toMatchObject({ code: 'read-only', retryable: false })
  })

  test('several statements are refused, as the rows of the first alone would come back; what looks like several is not', async () => {
    const store = await open()
    await store.query('create table kept (a bigint)')
    for (const sql of ['select 1; select 2', 'select 1; drop table kept;', ';select 1; /* and */ select 2'])
      await expect(store.query(sql), sql).rejects.toMatchObject({ code: 'syntax', message: 'these are 2 statements: run one at a time' })
    expect((await store.query("select ';x' as a; -- ; that is all\n")).rows).toEqual([[';x']])
    expect((await store.query(';; select count(*) from kept ; ;')).rows).toEqual([[0n]])
    await expect(store.query('select 1; selec 2')).rejects.toMatchObject({ code: 'syntax', message: /syntax error/ })
    await store.close()
  })

  describe('attaching another file', () => {
    const file = () => join(home, 'warehouse.duckdb')
    const beside = (more: Partial<WarehousePlace> = {}) => open({ home: join(home, 'own'), ...more })

    test('its tables and views are read beside those of the own one, and none is changed', async () => {
      await ended(await hold('write'))
      const other = await open()
      await other.query('create view doubled as select 2 * answer as answer from main.held')
      await other.close()
      const bytes = await readFile(file())

      const store = await beside()
      await store.query('create table held as select 7 as answer')
      const catalog = await store.attach?.(file())
      expect(await store.attach?.(file())).toBe(catalog)
      const names = async (from?: string) => (await store.list('main', from)).map(({ name, kind }) => `${name.table} ${kind}`)
      expect([await names(catalog), await names()]).toEqual([['doubled view', 'held table'], ['held table']])
      expect(await store.inspect({ catalog: catalog ?? '', schema: 'main', table: 'doubled' })).toMatchObject({ kind: 'view' })
      expect(await store.inspect({ schema: 'main', table: 'doubled' })).toBeUndefined()
      const both = `select (select answer from ${catalog}.main.doubled), (select answer from main.held)`
      expect((await store.query(both)).rows).toEqual([[84n, 7n]])
      await expect(store.query(`insert into ${catalog}.main.held values (1)`)).rejects.toThrow(/read-only/)
      await store.close()
      expect((await readFile(file())).equals(bytes)).toBe(true)
    })

    test('the own file, by whatever way, is no other', async () => {
      const store = await open()
      expect(await store.attach?.(join(home, '..', basename(home), 'warehouse.duckdb'))).toBeUndefined()
    })

    test('a store in memory attaches nothing; a file that is not there is named', async () => {
      const scratch = await duckdb().scratch?.()
      expect(scratch?.attach).toBeUndefined()
      await scratch?.close()
      const error = await failure((await beside()).attach?.(file()) as Promise<never>)
      expect([error.code, error.message]).toEqual(['file-failed', `there is no file ${file()}`])
    })

    test('while another process writes it, it is waited for', async () => {
      await hold('write')
      const busy = await failure((await beside()).attach?.(file()) as Promise<never>)
      expect([busy.code, busy.retryable]).toEqual(['file-locked', true])
      await Promise.all(stores.splice(0).map((store) => store.close()))
      const store = await beside({ waitSeconds: 20, onWait: () => holders[0]?.stdin.end() })
      const catalog = await store.attach?.(file())
      expect((await store.query(`select answer from ${catalog}.main.held`)).rows).toEqual([[42n]])
      // And as long as it is read, nobody writes it.
      expect((await failure(open())).code).toBe('file-locked')
    })

    test('a file that this process writes is not attached', async () => {
      const writing = await open()
      const error = await failure((await beside()).attach?.(file()) as Promise<never>)
      expect([error.code, error.message]).toEqual(['file-locked', expect.stringContaining('cannot attach it at the same time')])
      expect((await writing.query('select 1')).rows).toEqual([[1n]])
    })
  })

  test('a reader of nothing sees nothing, and makes no file', async () => {
    const reader = await open({ access: 'read' })
    expect(await reader.list('main')).toEqual([])
    expect(await readdir(home)).toEqual([])
  })

  test('a reader after a kill sees what was committed', async () => {
    const holder = await hold('write', 'kill')
    expect(holder.signalCode).toBe('SIGKILL')
    const reader = await open({ access: 'read' })
    expect((await reader.query('select answer from held')).rows).toEqual([[42n]])
  })

  test('two stores of one process share the file, and either may close first', async () => {
    const [first, second] = [await open(), await open({ access: 'read' })]
    await first.query('create table shared as select 1 as a')
    await first.close()
    await second.query('insert into shared values (2)')
    expect((await second.query('select count(*) from shared')).rows).toEqual([[2n]])
  })

  test('a process that reads a file cannot write it, until it has let go', async () => {
    await ended(await hold('write'))
    const reader = await open({ access: 'read' })
    expect((await failure(open())).message).toContain('this process reads')
    await reader.close()
    await (await open()).query('create table more (a bigint)')
  })

  test('many openings at once', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => open({ waitSeconds: 10 })))
    await opened[0]?.query('create table t as select 7 as a')
    for (const store of opened) expect((await store.query('select a from t')).rows).toEqual([[7n]])
  })

  describe('a file that cannot be used is refused in words that say what to do, and is not touched', () => {
    const patched = (file: Buffer, at: number, bytes: readonly number[]) => {
      const copy = Buffer.from(file)
      copy.set(bytes, at)
      return copy
    }
    const moveAway = "It was not touched: move it away and run again, or name another with duckdb({ file: '…' })"
    const anew = 'It was not touched: restore it from a backup, or move it away with the .wal beside it and run again'

    test.each<[string, (file: Buffer) => Buffer, string, string]>([
      ['empty', () => Buffer.alloc(0), 'file-damaged', `warehouse.duckdb is empty (0 bytes). ${moveAway}`],
      [
        'CSV',
        () => Buffer.from('order_id,amount\n1,2\n'.repeat(1000)),
        'file-damaged',
        `is no DuckDB file, or its beginning is damaged. ${moveAway}`,
      ],
      ['SQLite', () => Buffer.from(`SQLite format 3\0${'x'.repeat(5000)}`), 'file-damaged', `is a SQLite file. ${moveAway}`],
      ['Parquet', () => Buffer.from('PAR1 and more'), 'file-damaged', `is a Parquet file. ${moveAway}`],
      ['cut off in its header', (file) => file.subarray(0, 5000), 'file-damaged', `is damaged: Could not read enough bytes`],
      ['cut off in its data', (file) => file.subarray(0, 20_000), 'file-damaged', anew],
      [
        'with a byte of its header flipped',
        (file) => patched(file, 700, [1]),
        'file-damaged',
        `is damaged: Corrupt database file: computed checksum`,
      ],
      ['with both roots flipped', (file) => patched(patched(file, 4110, [9]), 8206, [9]), 'file-damaged', anew],
      [
        'of DuckDB 2.0.1',
        () => gunzipSync(readFileSync(new URL('./fixtures/duckdb-2.0.1.duckdb.gz', import.meta.url))),
        'file-version',
        'was written by another DuckDB, v2.0.1 (storage version 69; this one, v1.',
      ],
    ])('%s', async (_what, change, code, message) => {
      const made = await open()
      await made.query('create table held as select 42 as answer')
      await made.close()
      const path = join(home, 'warehouse.duckdb')
      const bytes = change(await readFile(path))
      await writeFile(path, bytes)
      for (const access of ['write', 'read'] as const) {
        const error = await failure(open({ access }))
        expect([error.code, error.retryable], error.message).toEqual([code, false])
        expect(error.message).toContain(message)
        expect(error.message).toContain(path)
      }
      expect((await readFile(path)).equals(bytes)).toBe(true)
      expect(await readdir(home)).toEqual(['warehouse.duckdb'])
    })

    // In an entry: where its length is flipped, DuckDB takes the log to end there, and the file is as it was one commit before.
    test('a write-ahead log with a flipped byte', async () => {
      const holder = await hold('write', 'kill')
      expect(holder.signalCode).toBe('SIGKILL')
      const path = join(home, 'warehouse.duckdb.wal')
      const log = await readFile(path)
      const bytes = patched(log, 150, [(log[150] ?? 0) ^ 0xff])
      await writeFile(path, bytes)
      const error = await failure(open())
      expect([error.code, error.message]).toEqual(['file-damaged', expect.stringContaining(anew)])
      expect((await readFile(path)).equals(bytes)).toBe(true)
    })

    test('a flipped byte among the rows is found when they are read, and what else is there is still read', async () => {
      const first = await open()
      await first.query("pragma force_compression = 'uncompressed'")
      await first.query('create table rows as select md5(range::varchar) as text from range(100_000)')
      await first.query('create table others as select 42 as answer')
      await first.query('checkpoint')
      await first.close()
      const path = join(home, 'warehouse.duckdb')
      const file = await readFile(path)
      // md5('50000'), somewhere in the middle.
      const at = file.indexOf('1017bfd4673955ffee4641ad3d481b1c')
      expect(at).toBeGreaterThan(0)
      await writeFile(path, patched(file, at, [0x7a]))
      const store = await open()
      const error = (await store.query('select max(text) from rows').catch((reason: unknown) => reason)) as DuckdbError
      expect([error.code, error.message]).toEqual(['file-damaged', expect.stringMatching(/checksum[^]*Restore it from a backup/)])
      const again = await open({ access: 'read' })
      expect((await again.query('select answer from others')).rows).toEqual([[42n]])
    })
  })

  test('a home that cannot be made', async () => {
    await writeFile(join(home, 'file'), '')
    expect((await failure(open({ home: join(home, 'file', 'home') }))).code).toBe('file-failed')
  })

  test('a folder in the place of the file', async () => {
    expect(
      (
        await failure(
          duckdb({ file: '.' }).open({
            home,
            environment: { name: 'test', schema: 'main', reads: {} },
            signal: new AbortController().signal,
            access: 'write',
            waitSeconds: 0,
          }),
        )
      ).code,
    ).toBe('file-failed')
  })
})
