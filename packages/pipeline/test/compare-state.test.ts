import { contract, int64, manifestStateSchema, parseDocument, type ComparedNode, type Report } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model } from '@meshwright/models'
import { checks } from '@meshwright/quality'
import * as z from 'zod'
import { expect, it } from 'vitest'
import { compareState, manifestProject, project, selectTables, type Project, type ProjectDefinition } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.' } as const
const row = z.object({ id: int64() })
const orders = contract({ ...about, name: 'orders', layer: 'raw', row })
const cities = contract({ ...about, name: 'cities', layer: 'raw', key: ['id'], row })
const stg = contract({ ...about, name: 'stg', layer: 'staging', row, references: { id: () => cities } })
const mart = contract({ ...about, name: 'mart', layer: 'mart', row })
const page: Report = { name: 'page', title: 'Page', owner: 'tests', description: 'A page.', reads: { mart }, render: async () => '' }

const stgModel = model(stg, { o: orders }, (db) => db.selectFrom('o').select('o.id'))
const martModel = model(mart, { s: stg }, (db) => db.selectFrom('s').select('s.id').where('s.id', '>', 1n))

const shop = (change: Partial<ProjectDefinition> = {}): Project =>
  project({
    name: 'shop',
    warehouse: duckdb(),
    sources: [files('data', [csv(orders), csv(cities)])],
    models: [stgModel, martModel],
    reports: [page],
    commands: [{ name: 'tell', run: ['true'], reads: [mart] }],
    ...change,
  })

/** What changed from one project to another, by what is not as it was. */
function changes(now: Project, before: Project = shop()): Record<string, Omit<ComparedNode, 'id'>> {
  // As it comes from a file.
  const state = parseDocument(manifestStateSchema, JSON.parse(JSON.stringify(manifestProject(before))), 'manifest.json')
  const { nodes } = compareState(now, state)
  return Object.fromEntries(nodes.flatMap(({ id, ...rest }) => (rest.change === 'unmodified' ? [] : [[id, rest]])))
}

const upstream = (...names: string[]) => ({ change: 'upstream', parts: [], upstream: names })
const after = { mart: upstream('stg'), 'report:page': upstream('mart'), 'command:tell': upstream('mart') }

it('nothing changed: the same definitions, written anew and in another order', () => {
  const again = contract({ ...about, row: z.object({ id: int64() }), layer: 'mart', name: 'mart' })
  const rewritten = model(again, { s: stg }, (base) => {
    const query = base.selectFrom('s').where('s.id', '>', 1n)
    return query.select((expression) => expression.ref('s.id').as('id'))
  })
  expect(changes(shop())).toEqual({})
  // `select id` and `select id as id` are two queries; where a filter stands in the chain is not.
  expect(changes(shop({ models: [martModel, stgModel], sources: [files('data', [csv(cities), csv(orders)])] }))).toEqual({})
  expect(changes(shop({ models: [stgModel, rewritten] }))).toMatchObject({ mart: { parts: ['query'] } })
  const moved = model(mart, { s: stg }, (base) => base.selectFrom('s').where('s.id', '>', 1n).select('s.id'))
  expect(changes(shop({ models: [stgModel, moved] }))).toEqual({})
})

it('each part of a definition is named, and what comes after says by what it is reached', () => {
  const described = contract({ ...about, name: 'stg', layer: 'staging', description: 'Other.', row, references: { id: () => cities } })
  const select = (from: typeof stg) => model(from, { o: orders }, (db) => db.selectFrom('o').select('o.id'))
  const stgOf = (parts: readonly string[]) => ({ stg: { change: 'modified', parts, upstream: [] }, ...after })
  expect(changes(shop({ models: [select(described), martModel] }))).toEqual(stgOf(['contract']))
  const filtered = model(stg, { o: orders }, (db) => db.selectFrom('o').select('o.id').where('o.id', '>', 0n))
  expect(changes(shop({ models: [filtered, martModel] }))).toEqual(stgOf(['query']))
  const viewed = model(stg, { o: orders }, (db) => db.selectFrom('o').select('o.id'), { materialization: 'view' })
  expect(changes(shop({ models: [viewed, martModel] }))).toEqual(stgOf(['settings']))
  expect(changes(shop({ tasks: [{ select: 'stg', retries: { count: 2 } }] }))).toEqual(stgOf(['settings']))
  expect(changes(shop({ checks: [checks(stg, (check) => [check.rowCount({ min: 1 })])] }))).toEqual(stgOf(['checks']))
  // Its rows are made from the orders and checked against the cities.
  const loaded = changes(shop({ sources: [files('data', [csv(orders, { delimiter: ';' }), csv(cities)])] }))
  expect(loaded).toEqual({ orders: { change: 'modified', parts: ['source'], upstream: [] }, stg: upstream('orders'), ...after })
  const elsewhere = changes(shop({ sources: [files('data', [csv(orders), csv(cities, { file: 'towns.csv' })])] }))
  expect(elsewhere).toEqual({ cities: { change: 'modified', parts: ['origin'], upstream: [] }, stg: upstream('cities'), ...after })
  expect(changes(shop({ reports: [{ ...page, title: 'Other' }] }))).toEqual({
    'report:page': { change: 'modified', parts: ['report'], upstream: [] },
  })
  expect(changes(shop({ commands: [{ name: 'tell', run: ['false'], reads: [mart] }] }))).toEqual({
    'command:tell': { change: 'modified', parts: ['command'], upstream: [] },
  })
})

