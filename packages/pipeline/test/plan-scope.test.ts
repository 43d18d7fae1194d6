import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model } from '@meshwright/models'
import { checks } from '@meshwright/quality'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, planProject, project, runProject, selectTables, type Work } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.' } as const
const row = z.object({ id: int64() })
const cities = contract({ ...about, name: 'cities', layer: 'raw', key: ['id'], row })
const orders = contract({ ...about, name: 'orders', layer: 'raw', key: ['id'], row, references: { id: () => cities } })
const staged = contract({ ...about, name: 'staged', layer: 'staging', key: ['id'], row })
const mart = contract({ ...about, name: 'mart', layer: 'mart', key: ['id'], row })

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meshwright-scope-'))
  write('cities', 1, 2)
  write('orders', 1, 2)
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const write = (name: string, ...ids: number[]) => writeFileSync(join(home, `${name}.csv`), `id\n${ids.join('\n')}\n`)

const shop = (most = 10) =>
  project({
    name: 'shop',
    warehouse: duckdb({ threads: 1 }),
    sources: [files(home, [csv(cities), csv(orders)])],
    models: [
      model(staged, { o: orders }, (db) => db.selectFrom('o').select('o.id')),
      model(mart, { s: staged }, (db) => db.selectFrom('s').select('s.id')),
    ],
    checks: [checks(mart, (check) => [check.rowCount({ max: most })])],
  })

async function work(kind: Work, select?: string, made = shop()) {
  const summary = await runProject(made, {
    home,
    work: kind,
    ...(select === undefined ? {} : { selected: selectTables(made, { select: [select] }) }),
  })
  return Object.fromEntries(summary.tasks.map((result) => [result.task.id, result.status]))
}

async function ask(sql: string): Promise<unknown[]> {
  const store = await openStore(shop(), { home }, 'read')
  try {
    return (await store.query(sql)).rows.map((each) => [...each])
  } finally {
    await store.close()
  }
}

it('a part of the plan keeps the edges inside it, and has a hash of its own', () => {
  const made = shop()
  const part = planProject(made, { selected: selectTables(made, { select: ['1+mart'] }) })
  expect(part.tasks.map((task) => task.id)).toEqual(['build:staged', 'gate:staged', 'build:mart', 'gate:mart'])
  expect(part.edges.map((edge) => `${edge.from} ${edge.to}`)).toEqual([
    'build:staged gate:staged',
    'gate:staged build:mart',
    'build:mart gate:mart',
  ])
  expect(part.hash).not.toBe(planProject(made).hash)
  expect(planProject(made, { selected: selectTables(made, {}) })).toEqual(planProject(made))
  expect(() => planProject(made, { work: 'build', selected: new Set(['orders']) })).toThrow('nothing that is selected is a model')
})

it('ingest loads sources and build makes models over them; together they are a run', async () => {
  expect(await work('ingest')).toEqual({ 'ingest:cities': 'done', 'gate:cities': 'done', 'ingest:orders': 'done', 'gate:orders': 'done' })
  await expect(ask('select * from mart')).rejects.toThrow('mart')
  expect(await work('build')).toEqual({ 'build:staged': 'done', 'gate:staged': 'done', 'build:mart': 'done', 'gate:mart': 'done' })
  expect(new Set(Object.values(await work('run')))).toEqual(new Set(['unchanged']))
})

it('build reads what is published: a changed file changes nothing until it is ingested', async () => {
  await work('run')
  write('cities', 1, 2, 3)
  write('orders', 1, 2, 3)
  expect(new Set(Object.values(await work('build')))).toEqual(new Set(['unchanged']))
  await work('ingest')
  expect(await work('build', 'mart')).toEqual({ 'build:mart': 'unchanged', 'gate:mart': 'unchanged' })
  expect(await ask('select count(*) from mart')).toEqual([[2n]])
  expect(await work('build')).toMatchObject({ 'gate:staged': 'done', 'gate:mart': 'done' })
  expect(await ask('select count(*) from mart')).toEqual([[3n]])
})

it('check runs the checks of published tables, records them, and changes nothing', async () => {
  await work('run')
  const before = await ask('select count(*) from mw_publication')
  write('orders', 1)
  expect(await work('check', 'orders mart')).toEqual({ 'gate:orders': 'done', 'gate:mart': 'done' })
  expect(await work('check', 'orders+', shop(1))).toEqual({ 'gate:orders': 'done', 'gate:staged': 'done', 'gate:mart': 'failed' })
  expect(await ask('select count(*) from mart')).toEqual([[2n]])
  expect(await ask('select count(*) from mw_publication')).toEqual(before)
  expect(await ask("select status from mw_check_result where check_name like 'row_count%' order by run_id")).toEqual([
    ['passed'],
    ['passed'],
    ['failed'],
  ])
})

it('what would be read and was never published is named before anything runs', async () => {
  await expect(work('build', 'mart')).rejects.toThrow(
    /^staged was never published: mart is made from it\nSelect it too \(--select "staged"/,
  )
  await expect(work('run', 'orders')).rejects.toMatchObject({
    code: 'upstream-unpublished',
    message: expect.stringContaining('cities was never published: orders is checked against it'),
  })
  await expect(work('check', 'orders')).rejects.toThrow(
    /^orders was never published\ncities was never published\nMake it first: meshwright run --select "\+orders \+cities"/,
  )
  expect(await ask('select count(*) from duckdb_tables() where not internal')).toEqual([[0n]])
  expect(new Set(Object.values(await work('run', '+orders')))).toEqual(new Set(['done']))
})
