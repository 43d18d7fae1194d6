import { contract, int64, parseRow } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model, modelTest } from '@meshwright/models'
import { checks } from '@meshwright/quality'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject, testProject } from '../src/index.ts'

const home = mkdtempSync(join(tmpdir(), 'meshwright-words-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const about = { owner: 'tests', description: 'Rows.' } as const

it('words that SQL keeps for itself, and names with spaces, quotes and capitals, are names like others', async () => {
  const select = contract({
    ...about,
    name: 'select',
    layer: 'raw',
    key: ['order'],
    row: z.object({ order: int64(), 'Group "by"': int64({ min: 0n }), from: z.string(), 'a b': z.string().nullable() }),
  })
  const table = contract({
    ...about,
    name: 'table',
    layer: 'mart',
    key: ['from'],
    row: z.object({ from: z.string(), user: int64() }),
  })
  const where = contract({ ...about, name: 'where', layer: 'mart', row: z.object({ from: z.string() }) })
  writeFileSync(join(home, 'select.csv'), 'order,"Group ""by""",from,a b\n1,2,x,\n2,3,y,z\n3,nothing,y,\n')
  const made = project({
    name: 'words',
    warehouse: duckdb({ threads: 1 }),
    sources: [files(home, [csv(select, { maxRejected: 1 })])],
    models: [
      model(table, { union: select }, (db) => db.selectFrom('union').select(['union.from', 'union.order as user'])),
      model(where, { all: table }, (db) => db.selectFrom('all').select('all.from'), { materialization: 'view' }),
    ],
    checks: [checks(table, (check) => [check.rowCount({ min: 1 })])],
  })
  const summary = await runProject(made, { home: join(home, 'home') })
  expect(summary.tasks.flatMap((task) => task.error?.message ?? [])).toEqual([])
  expect(summary.status).toBe('succeeded')
  const store = await openStore(made, { home: join(home, 'home') }, 'read')
  try {
    expect((await store.query('select * from "table" order by 1')).rows).toEqual([
      ['x', 1n],
      ['y', 2n],
    ])
    expect((await store.query('select * from "where" order by 1')).rows).toEqual([['x'], ['y']])
    expect((await store.query('select line, column_name from select__rejected')).rows).toEqual([[4n, 'Group "by"']])
  } finally {
    await store.close()
  }
})

it('names that every object of JavaScript has are names like others', async () => {
  const row = { id: int64(), constructor: z.string(), valueOf: int64().nullable(), toString: z.string().nullable() }
  const teams = contract({ ...about, name: 'constructor', layer: 'raw', key: ['id'], row: z.object(row) })
  const points = contract({ ...about, name: 'points', layer: 'mart', key: ['id'], row: z.object(row) })
  writeFileSync(join(home, 'constructor.csv'), 'id,constructor,valueOf,toString\n1,Ferrari,,a\n2,,7,\n3,McLaren,x,c\n')
  const pointsOf = model(points, { t: teams }, (db) => db.selectFrom('t').select(['t.id', 't.constructor', 't.valueOf', 't.toString']))
  const made = project({
    name: 'objects',
    warehouse: duckdb({ threads: 1 }),
    sources: [files(home, [csv(teams, { maxRejected: 2 })])],
    models: [pointsOf],
  })
  const summary = await runProject(made, { home: join(home, 'objects') })
  expect(summary.tasks.flatMap((task) => task.error?.message ?? [])).toEqual([])
  const store = await openStore(made, { home: join(home, 'objects') }, 'read')
  try {
    expect((await store.query('select * from points')).rows).toEqual([[1n, 'Ferrari', null, 'a']])
    expect((await store.query('select line, column_name from constructor__rejected order by line')).rows).toEqual([
      [3n, 'constructor'],
      [4n, 'valueOf'],
    ])
  } finally {
    await store.close()
  }
  const definition = {
    name: 'what is left out is null',
    given: { t: [{ id: 1n, constructor: 'Ferrari' }] },
    expect: [{ id: 1n, constructor: 'Ferrari', valueOf: null, toString: null }],
  }
  const test = modelTest(pointsOf, definition as never)
  expect(await testProject(made, [test], { home: join(home, 'objects'), on: 'memory' })).toMatchObject([{ status: 'passed' }])
  expect(parseRow(teams, { id: '1', constructor: 'Ferrari' })).toEqual({
    row: { id: 1n, constructor: 'Ferrari', valueOf: null, toString: null },
  })
})
