import { duckdb } from '@meshwright/duckdb'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { planProject, project, runLogPath, runProject, type RunObserver } from '../../src/index.ts'
import { observe } from '../../src/observe/run-observer.ts'
import { shop, writeFiles } from '../shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-observed-'))
const data = join(folder, 'data')
beforeAll(() => writeFiles(data, 'old'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const made = shop(data, duckdb({ threads: 1 }))

it('an observer is told of each event as it stands in the run log, and ended before the run is', async () => {
  const home = join(folder, 'told')
  const told: unknown[] = []
  let ended = 0
  const observer: RunObserver = {
    name: 'mine',
    begin: ({ plan, project: { name } }) => {
      expect([name, plan.tasks.length]).toEqual(['shop', planProject(made).tasks.length])
      return { event: (event) => told.push(event), end: async () => (ended++, ['the channel is closed']) }
    },
  }
  const summary = await runProject(made, { home, observers: [observer] })
  expect([summary.status, summary.warnings, ended]).toEqual(['succeeded', ['mine: the channel is closed'], 1])
  const lines = readFileSync(runLogPath(home, summary.runId), 'utf8').trimEnd().split('\n')
  expect(told).toEqual(lines.map((line) => JSON.parse(line) as unknown))
})

it('one that throws, or never ends, is a warning; the others are told everything, and the run is as it would be', async () => {
  const failing = (name: string, where: 'begin' | 'event' | 'end'): RunObserver => {
    const fail = () => {
      throw new Error(`no way to amqp://me:hunter2@queue/`)
    }
    return {
      name,
      begin:
        where === 'begin'
          ? fail
          : () => ({ event: where === 'event' ? fail : () => undefined, end: where === 'end' ? fail : async () => [] }),
    }
  }
  let told = 0
  const good: RunObserver = { name: 'good', begin: () => ({ event: () => told++, end: async () => [] }) }
  const summary = await runProject(made, {
    home: join(folder, 'failing'),
    observers: [failing('a', 'begin'), failing('b', 'event'), failing('c', 'end'), good],
  })
  expect(summary.status).toBe('succeeded')
  expect(summary.warnings.toSorted()).toEqual([
    'a: no way to amqp://me:[secret]@queue/',
    'b: was told nothing after shop: no way to amqp://me:[secret]@queue/',
    'c: no way to amqp://me:[secret]@queue/',
  ])
  expect(told).toBe(2 + 2 * summary.tasks.length)
  const hanging: RunObserver = { name: 'slow', begin: () => ({ event: () => undefined, end: () => new Promise(() => undefined) }) }
  const context = {
    runId: '',
    now: new Date(),
    interval: undefined,
    environment: 'dev',
    warehouse: '',
    signal: new AbortController().signal,
  }
  expect(await observe([hanging], { project: made, plan: planProject(made), share: 'whole', context }, 50).end()).toEqual([
    'slow: did not end within 0.05 s',
  ])
})

it('a run that fails as it begins is told as failed, with the reason', async () => {
  const told: { type: unknown; facts: unknown }[] = []
  const observer: RunObserver = {
    name: 'mine',
    begin: () => ({
      event: (event) => told.push({ type: event.eventType, facts: event.run.facets?.['meshwright'] }),
      end: async () => [],
    }),
  }
  const home = join(folder, 'a-file')
  writeFileSync(home, '')
  await expect(runProject(made, { home, observers: [observer] })).rejects.toMatchObject({ code: 'home-unusable' })
  const selected = { home: join(folder, 'begins-badly'), observers: [observer], work: 'build' as const, selected: new Set(['grand']) }
  await expect(runProject(made, selected)).rejects.toMatchObject({ code: 'upstream-unpublished' })
  expect(told).toEqual([
    { type: 'START', facts: undefined },
    { type: 'FAIL', facts: expect.objectContaining({ error: expect.objectContaining({ code: 'home-unusable' }) }) },
    { type: 'START', facts: expect.objectContaining({ work: 'build', selected: true }) },
    { type: 'FAIL', facts: expect.objectContaining({ error: expect.objectContaining({ code: 'upstream-unpublished' }) }) },
  ])
})

it('a config whose observers are none is refused with the place', () => {
  expect(() => project({ name: 'shop', warehouse: duckdb(), observers: [{ url: 'https://example.com' }] as never })).toThrow(
    "observers[0]: is an object, not an observer; write webhook({ url: secret('…') })",
  )
})
