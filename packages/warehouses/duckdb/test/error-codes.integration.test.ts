import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Column } from '@meshwright/contracts'
import type { Store } from '@meshwright/sql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { duckdb, DuckdbError, type DuckdbErrorCode } from '../src/index.ts'
import { translateError } from '../src/translate-error.ts'

const warehouse = duckdb({ threads: 1, memoryLimit: '50MB' })
let store: Store
beforeEach(async () => {
  store = await (warehouse.scratch as NonNullable<typeof warehouse.scratch>)()
})
afterEach(() => store.close())

const failure = (work: Promise<unknown>): Promise<DuckdbError> =>
  work.then(
    () => expect.fail('it was done'),
    (error: unknown) => error as DuckdbError,
  )

describe('what DuckDB refuses has a code', () => {
  it.each<[DuckdbErrorCode, string, RegExp]>([
    ['syntax', 'selec 1', /syntax error at or near "selec"/],
    ['not-found', 'select * from nothing', /Table with name nothing does not exist/],
    ['not-found', 'select nothing(1)', /nothing does not exist/],
    ['column-not-found', 'select b from (select 1 as a) as t', /"b" not found[^]*Candidate bindings: "a"/],
    ['query-invalid', 'select [1] + 1', /No function matches/],
    ['conversion', "select cast('x' as bigint)", /Could not convert string 'x' to INT64/],
    ['conversion', 'select 9223372036854775807 + 1::bigint', /Overflow/],
    ['constraint', 'create table c (a bigint not null); insert into c values (null)', /NOT NULL constraint failed: c\.a/],
  ])('%s: %s', async (code, sql, message) => {
    const statements = sql.split('; ')
    for (const statement of statements.slice(0, -1)) await store.query(statement)
    const error = await failure(store.query(statements.at(-1) ?? ''))
    expect(error).toBeInstanceOf(DuckdbError)
    expect([error.code, error.retryable]).toEqual([code, false])
    expect(error.message).toMatch(message)
    expect(error.message).not.toMatch(/^\w+ Error/)
  })

  it('memory-exhausted, with what to do', async () => {
    const error = await failure(store.query('select list(range) from range(100_000_000)'))
    expect(error.code).toBe('memory-exhausted')
    expect(error.message).toMatch(/(?:could not|failed to) allocate[^]*Give it more: duckdb\({ memoryLimit: '4GB' }\)/)
    expect(error.message).not.toContain('Possible solutions')
  })

  it.each([{ memoryLimit: '12 bananas' }, { memoryLimit: '2GB', threads: 0 }])(
    'option-invalid: %o, in memory and in a file',
    async (options) => {
      const opened = duckdb(options)
      const home = await mkdtemp(join(tmpdir(), 'mw-duckdb-'))
      const place = { home, environment: { name: 'dev', schema: 'main', reads: {} }, signal: new AbortController().signal, waitSeconds: 0 }
      for (const opening of [opened.scratch?.(), opened.open({ ...place, access: 'write' })]) {
        const error = await failure(opening as Promise<unknown>)
        expect([error.code, error.retryable]).toEqual(['option-invalid', false])
        expect(error.message).toContain(
          `memoryLimit: '${options.memoryLimit}'${'threads' in options ? ', threads: 0' : ''} }): DuckDB does not take`,
        )
      }
      await rm(home, { recursive: true })
    },
  )

  it('option-invalid: one that it does not have', () => {
    expect(() => duckdb({ memorylimit: '1GB' } as never)).toThrow(
      expect.objectContaining({ code: 'option-invalid', message: 'duckdb: there is no option "memorylimit"; did you mean "memoryLimit"?' }),
    )
  })

  it('option-invalid: a path alone', () => {
    expect(() => duckdb('shop.duckdb' as never)).toThrow("write duckdb({ file: 'warehouse.duckdb' })")
  })

  it('cancelled', async () => {
    const stopped = store.query('select count(*) from range(1_000_000_000) a, range(1000) b', { signal: AbortSignal.timeout(50) })
    expect((await failure(stopped)).code).toBe('cancelled')
  })

  it('closed', async () => {
    await store.close()
    expect((await failure(store.query('select 1'))).code).toBe('closed')
  })

  it('value-invalid and publish-invalid, of what this adapter is handed', async () => {
    const columns: Column[] = [{ name: 'id', type: { type: 'int64' }, nullable: false, rules: [] }]
    const staged = { schema: 'main', table: 'staged' }
    async function* batches() {
      yield [['one']]
    }
    const load = store.load({ staged, columns, source: { kind: 'rows', batches: batches() }, signal: new AbortController().signal })
    expect((await failure(load)).code).toBe('value-invalid')
    const target = { schema: 'main', table: 'target' }
    const publish = store.publish({
      publishId: 'p1',
      tables: [{ staged, target, mode: { mode: 'replace' }, columns, key: ['id'] }],
      views: [],
      records: [],
    })
    expect(await failure(publish)).toMatchObject({
      code: 'publish-invalid',
      message: 'target: its staged table staged is not there; load or build it again',
    })
  })

  // Words of DuckDB that no test can make it say at will.
  it.each<[DuckdbErrorCode, boolean, string]>([
    ['disk-full', false, 'IO Error: Could not write file "/data/w.duckdb": No space left on device'],
    ['conflict', true, 'TransactionContext Error: Catalog write-write conflict on alter with "t"'],
    ['internal', false, 'INTERNAL Error: Attempted to access index 1 within vector of size 1'],
    ['internal', false, 'FATAL Error: Failed: database has been invalidated'],
  ])('%s: %s (worth a retry: %s)', (code, retryable, message) => {
    expect(translateError(new Error(message))).toMatchObject({ code, retryable })
  })

  it('client-missing', () => {
    // A process in which the package cannot be found.
    const script = `
      import { registerHooks } from 'node:module'
      registerHooks({ resolve: (specifier, context, next) => next(specifier === '@duckdb/node-api' ? 'duckdb-that-is-not-there' : specifier, context) })
      const { duckdb } = await import('@meshwright/duckdb')
      await duckdb().scratch().catch((error) => console.log(error.code, error.message))`
    const { stdout } = spawnSync(process.execPath, ['--conditions=@meshwright/source', '--input-type=module', '--eval', script], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
    expect(stdout).toBe('client-missing the package @duckdb/node-api is not installed: npm install @duckdb/node-api\n')
  })
})
