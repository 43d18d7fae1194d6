import { duckdb } from '@meshwright/duckdb'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, runProject, type RunSummary } from '../src/index.ts'
import { look, PUBLISHED, shop, writeFiles } from './shop.ts'

let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'meshwright-foreign-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

const made = () => shop(join(home, 'data'), duckdb({ threads: 1 }))
const statuses = (summary: RunSummary) => Object.fromEntries(summary.tasks.map((result) => [result.task.id, result.status]))

async function byHand(sql: string): Promise<readonly (readonly unknown[])[]> {
  const store = await openStore(made(), { home }, 'write')
  try {
    return (await store.query(sql)).rows
  } finally {
    await store.close()
  }
}

describe('a table that no run has published', () => {
  it.each([
    ['of a model', 'totals', "create table totals as select 'mine' as word", 'table'],
    ['of a source', 'orders', "create table orders as select 'mine' as word", 'table'],
    ['a view', 'grand', "create view grand as select 'mine' as word", 'view'],
    ['in other letters', 'totals', `create table "Totals" as select 'mine' as word`, 'table'],
  ])('is not replaced: %s', async (_what, name, create, kind) => {
    writeFiles(join(home, 'data'), 'old')
    await byHand(create)
    const summary = await runProject(made(), { home })
    expect(summary.status).toBe('failed')
    const failed = summary.tasks.filter((task) => task.status === 'failed')
    expect(failed.map((task) => [task.task.target, task.error?.code])).toEqual([[name, 'name-taken']])
    expect(failed[0]?.error?.message).toBe(
      `${name}: there is a ${kind} "main"."${name}" already, and no run of this project has published it, so it is not replaced. Rename it (alter ${kind} "main"."${name}" rename to "${name}_old"), drop it, or give the contract another name`,
    )
    expect(statuses(summary)).toMatchObject({ 'gate:customers': 'done', [`gate:${name}`]: 'blocked' })
    expect(await byHand(`select * from ${name}`)).toEqual([['mine']])

    // What the message says to do.
    await byHand(`alter ${kind} "main"."${name}" rename to "${name}_old"`)
    expect((await runProject(made(), { home })).status).toBe('succeeded')
    expect((await look(made(), home)).tables).toEqual(PUBLISHED.old)
    expect(await byHand(`select * from ${name}_old`)).toEqual([['mine']])
  })
})
