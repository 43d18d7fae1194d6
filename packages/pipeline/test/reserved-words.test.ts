import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model } from '@meshwright/models'
import { checks } from '@meshwright/quality'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject } from '../src/index.ts'

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
