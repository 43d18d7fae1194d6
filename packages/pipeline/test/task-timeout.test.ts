import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { sqlModel } from '@meshwright/models'
import { postgres } from '@meshwright/postgres'
import type { Warehouse } from '@meshwright/sql'
import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import { sql } from 'kysely'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject, type Progress } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-timeout-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const about = { owner: 'tests', description: 'Rows.', layer: 'mart' } as const
const row = z.object({ n: int64() })
const slow = contract({ ...about, name: 'slow', row })
const quick = contract({ ...about, name: 'quick', row })

/** A query that would take hours, given half a second twice, and one beside it. */
const made = (warehouse: Warehouse, query: string) =>
  project({
    name: 'late',
    warehouse,
    models: [sqlModel(slow, {}, () => sql.raw(query)), sqlModel(quick, {}, () => sql.raw('select cast(1 as bigint) as n'))],
    tasks: [{ select: 'slow', timeoutSeconds: 0.5, retries: { count: 1, delaySeconds: 0.01, maxDelaySeconds: 0.01 } }],
  })

async function expectBrokenOff(warehouse: Warehouse, query: string, home: string): Promise<void> {
  const told: Progress[] = []
  const late = made(warehouse, query)
  const began = performance.now()
  const summary = await runProject(late, { home, onProgress: (progress) => told.push(progress) })
  expect(performance.now() - began).toBeLessThan(20_000)
  expect(Object.fromEntries(summary.tasks.map((result) => [result.task.id, result.status]))).toEqual({
    'build:slow': 'failed',
    'gate:slow': 'blocked',
    'build:quick': 'done',
    'gate:quick': 'done',
  })
  const failed = summary.tasks.find((result) => result.task.id === 'build:slow')
  expect([failed?.tries, failed?.error?.code, failed?.error?.message]).toEqual([
    2,
    'timed-out',
    'build:slow took longer than the 0.5 s that the plan gives it, and was broken off',
  ])
  expect(told.filter((progress) => progress.event === 'retrying')).toMatchObject([{ attempt: 1, error: { code: 'timed-out' } }])
  const store = await openStore(late, { home }, 'read')
  try {
    const names = (await store.list(late.environment.schema)).map((table) => table.name.table)
    expect(names.filter((name) => name.startsWith('mw_stage__') || name === 'slow')).toEqual([])
  } finally {
    await store.close()
  }
}

describe('a task that takes longer than the plan gives it', () => {
  it('is broken off in DuckDB, tried again, and the rest goes on', () =>
    expectBrokenOff(
      duckdb({ threads: 1 }),
      'select cast(sum(sin(i)) as bigint) as n from range(100000000000) as r(i)',
      join(folder, 'duckdb'),
    ))

  describe('on Postgres', () => {
    let server: PostgresServer
    beforeAll(async () => void (server = await startPostgres()))
    afterAll(() => server?.stop())

    it('is broken off in the server, tried again, and the rest goes on', async () => {
      await expectBrokenOff(postgres(server.url()), 'select count(pg_sleep(600)) as n', join(folder, 'postgres'))
      const store = await openStore(made(postgres(server.url()), 'select 1'), { home: folder }, 'read')
      try {
        const { rows } = await store.query(
          "select count(*) from pg_stat_activity where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid()",
        )
        expect(rows).toEqual([[0n]])
      } finally {
        await store.close()
      }
    })
  })
})
