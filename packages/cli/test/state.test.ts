import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openManifest } from '../src/manifest-file.ts'
import { emptyFolder, meshwright, shop } from './command.ts'

const edit = (folder: string, from: string, to: string): void => {
  const config = join(folder, 'meshwright.config.ts')
  const text = readFileSync(config, 'utf8')
  expect(text).toContain(from)
  writeFileSync(config, text.replace(from, to))
}

/** A shop with the manifest of how it was. */
async function shopWithState(): Promise<string> {
  const folder = shop()
  writeFileSync(join(folder, 'manifest.json'), (await meshwright(['manifest'], folder)).out)
  return folder
}

const STATE = ['--state', 'manifest.json']

it('plan says what changed since a manifest, why, and whom it breaks; what is written otherwise did not change', async () => {
  const folder = await shopWithState()
  edit(folder, '        .selectFrom', '        // every town\n        .selectFrom')
  edit(folder, 'model(towns, { p: people }, (db) =>\n      db', 'model(towns, { p: people }, (base) =>\n      base')
  expect((await meshwright(['plan', ...STATE], folder)).out).toBe(
    '= 1 source, 1 model  as in manifest.json\npool  shop_duckdb  1 at a time of 4 tasks\n4 tasks; --json shows each with its edges\n',
  )

  edit(folder, "'p.town', 'is not', null", "'p.town', '>', 'A'")
  const query = await meshwright(['plan', ...STATE], folder)
  expect([query.code, query.err]).toEqual([0, ''])
  expect(query.out).toMatch(/^~ {2}model {2}towns {2}query changed\n= 1 source {2}as in manifest\.json\nbreaking for readers: none · next /)

  edit(folder, 'name: z.string(),', 'name: z.string().nullable(),')
  const both = (await meshwright(['plan', ...STATE], folder)).out
  expect(both).toMatch(/^~ {2}source {2}people {2}contract changed\n +name {4}nullable added: never null → may be null\n/)
  expect(both).toMatch(/^~ {2}model +towns +query changed; upstream changed: people\n/m)
  expect(both).toContain('breaking for readers: people.name · next version: major\n')

  const json = await meshwright(['plan', ...STATE, '--select', 'towns', '--json'], folder)
  expect(JSON.parse(json.out)).toMatchObject({
    document: 'state-comparison',
    documentVersion: 1,
    project: 'shop',
    state: { environment: 'dev' },
    nodes: [{ id: 'towns', change: 'modified', parts: ['query'], upstream: ['people'] }],
    plan: { document: 'plan', tasks: [{ id: 'build:towns' }, { id: 'gate:towns' }] },
  })
}, 60_000)

it('what only comes after a change, what is new, and what was removed', async () => {
  const folder = await shopWithState()
  writeFileSync(join(folder, 'with-events'), '')
  const more = await meshwright(['plan', ...STATE], folder)
  expect(more.out).toMatch(/^\+ {2}source {2}events +new\n\+ {2}model {3}event_count {2}new\n= 1 source, 1 model/)
  writeFileSync(join(folder, 'manifest.json'), (await meshwright(['manifest'], folder)).out)
  rmSync(join(folder, 'with-events'))
  edit(folder, "key: ['id'],\n  row: z.object({ id: int64(), name", 'row: z.object({ id: int64(), name')
  expect((await meshwright(['plan', ...STATE], folder)).out).toMatch(
    /^~ {2}source {2}people +contract changed\n[^]*\n\^ {2}model {3}towns +upstream changed: people\n- {2}source {2}events +removed\n- {2}model {3}event_count {2}removed\nbreaking/,
  )
}, 60_000)

