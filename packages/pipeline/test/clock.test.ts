import { duckdb } from '@meshwright/duckdb'
import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, readCheckResults, readState, resolverOf, runProject } from '../src/index.ts'
import { look, PUBLISHED, shop, writeFiles } from './shop.ts'

let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'meshwright-clock-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

const made = () => shop(join(home, 'data'), duckdb({ threads: 1 }))
const runAt = (time: string) => runProject(made(), { home, clock: () => new Date(time) })
const statusesOf = async (time: string) => new Set((await runAt(time)).tasks.map((task) => task.status))

describe('a clock that was set back', () => {
  it('is warned about; the run that was last is the state all the same, and what is unchanged is skipped', async () => {
    writeFiles(join(home, 'data'), 'old')
    const first = await runAt('2026-06-01T12:00:00Z')
    expect([first.status, first.warnings]).toEqual(['succeeded', []])

    writeFiles(join(home, 'data'), 'new')
    utimesSync(join(home, 'data', 'orders.csv'), new Date('2026-05-01T00:00:00Z'), new Date('2026-05-01T00:00:00Z'))
    const back = await runAt('2026-05-01T08:00:00Z')
    expect(back.status).toBe('succeeded')
    expect(back.warnings).toEqual([
      expect.stringMatching(
        /^the clock says 2026-05-01T08:00:00\.000Z, and the warehouse was written at 2026-06-01T12:00:00\.000Z: was it set back\?/,
      ),
    ])
    expect(back.runId > first.runId).toBe(true)
    expect((await look(made(), home)).tables).toEqual(PUBLISHED.new)

    expect(await statusesOf('2026-05-01T08:00:01Z')).toEqual(new Set(['unchanged']))
    expect(await statusesOf('2026-06-02T00:00:00Z')).toEqual(new Set(['unchanged']))

    const store = await openStore(made(), { home }, 'read')
    try {
      const state = await readState(store, resolverOf(made()), made().warehouse.dialect)
      expect(new Set([...state.publications.values()].map(({ runId }) => runId))).toEqual(new Set([back.runId]))
      const checks = await readCheckResults(store, resolverOf(made()), made().warehouse.dialect)
      expect(new Set(checks.map(({ runId }) => runId))).toEqual(new Set([back.runId]))
      const ids = (await store.query('select load_id, run_id from mw_load')).rows.map((row) => String(row[0]))
      expect(new Set(ids).size).toBe(ids.length)
    } finally {
      await store.close()
    }
  })

  it.each(['publication', 'load', 'check_result', 'run', 'staged'])(
    'is noticed by whatever the warehouse holds of the last run: its %s records',
    async (kept) => {
      writeFiles(join(home, 'data'), 'old')
      const ids = new Set<string>()
      for (const id of ['ingest:customers', 'gate:customers', 'ingest:orders', 'gate:orders'])
        ids.add((await runProject(made(), { home, tasks: [id], runKey: 'daily', clock: () => new Date('2026-06-01T12:00:00Z') })).runId)
      const store = await openStore(made(), { home }, 'write')
      for (const name of ['publication', 'load', 'check_result', 'run', 'staged'])
        if (name !== kept) await store.query(`delete from mw_${name}`)
      await store.close()
      const back = await runAt('2026-05-01T08:00:00Z')
      expect([ids.size, back.warnings.length]).toEqual([1, 1])
      expect(back.runId > ([...ids][0] as string)).toBe(true)
    },
  )

  it('runs in one millisecond have ids that tell which was first', async () => {
    writeFiles(join(home, 'data'), 'old')
    const first = await runAt('2026-06-01T12:00:00Z')
    writeFiles(join(home, 'data'), 'new')
    const second = await runAt('2026-06-01T12:00:00Z')
    expect([second.runId > first.runId, second.warnings]).toEqual([true, []])
    expect(await statusesOf('2026-06-01T12:00:00Z')).toEqual(new Set(['unchanged']))
  })
})
