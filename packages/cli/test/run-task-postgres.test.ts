import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { BIN, emptyFolder, meshwright, plainEnvironment, start } from './command.ts'

let server: PostgresServer
beforeAll(async () => void (server = await startPostgres()))
afterAll(() => server?.stop())

async function connect(database?: string): Promise<pg.Client> {
  const client = new pg.Client(server.url(database))
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** The project beside this file, with one bad row. */
function project(): string {
  const folder = emptyFolder()
  cpSync(join(import.meta.dirname, 'on-postgres'), folder, { recursive: true })
  writeFileSync(join(folder, 'orders.csv'), 'id\n1\n2\n3\nx\n')
  return folder
}

/** Resolves when so many wait for the lock that holds up the models. */
async function held(client: pg.Client, count: number): Promise<void> {
  const waiting = async () => (await client.query(`select from pg_locks where locktype = 'advisory' and objid = 42 and not granted`)).rows
  while ((await waiting()).length < count) await sleep(20)
}

async function tables(folder: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const sql = `select 'left', id from left_half union all select 'right', id from right_half union all select 'both', rows from both_halves
union all select 'orders', id from orders union all select 'rejected', count(*) from orders__rejected
union all select table_name, null from information_schema.tables where starts_with(table_name, 'mw_stage__') order by 1, 2`
  const { out, err } = await meshwright(['query', '--format', 'csv', sql], folder, env)
  expect(err).toBe('')
  return out.trimEnd().split('\n').slice(1)
}

it('a project run task by task, each in a process of its own, is what a plain run is; tasks of one run overlap', async () => {
  const folder = project()
  const environment = (database: string) => plainEnvironment({ WAREHOUSE_URL: server.url(database) })
  const client = await connect()
  for (const name of ['whole', 'tasks']) await client.query(`create database ${name}`)
  const plain = await meshwright(['run'], folder, environment('whole'))
  expect(plain.code, plain.err).toBe(0)

  const env = environment('tasks')
  const beside = await connect('tasks')
  const atOnce = async (...tasks: string[]) => {
    const ended = tasks.map((task) => meshwright(['run', '--task', task, '--run-id', 'nightly', '--try', '1'], folder, env))
    for (const { code, err } of await Promise.all(ended)) expect([code, err.includes('waiting')], err).toEqual([0, false])
  }
  await atOnce('ingest:orders')
  await atOnce('gate:orders')
  await beside.query('select pg_advisory_lock(42)')
  const builds = atOnce('build:left_half', 'build:right_half')
  await held(beside, 2)
  await beside.query('select pg_advisory_unlock(42)')
  await builds
  await atOnce('gate:left_half', 'gate:right_half')
  await atOnce('build:both_halves')
  await atOnce('gate:both_halves')

  const expected = ['both,3', 'left,2', 'orders,1', 'orders,2', 'orders,3', 'rejected,1', 'right,1', 'right,3']
  expect(await tables(folder, environment('whole'))).toEqual(expected)
  expect(await tables(folder, env)).toEqual(expected)
  // It is one run, and the next has nothing to do.
  const { out } = await meshwright(['runs', 'list', '--json'], folder, env)
  expect(JSON.parse(out)).toMatchObject([{ status: 'succeeded', facts: { scheduled: 'nightly' } }, { facts: { scheduled: null } }])
  expect((await meshwright(['run'], folder, env)).err).toContain('skipped  as unchanged: everything')
}, 120_000)

it('another run waits, says for whom, and goes on; one that gives up says what to do', async () => {
  const folder = project()
  const env = plainEnvironment({ WAREHOUSE_URL: server.url() })
  for (const task of ['ingest:orders', 'gate:orders']) await meshwright(['run', '--task', task, '--run-id', 'r1'], folder, env)
  const call = (...args: string[]) => start(process.execPath, [BIN, ...args], folder, env)
  const beside = await connect()
  await beside.query('select pg_advisory_lock(42)')
  const task = call('run', '--task', 'build:left_half', '--run-id', 'r1')
  await held(beside, 1)
  const waiting = call('run')
  const gaveUp = await call('run', '--wait', '0').ended
  const who = /schema public, is being written by process \d+ on \S+ \(run r1\), since \d\d:\d\d:\d\d UTC; wait/
  expect(gaveUp.code).toBe(1)
  expect(gaveUp.err).toMatch(who)
  expect(gaveUp.err).toMatch(/Wait for its end, or stop it; if it is gone, its lease ends by itself in \d+ s/)
  await waiting.said('waiting up to 60 s. If it is gone, its lease ends by itself in ')
  await beside.query('select pg_advisory_unlock(42)')
  expect((await task.ended).code).toBe(0)
  const { code, err } = await waiting.ended
  expect(code, err).toBe(0)
  expect(err).toMatch(who)
}, 120_000)
