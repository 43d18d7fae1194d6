import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject } from '../src/index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-hidden-'))
  mkdirSync(join(folder, 'data'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const table = (name: string) =>
  contract({ name, owner: 'tests', description: 'Rows.', layer: 'raw', key: ['id'], row: z.object({ id: int64(), amount: int64() }) })

const write = (name: string, rows: string) => writeFileSync(join(folder, 'data', `${name}.csv`), `id,amount\n${rows}`)

test.each(['d', 'r', 'w'])('a table is loaded beside one whose name it begins with: sales and sales_%s', async (ending) => {
  const other = `sales_${ending}`
  const made = project({
    name: 'names',
    warehouse: duckdb({ threads: 1 }),
    sources: [files(join(folder, 'data'), [csv(table('sales'), { maxRejected: 1, mode: 'append' }), csv(table(other))])],
  })
  const home = join(folder, 'home')
  // What is left out of the one has hidden tables of its own: duplicates, rejects, what it would be with the rows of before.
  for (const [rows, others] of [
    ['1,1\n1,1\n2,2\nx,3\n', '7,7\n8,8\n'],
    ['3,1\n3,1\n4,2\ny,3\n', '7,7\n8,8\n9,9\n'],
  ] as const) {
    write('sales', rows)
    write(other, others)
    const summary = await runProject(made, { home })
    expect(summary.tasks.map(({ error }) => error?.message ?? '').join('')).toBe('')
  }
  const store = await openStore(made, { home }, 'read')
  try {
    const column = async (sql: string) => (await store.query(sql)).rows.flat()
    expect(await column('select id from sales order by id')).toEqual([1n, 2n, 3n, 4n])
    expect(await column(`select id from ${other} order by id`)).toEqual([7n, 8n, 9n])
    expect(await column('select raw from sales__rejected order by raw')).toEqual(['x,3', 'y,3'])
  } finally {
    await store.close()
  }
})
