import type { Store } from '@meshwright/sql'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { postgres, PostgresError, type PostgresErrorCode } from '../src/index.ts'
import { postgresError } from '../src/postgres-error.ts'
import { ownServer } from './own-database.ts'

const own = ownServer()
const place = {
  home: '',
  environment: { name: 'test', schema: 'public', reads: {} },
  signal: new AbortController().signal,
  access: 'write' as const,
  waitSeconds: 5,
}
let url: string
let store: Store
beforeEach(async () => {
  url = await own.database()
  await own.sql(url, 'create table t (a bigint not null unique check (a < 10)); insert into t values (1)')
  store = await postgres(url).open(place)
})
afterEach(() => store.close())

const failure = (work: Promise<unknown>): Promise<PostgresError> =>
  work.then(
    () => expect.fail('it was done'),
    (error: unknown) => error as PostgresError,
  )

it.each<[PostgresErrorCode, string, RegExp]>([
  ['syntax-invalid', 'selec 1', /syntax error at or near "selec"\nline 1: selec 1/],
  ['table-missing', 'select * from nothing', /relation "nothing" does not exist/],
  ['column-missing', 'select b from t', /column "b" does not exist/],
  ['name-taken', 'create table t (b bigint)', /relation "t" already exists/],
  ['type-mismatch', "select 1 + date '2026-01-01' + true", /operator does not exist/],
  ['value-invalid', "select cast('x' as bigint)", /invalid input syntax for type bigint: "x"/],
  ['value-invalid', 'select 9223372036854775807 + 1::bigint', /bigint out of range/],
  ['division-by-zero', 'select 1 / 0', /division by zero/],
  ['null-refused', 'insert into t values (null)', /null value in column "a"/],
  ['duplicate-refused', 'insert into t values (1)', /duplicate key value/],
  ['constraint-refused', 'insert into t values (11)', /violates check constraint/],
])('%s: %s', async (code, sql, message) => {
  const error = await failure(store.query(sql))
  expect(error).toBeInstanceOf(PostgresError)
  expect([error.code, error.retryable], error.message).toEqual([code, false])
  expect(error.message).toMatch(message)
})

it('option-invalid: what it does not have, and values that are none', () => {
  const invalid = (options: object) => expect(() => postgres({ url, ...options } as never))
  invalid({ leaseSecond: 5, maxConnections: 0 }).toThrow(
    expect.objectContaining({
      code: 'option-invalid',
      problems: [
        'postgres: there is no option "leaseSecond"; did you mean "leaseSeconds"?',
        'postgres: maxConnections: 0 is not a number of connections (1 or more)',
      ],
    }),
  )
  for (const seconds of [0, -5, Number.NaN, Infinity])
    invalid({ leaseSeconds: seconds }).toThrow(`leaseSeconds: ${seconds} is not a number of seconds above 0`)
})

it('permission-denied', async () => {
  await own.sql(url, 'create role nobody login')
  const other = await postgres(own.server.url(new URL(url).pathname.slice(1), 'nobody')).open({ ...place, access: 'read' })
  const error = await failure(other.query('select * from t'))
  await other.close()
  expect(error).toMatchObject({
    code: 'permission-denied',
    message: expect.stringMatching(/permission denied for table t\ngrant it to the user/),
  })
})

it('connection-failed, worth a retry: a server that accepts and says nothing', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
  try {
    const address = `postgres://someone@127.0.0.1:${(silent.address() as AddressInfo).port}/shop`
    for (const access of ['write', 'read'] as const) {
      const asking = async () => (await postgres({ url: address, connectSeconds: 0.2 }).open({ ...place, access })).query('select 1')
      expect(await failure(asking())).toMatchObject({
        code: 'connection-failed',
        retryable: true,
        message: expect.stringContaining('cannot connect to'),
      })
    }
  } finally {
    silent.close()
  }
})

it('unsupported', async () => {
  const file = { kind: 'file', path: 'orders.parquet', label: 'orders.parquet', format: { format: 'parquet' } } as never
  const load = store.load({
    staged: { schema: 'public', table: 's' },
    columns: [],
    source: { kind: 'file', file, columns: [] },
    signal: place.signal,
  })
  expect(await failure(load)).toMatchObject({
    code: 'unsupported',
    message: 'orders.parquet: Postgres reads no files of this machine by itself; hand over rows',
  })
})

it('store-closed', async () => {
  const other = await postgres(url).open({ ...place, access: 'read' })
  await other.close()
  expect((await failure(other.query('select 1'))).code).toBe('store-closed')
})

// What a test cannot make a server do at will.
it.each<[PostgresErrorCode, boolean, string, string]>([
  ['conflict', true, '40001', 'could not serialize access due to concurrent update'],
  ['conflict', true, '55P03', 'canceling statement due to lock timeout'],
  ['resources-exhausted', true, '53100', 'could not extend file: No space left on device'],
  ['engine-failed', false, 'XX000', 'cache lookup failed'],
])('%s (worth a retry: %s), SQLSTATE %s: %s', (code, retryable, state, message) => {
  expect(postgresError(Object.assign(new Error(message), { code: state }), 'publish t')).toMatchObject({ code, retryable })
})
