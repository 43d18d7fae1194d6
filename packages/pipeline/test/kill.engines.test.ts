import { duckdb } from '@meshwright/duckdb'
import { postgres } from '@meshwright/postgres'
import { STORE_STEPS } from '@meshwright/sql'
import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, runProject } from '../src/index.ts'
import type { KillTask } from './kill-child.ts'
import { look, PUBLISHED, shop, writeFiles, type Seen } from './shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-kill-run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const data = join(folder, 'data')
const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url))

function child(task: KillTask): { readonly signal: string | null; readonly moments: readonly string[] } {
  const { signal, status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@meshwright/source', '--no-warnings', CHILD, JSON.stringify(task)],
    { encoding: 'utf8' },
  )
  if (signal === null && status !== 0) throw new Error(`the child ended with ${status}:\n${stderr}`)
  return { signal, moments: signal === null ? (JSON.parse(stdout) as { moments: string[] }).moments : [] }
}

interface Place {
  readonly home: string
  readonly url: string | undefined
}

/** Kills a run at each of its moments; `fresh` gives a place in which the old state is published. */
function killed(fresh: (name: string) => Promise<Place>): void {
  const made = ({ url }: Place) => shop(data, url === undefined ? duckdb({ threads: 1 }) : postgres(url))

  it('at every named step and task boundary: each table is whole, and the next run ends as an undisturbed one does', async () => {
    const undisturbed = await fresh('undisturbed')
    writeFiles(data, 'new')
    const { moments } = child({ ...undisturbed, data, kill: undefined })
    const expected = await look(made(undisturbed), undisturbed.home)
    expect(expected.tables).toEqual(PUBLISHED.new)
    expect(expected.hidden).toEqual([])
    for (const step of STORE_STEPS) expect(moments).toContain(step)
    for (const task of ['ingest:orders', 'gate:orders', 'build:totals', 'gate:grand'])
      for (const moment of ['begins', 'ended']) expect(moments).toContain(`${moment} ${task}`)

    for (const [index, moment] of moments.entries()) {
      const at = `killed at moment ${index + 1}, ${moment}`
      const place = await fresh(`kill_${index + 1}`)
      writeFiles(data, 'new')
      expect(child({ ...place, data, kill: index + 1 }).signal, at).toBe('SIGKILL')
      wholeTables(await look(made(place), place.home), at)

      const summary = await runProject(made(place), { home: place.home })
      expect([summary.status, summary.warnings], at).toEqual(['succeeded', []])
      expect(await look(made(place), place.home), at).toEqual(expected)
      const again = await runProject(made(place), { home: place.home })
      expect(new Set(again.tasks.map((task) => task.status)), at).toEqual(new Set(['unchanged']))
    }
  }, 900_000)
}

/** Each table is the old one or the new one, never something between; a view is what its table makes it. */
function wholeTables({ tables }: Seen, at: string): void {
  expect(Object.keys(tables), at).toEqual(Object.keys(PUBLISHED.old))
  for (const name of ['customers', 'orders', 'totals'] as const)
    expect([PUBLISHED.old[name], PUBLISHED.new[name]], `${name}, ${at}`).toContainEqual(tables[name])
  const of = (['old', 'new'] as const).find((state) => JSON.stringify(PUBLISHED[state].totals) === JSON.stringify(tables['totals']))
  expect(tables['grand'], at).toEqual(PUBLISHED[of ?? 'old'].grand)
}

describe('a run on DuckDB, killed with kill -9', () => {
  const template = join(folder, 'template')
  beforeAll(async () => {
    writeFiles(data, 'old')
    expect((await runProject(shop(data, duckdb({ threads: 1 })), { home: template })).status).toBe('succeeded')
  })
  killed(async (name) => {
    const home = join(folder, name)
    cpSync(template, home, { recursive: true })
    return { home, url: undefined }
  })
})

describe('a run on Postgres, killed with kill -9', () => {
  let server: PostgresServer
  const homes = join(folder, 'postgres')
  beforeAll(async () => {
    server = await startPostgres()
    await sql(server.url(), 'create database template_old')
    writeFiles(data, 'old')
    const home = join(homes, 'template')
    expect((await runProject(shop(data, postgres(server.url('template_old'))), { home })).status).toBe('succeeded')
  })
  afterAll(() => server?.stop())
  killed(async (name) => {
    await sql(server.url(), `create database "${name}" template template_old`)
    const home = join(homes, name)
    mkdirSync(home, { recursive: true })
    return { home, url: server.url(name) }
  })

  async function sql(url: string, text: string): Promise<void> {
    const store = await openStore(shop(data, postgres(url)), { home: homes }, 'write')
    try {
      await store.query(text)
    } finally {
      await store.close()
    }
  }
})
