import type { Manifest } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { model } from '@meshwright/models'
import { postgres } from '@meshwright/postgres'
import { orZero, sum, type Warehouse } from '@meshwright/sql'
import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  manifestProject,
  openStore,
  resumption,
  runProject,
  selectTables,
  type DeferOptions,
  type Project,
  type RunSummary,
} from '../src/index.ts'
import { grandModel, look, orders, PUBLISHED, shop, totals, writeFiles } from './shop.ts'

let server: PostgresServer
let folder: string
beforeAll(async () => {
  server = await startPostgres()
  folder = mkdtempSync(join(tmpdir(), 'meshwright-defer-'))
}, 60_000)
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Place {
  readonly warehouse: () => Warehouse
  readonly schema: string
  readonly home: string
}

/** The totals of the orders above 6. */
const changed = model(totals, { o: orders }, (db) =>
  db
    .selectFrom('o')
    .select(({ ref }) => ['o.customer_id', orZero(sum(ref('o.amount'))).as('amount')])
    .where('o.amount', '>', '6')
    .groupBy('o.customer_id'),
)

const failure = ({ tasks }: RunSummary) => tasks.flatMap((result) => result.error?.message ?? []).join('\n')

describe.each([
  ['another DuckDB file', 'duckdb', { dev: 'main', prod: 'main' }, { dev: 'dev', prod: 'prod' }],
  ['another schema of a DuckDB file', 'duckdb', { dev: 'dev', prod: 'main' }, { dev: 'one', prod: 'one' }],
  ['another schema of Postgres', 'postgres', { dev: 'dev', prod: 'prod' }, { dev: 'here', prod: 'there' }],
])('unselected upstreams are read in %s', (title, engine, schemas, homes) => {
  const root = () => join(folder, title.replaceAll(' ', '-'))
  const place = (name: 'dev' | 'prod'): Place => ({
    warehouse: () => (engine === 'duckdb' ? duckdb({ threads: 1 }) : postgres(server.url('postgres'))),
    schema: schemas[name],
    home: join(root(), homes[name]),
  })
  const data = () => join(root(), 'data')
  const of = (name: 'dev' | 'prod', change = {}): Project =>
    shop(data(), place(name).warehouse(), { environment: { name, schema: place(name).schema }, ...change })
  const devChanged = () => of('dev', { models: [changed, grandModel] })
  const manifest = (): Manifest => manifestProject(of('prod'), { home: place('prod').home, directory: root() })
  const defer = (more: Partial<DeferOptions> = {}): DeferOptions => ({
    state: JSON.parse(JSON.stringify(manifest())) as Manifest,
    directory: root(),
    ...more,
  })
  const runProd = () => runProject(of('prod'), { home: place('prod').home })
  const runDev = (made: Project, select: string, options: Partial<DeferOptions> = {}) =>
    runProject(made, { home: place('dev').home, selected: selectTables(made, { select: [select] }), defer: defer(options) })
  const status = ({ tasks }: RunSummary) => Object.fromEntries(tasks.map(({ task, status: each }) => [task.id, each]))
  const prodNow = () => look(of('prod'), place('prod').home)
  const fileHash = () =>
    engine === 'duckdb' && homes.dev !== homes.prod
      ? createHash('sha256')
          .update(readFileSync(join(place('prod').home, 'warehouse.duckdb')))
          .digest('hex')
      : ''

  it('refuses what was published nowhere, by name', async () => {
    writeFiles(data(), 'old')
    const refused = runDev(devChanged(), 'totals')
    if (engine === 'duckdb' && homes.dev !== homes.prod)
      await expect(refused).rejects.toMatchObject({
        code: 'defer-unreadable',
        message: expect.stringContaining(`environment prod is in ${join(root(), 'prod/warehouse.duckdb')}, and there is no such file`),
      })
    else
      await expect(refused).rejects.toMatchObject({
        code: 'upstream-unpublished',
        message: expect.stringMatching(
          /^orders was published neither here nor in environment prod \(schema \w+[^)]*\): totals is made from it\nSelect it too/,
        ),
      })
  })

  it('makes the changed model alone, with the rows that it would have from its own upstreams, and changes nothing there', async () => {
    expect(failure(await runProd())).toBe('')
    const [before, bytes] = [await prodNow(), fileHash()]
    expect(before.tables).toEqual(PUBLISHED.old)
    const run = await runDev(devChanged(), 'totals')
    expect([failure(run), status(run), run.warnings]).toEqual(['', { 'build:totals': 'done', 'gate:totals': 'done' }, []])
    expect((await look(devChanged(), place('dev').home)).tables).toEqual({ totals: [['2', '7.50']] })
    expect([await prodNow(), fileHash()]).toEqual([before, bytes])

    const again = await runDev(devChanged(), 'totals')
    expect(status(again)).toEqual({ 'build:totals': 'unchanged', 'gate:totals': 'unchanged' })
  })

  it('stores what would be a view over another environment, which goes on by itself', async () => {
    // What it read is published here by now, and holds as long as the manifest is not favored.
    const own = await runDev(devChanged(), 'grand')
    expect([failure(own), (await look(devChanged(), place('dev').home)).tables['grand']]).toEqual(['', [['7.50']]])
    const favored = await runDev(devChanged(), 'grand', { favor: 'state' })
    expect([failure(favored), (await look(devChanged(), place('dev').home)).tables['grand']]).toEqual(['', [['13.50']]])
    expect(favored.warnings).toEqual([
      'totals is defined otherwise here, is not selected, and is read as environment prod has published it',
    ])
    const store = await openStore(devChanged(), { home: place('dev').home }, 'read')
    expect((await store.inspect({ schema: schemas.dev, table: 'grand' }))?.kind).toBe('table')
    await store.close()

    writeFiles(data(), 'new')
    expect(failure(await runProd())).toBe('')
    expect((await prodNow()).tables).toEqual(PUBLISHED.new)
    // It follows what is published there.
    const after = await runDev(devChanged(), 'grand', { favor: 'state' })
    expect([failure(after), (await look(devChanged(), place('dev').home)).tables['grand']]).toEqual(['', [['16.50']]])
    const view = await runDev(devChanged(), 'grand')
    expect([failure(view), (await look(devChanged(), place('dev').home)).tables['grand']]).toEqual(['', [['7.50']]])
  })

  it('checks against a table there, and refuses what a command reads', async () => {
    const loaded = await runDev(of('dev'), 'orders')
    expect(failure(loaded)).toBe('')
    expect(loaded.tasks.flatMap(({ checks = [] }) => checks.filter(({ check }) => check === 'references'))).toMatchObject([
      { status: 'passed' },
    ])
    const told = of('dev', { commands: [{ name: 'tell', run: ['true'], reads: [shop(data(), duckdb()).node('customers')?.contract] }] })
    await expect(runDev(told, 'tell')).rejects.toThrow('customers was never published')
  })

  it('goes on with a run by the same deferral, and what the run has made is its own', async () => {
    // The models of the run: totals are published before the grand total fails.
    const ready = join(root(), 'ready')
    rmSync(ready, { force: true })
    const broken = (): Project =>
      of('dev', {
        models: [changed, grandModel],
        commands: [{ name: 'open', run: ['test', '-e', ready], after: ['totals'], before: ['grand'] }],
        tasks: [{ retries: { count: 0 } }],
      })
    const home = place('dev').home
    const selected = new Set(['totals', 'command:open', 'grand'])
    const first = await runProject(broken(), { home, selected, defer: defer({ favor: 'state' }), refresh: 'full' })
    expect(status(first)).toMatchObject({ 'gate:totals': 'done', 'command:open': 'failed', 'gate:grand': 'blocked' })
    const resume = () => ({ home, resume: resumption(broken(), home) })
    const there = `environment prod (schema ${schemas.prod}${engine === 'duckdb' ? ` of ${homes.prod}/warehouse.duckdb` : ''})`
    const other = { ...defer({ favor: 'state' }).state, environment: { ...defer().state.environment, schema: 'other' } }
    for (const [given, how] of [
      [{}, '--defer --favor-state'],
      [{ defer: defer() }, '--defer --favor-state'],
      [{ defer: defer({ favor: 'state', state: other }) }, '--defer --favor-state'],
    ] as const)
      await expect(runProject(broken(), { ...resume(), ...given })).rejects.toMatchObject({
        code: 'resume-refused',
        message: expect.stringContaining(`it read tables of ${there}: go on with --state and a manifest of that, and ${how}`),
      })
    writeFileSync(ready, '')
    const rest = await runProject(broken(), { ...resume(), defer: defer({ favor: 'state' }) })
    expect([rest.runId, failure(rest)]).toEqual([first.runId, ''])
    expect(status(rest)).toEqual({ 'command:open': 'done', 'build:grand': 'done', 'gate:grand': 'done' })
    const { tables } = await look(devChanged(), home)
    expect(tables['grand']).toEqual([[tables['totals']?.[0]?.[1]]])
    const own = await runProject(of('dev'), { home })
    expect(failure(own)).toBe('')
    await expect(runProject(of('dev'), { home, resume: resumption(of('dev'), home), defer: defer() })).rejects.toThrow(
      'it read no tables of another environment: leave out --defer and --state',
    )
  })
})

