import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { meshwright, shop } from './command.ts'

it('ingest, build, check and run, over all or part of a project', async () => {
  const folder = shop()
  const early = await meshwright(['build', '--select', 'towns'], folder)
  expect(early).toMatchObject({ code: 1, out: '' })
  expect(early.err).toContain('error people was never published: towns is made from it\nSelect it too (--select "people"')

  const ingest = await meshwright(['ingest'], folder)
  expect(ingest.code, ingest.err).toBe(0)
  expect(ingest.err).toMatch(/^ ingest {3}people +3 rows/m)
  expect(ingest.err).toMatch(/^ done in .* · 1 source · \d+ checks: \d+ passed$/m)
  const build = await meshwright(['build', '-s', 'people+,kind:model'], folder)
  expect(build.err).toMatch(/^ build {4}towns +1 row /m)
  expect(build.err).toMatch(/^ done in .* · 1 model · /m)
  const again = await meshwright(['run', '--select', 'towns'], folder)
  expect(again.err).toContain(' skipped  as unchanged: everything (1 model)')

  const check = await meshwright(['check', '--json'], folder)
  expect(check.err).toMatch(/^ check {4}people +3 rows/m)
  const summary = JSON.parse(check.out) as { status: string; tasks: { task: { id: string }; checks: unknown[] }[] }
  expect(summary.tasks.map(({ task }) => task.id)).toEqual(['gate:people', 'gate:towns'])
  expect(summary.tasks[0]?.checks.length).toBeGreaterThan(0)
}, 60_000)

it('check ends with 1 when a published table no longer keeps its promise, and leaves it', async () => {
  const folder = shop()
  await meshwright(['run'], folder)
  const config = join(folder, 'meshwright.config.ts')
  const { readFileSync } = await import('node:fs')
  writeFileSync(config, readFileSync(config, 'utf8').replace('name: z.string(),', 'name: z.string().max(2),'))
  const failed = await meshwright(['check', '--select', 'people'], folder)
  expect(failed.code).toBe(1)
  expect(failed.err).toMatch(/failed {3}gate:people\n {3}people: name_[^]*\n {3}It stays as it was published\.\n/)
  expect((await meshwright(['query', '--format', 'csv', 'select count(*) as n from people'], folder)).out).toBe('n\n3\n')
}, 60_000)

it('a plan by granularity: the document as it is asked for, and its size and pools as text', async () => {
  const folder = shop()
  const text = await meshwright(['plan', '--granularity', 'layer'], folder)
  expect([text.code, text.err]).toEqual([0, ''])
  expect(text.out).toMatch(/\npool {2}shop_duckdb {2}1 at a time of 2 tasks\n2 tasks, by layer; --json shows each with its edges\n$/)
  const json = await meshwright(['plan', '--granularity', 'layer', '--json'], folder)
  expect(JSON.parse(json.out)).toMatchObject({
    granularity: 'layer',
    tasks: [{ id: 'layer:raw' }, { id: 'layer:mart' }],
    edges: [{ from: 'layer:raw', to: 'layer:mart' }],
  })
  const whole = await meshwright(['plan', '--granularity', 'project', '--json', '-s', 'people'], folder)
  expect(JSON.parse(whole.out)).toMatchObject({ granularity: 'project', tasks: [{ id: 'project:shop', writes: ['people'] }], edges: [] })
})

it('plan, ls and manifest of a part', async () => {
  const folder = shop()
  expect((await meshwright(['ls', '--select', 'layer:mart'], folder)).out).toMatch(/^table .*\ntowns .*\n$/)
  expect(JSON.parse((await meshwright(['ls', '--json', '--exclude', 'towns'], folder)).out)).toMatchObject([{ name: 'people' }])
  const manifest = JSON.parse((await meshwright(['manifest', '-s', 'people'], folder)).out) as Record<string, unknown[]>
  expect([manifest['contracts']?.length, manifest['models']?.length, manifest['sources']?.length]).toEqual([1, 0, 1])
  expect((await meshwright(['plan', '-s', 'people'], folder)).out).toMatch(
    /^\+ {2}source {2}people .*\npool {2}shop_duckdb {2}1 at a time of 2 tasks\n2 tasks;/,
  )
  expect(JSON.parse((await meshwright(['plan', '--json', '-s', 'towns'], folder)).out)).toMatchObject({
    tasks: [{ id: 'build:towns' }, { id: 'gate:towns' }],
  })
}, 60_000)

it('show prints one part: the DDL, the ways of the columns, the query', async () => {
  const folder = shop()
  const part = async (table: string, name: string, ...more: string[]) =>
    (await meshwright(['show', table, '--part', name, ...more], folder)).out
  expect(await part('people', 'ddl')).toBe(
    'create table "main"."people" (\n  "id" BIGINT not null,\n  "name" VARCHAR not null,\n  "town" VARCHAR\n);\n',
  )
  expect(await part('people', 'lineage')).toBe('id\nname\ntown\n  → towns.town\n')
  expect(await part('towns', 'lineage')).toMatch(/^town\n {2}← people\.town\npeople\n/)
  expect(JSON.parse(await part('towns', 'lineage', '--json'))).toMatchObject({
    lineage: {
      opaque: false,
      columns: { town: { upstream: [{ relation: 'people', column: 'town', kind: 'copied', next: [] }], downstream: [] } },
    },
  })
  expect(await part('towns', 'sql')).toMatch(/^select /)
  expect(await part('people', 'checks')).toContain('id_unique')
}, 60_000)

it('a column or table that the engine does not know: the nearest one of the project', async () => {
  const folder = shop()
  await meshwright(['run'], folder)
  const { code, err } = await meshwright(['query', 'select nam from people'], folder)
  expect(code).toBe(1)
  expect(err).toContain('"name"')
  expect((await meshwright(['query', 'select 1 from poeple'], folder)).err).toContain('people')
}, 60_000)

it('ls lists commands too, each after what it reads and follows', async () => {
  const folder = shop()
  const config = join(folder, 'meshwright.config.ts')
  const { readFileSync } = await import('node:fs')
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace(
      "name: 'shop',",
      "name: 'shop',\n  commands: [{ name: 'tell', run: ['true'], reads: [towns], after: ['people'] }],",
    ),
  )
  const listed = await meshwright(['ls'], folder)
  expect(listed.out).toMatch(/\ntell +command +towns, people\n$/)
  expect(JSON.parse((await meshwright(['ls', '--json', '-s', 'kind:command'], folder)).out)).toEqual([
    { name: 'tell', layer: null, kind: 'command', owner: null, columns: null, checks: null, upstream: ['towns', 'people'] },
  ])
})
