import { duckdb } from '@meshwright/duckdb'
import { STORE_STEPS } from '@meshwright/sql'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProject, type RunOptions } from '../src/index.ts'
import { look, PUBLISHED, shop, writeFiles } from './shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-interrupt-'))
const data = join(folder, 'data')
const template = join(folder, 'template')
const made = shop(data, duckdb({ threads: 1 }))
beforeAll(async () => {
  writeFiles(data, 'old')
  expect((await runProject(made, { home: template })).status).toBe('succeeded')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(['drain', 'cancel'] as const)('a run that is stopped (%s)', (how) => {
  it.each(STORE_STEPS)('at %s ends in order, leaves no table between old and new, and nothing hidden', async (at) => {
    const home = join(folder, `${how}-${at.replace(':', '-')}`)
    cpSync(template, home, { recursive: true })
    writeFiles(data, 'new')
    const stop = new AbortController()
    const options: RunOptions = {
      home,
      parallel: 1,
      [how]: stop.signal,
      onStep: (step) => step === at && stop.abort(new Error('stopped')),
    }
    const stopped = await runProject(made, options)
    expect([stopped.status, stopped.warnings]).toEqual(['cancelled', []])
    expect(stopped.tasks.filter((task) => task.status === 'failed')).toEqual([])
    const seen = await look(made, home)
    expect(seen.hidden).toEqual([])
    for (const [name, rows] of Object.entries(seen.tables))
      expect([PUBLISHED.old, PUBLISHED.new].map((state) => state[name as keyof typeof state])).toContainEqual(rows)

    expect((await runProject(made, { home })).status).toBe('succeeded')
    expect((await look(made, home)).tables).toEqual(PUBLISHED.new)
  })
})