it('run, build, check, ls, manifest and test take what changed; where nothing did there is nothing to do', async () => {
  const folder = await shopWithState()
  expect((await meshwright(['run'], folder)).code).toBe(0)
  for (const command of ['run', 'build', 'check', 'ingest']) {
    const nothing = await meshwright([command, '-s', 'state:modified+', ...STATE], folder)
    expect(nothing.code, nothing.err).toBe(0)
    expect(nothing.err).toMatch(/\n done in .* · nothing to do\n$/)
  }
  expect((await meshwright(['ls', '-s', 'state:modified', ...STATE, '--json'], folder)).out).toBe('[]\n')

  edit(folder, "'p.town', 'is not', null", "'p.town', '>', 'A'")
  const built = await meshwright(['build', '-s', 'state:modified', ...STATE], folder)
  expect(built.err).toMatch(/^ build {4}towns +1 row [^]* · 1 model · /m)
  // Only a model changed.
  expect((await meshwright(['ingest', '-s', 'state:modified', ...STATE], folder)).err).toContain('nothing to do')
  expect((await meshwright(['check', '-s', 'state:modified', ...STATE], folder)).err).toMatch(/^ check {4}towns /m)
  expect((await meshwright(['ls', '-s', '1+state:modified', ...STATE], folder)).out).toMatch(/^table .*\npeople .*\ntowns .*\n$/)
  expect((await meshwright(['test', '-s', 'state:modified', ...STATE], folder)).err).toContain('shop has no tests')
  const manifest = JSON.parse((await meshwright(['manifest', '-s', 'state:modified', ...STATE], folder)).out) as { models: unknown[] }
  expect(manifest).toMatchObject({ models: [{ name: 'towns' }], sources: [] })
  // Asked again, it is looked at again, also where the project is as it was.
  writeFileSync(join(folder, 'manifest.json'), (await meshwright(['manifest'], folder)).out)
  expect((await meshwright(['ls', '-s', '1+state:modified', ...STATE, '--json'], folder)).out).toBe('[]\n')
}, 60_000)