it('what is new, what was removed, and what was a source and is a model', () => {
  const without = shop({ models: [stgModel], reports: [], commands: [] })
  expect(changes(shop(), without)).toEqual({
    mart: { change: 'new', parts: [], upstream: [] },
    'report:page': { change: 'new', parts: [], upstream: ['mart'] },
    'command:tell': { change: 'new', parts: [], upstream: ['mart'] },
  })
  const removed = { change: 'removed', parts: [], upstream: [] }
  expect(changes(without)).toEqual({ mart: removed, 'report:page': removed, 'command:tell': removed })
  const loaded = shop({ sources: [files('data', [csv(orders), csv(cities), csv(stg)])], models: [martModel] })
  expect(changes(loaded)).toMatchObject({ stg: { change: 'modified', parts: ['query', 'source', 'origin', 'settings'] } })
})

it('where a source is counts in its own environment alone', () => {
  const of = (name: string, folder: string) => shop({ environment: { name }, sources: [files(folder, [csv(orders), csv(cities)])] })
  expect(changes(of('dev', 'sample'), of('prod', 'srv'))).toEqual({})
  expect(changes(of('dev', 'sample'), of('dev', 'srv'))).toMatchObject({ orders: { parts: ['origin'] }, cities: { parts: ['origin'] } })
})

it('the manifest of another project is refused', () => {
  expect(() => changes(shop(), shop({ name: 'store' }))).toThrow(
    expect.objectContaining({ code: 'state-foreign', message: expect.stringContaining('is of project store, and this is shop') }),
  )
})

it('selects what changed by the names of dbt', () => {
  const now = shop({ tasks: [{ select: 'stg', retries: { count: 2 } }] })
  const before = shop({ models: [stgModel], reports: [], commands: [] })
  const state = compareState(now, manifestProject(before))
  const select = (...terms: string[]) => [...selectTables(now, { select: terms, state })]
  expect(select('state:modified')).toEqual(['stg', 'mart', 'report:page', 'command:tell'])
  expect(select('state:new')).toEqual(['mart', 'report:page', 'command:tell'])
  expect(select('state:old')).toEqual(['orders', 'cities', 'stg'])
  expect(select('state:unmodified')).toEqual(['orders', 'cities'])
  expect(select('state:modified,layer:staging')).toEqual(['stg'])
  expect(select('1+state:modified,kind:source')).toEqual(['orders', 'cities'])
  expect(select('state:mod*,state:old')).toEqual(['stg'])
  expect([...selectTables(now, { exclude: ['state:unmodified+'], state })]).toEqual([])
  const same = compareState(now, manifestProject(now))
  expect([...selectTables(now, { select: ['state:modified+'], state: same })]).toEqual([])
  expect(() => selectTables(now, { select: ['state:modifed'], state: same })).toThrow(
    'nothing has state "modifed"; did you mean "modified"?',
  )
  expect(() => selectTables(now, { select: ['state:modified', 'martt'] })).toThrow(
    /^state: says what changed since a manifest was written: give it with --state manifest.json\n--select martt: /,
  )
  expect(() => shop({ tasks: [{ select: '+state:new', retries: { count: 1 } }] })).toThrow(
    'tasks[0]: select: what changed is asked on the command line, not by a project',
  )
})
