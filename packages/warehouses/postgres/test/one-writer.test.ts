import { withoutPasswords } from '@meshwright/contracts'
import { postgres, PostgresError } from '@meshwright/postgres'
import { expect, test } from 'vitest'
import { ownServer } from './own-database.ts'

const own = ownServer()
const place = (schema: string, more: { access?: 'read' | 'write'; waitSeconds?: number; onWait?: (message: string) => void } = {}) => ({
  home: '',
  environment: { name: 'test', schema, reads: {} },
  signal: new AbortController().signal,
  access: 'write' as const,
  waitSeconds: 1,
  ...more,
})

test('a second writer of a schema waits, is told for whom, and is refused in the end', async () => {
  const url = await own.database()
  const first = await postgres(url).open(place('mart'))
  const told: string[] = []
  const started = Date.now()
  const second = postgres(url).open(place('mart', { onWait: (message) => told.push(message) }))
  await expect(second).rejects.toMatchObject({
    code: 'locked',
    retryable: true,
    message: expect.stringMatching(
      /schema mart, is being written by process \d+ on \S+, since \d\d:\d\d:\d\d UTC; waited 1 s\. Wait for its end, or stop it; if it is gone, its lease ends by itself in \d+ s/,
    ) as string,
  })
  expect(Date.now() - started).toBeGreaterThanOrEqual(1000)
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('waiting up to 1 s')
  await first.close()
})

test('it goes on as soon as the first is done', async () => {
  const url = await own.database()
  const first = await postgres(url).open(place('mart'))
  const second = postgres(url).open(place('mart', { waitSeconds: 20, onWait: () => void first.close() }))
  await (await second).close()
})

test('waiting ends when it is told to', async () => {
  const url = await own.database()
  const first = await postgres(url).open(place('mart'))
  const controller = new AbortController()
  const second = postgres(url).open({ ...place('mart', { waitSeconds: 60, onWait: () => controller.abort() }), signal: controller.signal })
  await expect(second).rejects.toMatchObject({ code: 'cancelled' })
  await first.close()
})

test('readers, other schemas and other databases wait for nobody', async () => {
  const url = await own.database()
  const first = await postgres(url).open(place('mart'))
  const others = [
    postgres(url).open(place('mart', { access: 'read' })),
    postgres(url).open(place('other')),
    postgres(await own.database()).open(place('mart')),
  ]
  for (const other of others) await (await other).close()
  await first.close()
})

test('a reader cannot write', async () => {
  const store = await postgres(await own.database()).open(place('public', { access: 'read' }))
  await expect(store.drop([{ schema: 'public', table: 'x' }])).rejects.toThrow(/reading/)
  await store.close()
})

test('what is typed cannot change anything in a store that was opened for reading', async () => {
  const url = await own.database()
  await own.sql(url, 'create table kept (a bigint); insert into kept values (1)')
  const store = await postgres(url).open(place('public', { access: 'read' }))
  for (const statement of [
    'delete from kept',
    'update kept set a = 2',
    'insert into kept values (2)',
    'with gone as (delete from kept returning a) select * from gone',
    'create table more (a bigint)',
    'drop table kept',
    'truncate kept',
  ])
    await expect(store.query(statement), statement).rejects.toMatchObject({ code: 'read-only', retryable: false })
  await expect(store.query('delete from kept')).rejects.toThrow(
    /cannot execute DELETE in a read-only transaction\nchange data by a run, not by a query/,
  )
  expect(await own.sql(url, 'select a from kept')).toEqual([{ a: '1' }])
  // What a query would return is still asked with temporary tables.
  const a = { name: 'a', type: { type: 'int64' }, nullable: true, rules: [] } as const
  const described = await store.describe('select a from kept', [{ name: { schema: '', table: 'kept' }, columns: [a] }])
  expect(described).toMatchObject([{ name: 'a', type: { type: 'int64' } }])
  await store.close()
})

test('errors say what to do, and never hold the password', async () => {
  const { port } = own.server
  const attempt = async (url: string) =>
    postgres(url)
      .open(place('mart'))
      .then(
        () => undefined,
        (error: unknown) => error,
      )
  const refused = await attempt('postgres://me:hunter2@127.0.0.1:1/shop')
  expect(refused).toBeInstanceOf(PostgresError)
  expect(refused).toMatchObject({
    code: 'connection-failed',
    retryable: true,
    message: expect.stringContaining('is the server running') as string,
  })
  const missing = await attempt(`postgres://postgres:hunter2@127.0.0.1:${port}/nosuch`)
  expect(missing).toMatchObject({ code: 'url-invalid', message: expect.stringContaining('nosuch') as string })
  const user = await attempt(`postgres://hunter2:hunter2@127.0.0.1:${port}/postgres`)
  expect(user).toMatchObject({ code: 'authentication-failed' })
  const invalid = await attempt('mysql://me:hunter2@127.0.0.1/shop')
  expect(invalid).toMatchObject({ code: 'url-invalid', retryable: false })
  // What to write is no password, and not masked as one.
  expect(withoutPasswords((invalid as PostgresError).message)).toBe((invalid as PostgresError).message)
  for (const error of [refused, missing, user, invalid]) expect(String(error)).not.toContain('hunter2')
})