it('another engine, another place and a manifest without its file are refused', async () => {
  const home = join(folder, 'refused')
  writeFiles(join(home, 'data'), 'old')
  const made = (environment: string) => shop(join(home, 'data'), duckdb({ threads: 1 }), { environment: { name: environment } })
  const [dev, prod] = [made('dev'), made('prod')]
  await runProject(prod, { home: join(home, 'prod') })
  const state = manifestProject(prod, { home: join(home, 'prod'), directory: home })
  const refused = (environment: Partial<Manifest['environment']>) =>
    expect(
      runProject(dev, {
        home: join(home, 'dev'),
        selected: new Set(['totals']),
        defer: { state: { ...state, environment: { ...state.environment, ...environment } }, directory: home },
      }),
    ).rejects
  await refused({ warehouse: 'postgres', file: null }).toMatchObject({
    code: 'defer-unreadable',
    message:
      '--defer: the manifest is of environment prod, which is on postgres; environment dev is on duckdb, which cannot read its tables',
  })
  await refused({ file: null }).toThrow('write it again with meshwright manifest --environment prod')
  await refused({ name: 'staging' }).toThrow('(schema main of prod/warehouse.duckdb) holds the tables of project shop, environment prod')
  await refused({ schema: 'other' }).toThrow(
    'orders was published neither here nor in environment prod (schema other of prod/warehouse.duckdb)',
  )
})