it('a manifest that is none, or cannot be compared with, is refused with what to do', async () => {
  const folder = await shopWithState()
  const write = (name: string, change: (text: string) => string) =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  const refused = (name: string) => expect(() => openManifest(name, folder).state())
  refused('absent.json').toThrow('absent.json: there is no such file; meshwright manifest > manifest.json writes one')
  refused('.').toThrow('.: is a folder; name a file in it; meshwright manifest > manifest.json writes one')
  refused('people.csv').toThrow('people.csv: is not JSON: ')
  refused('package.json').toThrow('package.json: is not a manifest; meshwright manifest > manifest.json writes one')
  write('empty.json', () => '\n')
  refused('empty.json').toThrow('empty.json: is empty; meshwright manifest > manifest.json writes one')
  for (const share of [0.2, 0.5, 0.9, 0.999]) {
    write('cut.json', (text) => text.trimEnd().slice(0, text.length * share))
    refused('cut.json').toThrow('cut.json: is cut off: it ends in the middle; meshwright manifest > manifest.json writes one')
  }
  for (const [version, todo] of [
    [1, 'write it again with this release'],
    [3, 'update Meshwright to the release that wrote it, or a later one'],
  ] as const) {
    write('other.json', (text) => text.replace('"documentVersion": 2', `"documentVersion": ${version}`))
    refused('other.json').toThrow(`other.json: this is version ${version} of a manifest, and this Meshwright reads version 2; ${todo}`)
  }
  write('bent.json', (text) => text.replace(/"people": \{"contract":"\w+"/, '"people": {"contract":7'))
  refused('bent.json').toThrow('bent.json: definitions.people.contract: Invalid input: expected string, received number')

  write('other.json', (text) => text.replace('"project": "shop"', '"project": "store"'))
  const other = await meshwright(['run', '--state', 'other.json'], folder)
  expect([other.code, other.out]).toEqual([2, ''])
  expect(other.err).toContain('error the manifest is of project store, and this is shop: compare with one that meshwright manifest wrote')
  const cut = await meshwright(['plan', '--state', 'cut.json', '--json'], folder)
  expect([cut.code, JSON.parse(cut.out)]).toMatchObject([2, { error: { code: 'document-unreadable' } }])
  const without = await meshwright(['ls', '-s', 'state:modified'], folder)
  expect([without.code, without.out]).toEqual([2, ''])
  expect(without.err).toContain('state: says what changed since a manifest was written: give it with --state manifest.json')
}, 60_000)

const TWO = `
import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model } from '@meshwright/models'
import { environments } from '@meshwright/pipeline'
import { countAll } from '@meshwright/sql'
import * as z from 'zod'
const about = { owner: 'me', description: 'Rows.' }
const orders = contract({ ...about, name: 'orders', layer: 'raw', row: z.object({ id: int64() }) })
const large = contract({ ...about, name: 'large', layer: 'staging', row: z.object({ id: int64() }) })
const count = contract({ ...about, name: 'order_count', layer: 'mart', row: z.object({ orders: int64() }) })
export default environments(
  {
    dev: { warehouse: duckdb({ threads: 1 }), variables: { folder: './sample/' } },
    prod: { warehouse: duckdb({ threads: 1 }), schema: 'analytics', variables: { folder: './all/' } },
  },
  ({ variables }) => ({
    name: 'shop',
    sources: [files(new URL(variables.folder, import.meta.url), [csv(orders)])],
    models: [
      model(large, { o: orders }, (db) => db.selectFrom('o').select('o.id').where('o.id', '>', 1n)),
      model(count, { o: large }, (db) => db.selectFrom('o').select(countAll().as('orders'))),
    ],
  }),
)
`

it('dev makes the one changed model over what prod has published, which stays as it was', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'meshwright.config.ts'), TWO)
  mkdirSync(join(folder, 'all'))
  writeFileSync(join(folder, 'all/orders.csv'), 'id\n1\n2\n3\n')
  expect((await meshwright(['run', '--environment', 'prod'], folder)).code).toBe(0)
  writeFileSync(join(folder, 'manifest.json'), (await meshwright(['manifest', '--environment', 'prod'], folder)).out)
  const prod = () => readFileSync(join(folder, '.meshwright/prod/warehouse.duckdb'))
  const before = prod()

  // Where the source is differs by environment, and is no change.
  edit(folder, "countAll().as('orders'))", "countAll().as('orders')).where('o.id', '<', 100n)")
  const deferred = ['-s', 'state:modified', ...STATE, '--defer']
  const plan = await meshwright(['plan', ...deferred], folder)
  expect(plan.out).toMatch(
    /^~ {2}model {2}order_count {2}query changed\n[^]*\ndefer {2}large {2}read from environment prod \(schema analytics of \.meshwright\/prod\/warehouse\.duckdb\), where not published here\n/,
  )
  const run = await meshwright(['run', ...deferred], folder)
  expect([run.code, run.err]).toEqual([0, expect.stringMatching(/^ build {4}order_count +1 row /m)])
  expect((await meshwright(['query', '--format', 'csv', 'select * from order_count'], folder)).out).toBe('orders\n2\n')
  expect((await meshwright(['query', '--format', 'csv', 'show tables'], folder)).out).not.toContain('large')
  expect(prod().equals(before)).toBe(true)

  for (const [args, message] of [
    [['run', '--defer'], '--defer reads in the environment of a manifest: give it with --state manifest.json'],
    [['run', '--favor-state'], '--favor-state says how --defer reads, and means nothing without it'],
    [['run', '--task', 'gate:orders', '--defer'], '--task names what is run; --defer means nothing with it'],
  ] as const)
    expect(await meshwright(args, folder)).toMatchObject({ code: 2, err: expect.stringContaining(message) })

  // What is left of such a run is done by the same words.
  edit(folder, "name: 'shop',", "name: 'shop', commands: [{ name: 'open', run: ['test', '-e', 'ready'], before: ['order_count'] }],")
  const open = ['-s', 'order_count open']
  const failed = await meshwright(['run', ...open, ...STATE, '--defer', '--full-refresh'], folder)
  expect(failed, failed.err).toMatchObject({ code: 1 })
  writeFileSync(join(folder, 'ready'), '')
  const asked = await meshwright(['run', '--resume'], folder)
  expect(asked).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      'it read tables of environment prod (schema analytics of .meshwright/prod/warehouse.duckdb): go on with --state and a manifest of that, and --defer\n',
    ),
  })
  const rest = await meshwright(['run', '--resume', ...STATE, '--defer'], folder)
  expect([rest.code, rest.err]).toEqual([0, expect.stringMatching(/^ build {4}order_count /m)])

  rmSync(join(folder, '.meshwright/prod/warehouse.duckdb'))
  rmSync(join(folder, '.meshwright/warehouse.duckdb'))
  const gone = await meshwright(['run', ...deferred], folder)
  expect(gone).toMatchObject({ code: 1, err: expect.stringContaining('and there is no such file; if it is elsewhere, write the manifest') })
}, 60_000)
