import { parseDocument, runEventSchema, runIdAt } from '@meshwright/contracts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readRunLog } from '../src/run-history.ts'
import { KEPT_RUNS, keptRuns, openRunLog, runLogPath } from '../src/run-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const RUN = '01a1fd1e-0ce4-7026-9582-05ba4b62e142'
const OTHER = '01a1fd1e-0ce4-7026-9582-05ba4b62e143'
function events(): unknown[] {
  const home = join(folder, 'deep')
  const path = runLogPath(home, RUN)
  for (const each of [path, runLogPath(home, OTHER)]) rmSync(each, { force: true })
  const log = openRunLog(home, { runId: RUN, project: 'shop', environment: 'dev' })
  log.write({ eventType: 'START', at: new Date(0), task: null })
  log.write({ eventType: 'START', at: new Date(1), task: 'ingest:orders', inputs: [], outputs: ['orders'] })
  log.write({
    eventType: 'FAIL',
    at: new Date(2),
    task: 'ingest:orders',
    facts: { status: 'failed', error: { message: 'no way to postgres://shop:hunter2@db/shop' } },
  })
  log.write({ eventType: 'START', at: new Date(2), task: 'ingest:customers' })
  openRunLog(home, { runId: OTHER, project: 'shop', environment: 'dev' }).write({
    eventType: 'START',
    at: new Date(3),
    task: 'ingest:orders',
  })
  for (const message of ['no: https://h/?token=hunter2', 'no: password=[secret]', 'give it as token=', 'password="hunter2 x"'])
    log.write({ eventType: 'FAIL', at: new Date(2), task: 'ingest:orders', facts: { status: 'failed', error: { message } } })
  log.write({ eventType: 'FAIL', at: new Date(3), task: null })
  const text = readFileSync(path, 'utf8') + readFileSync(runLogPath(home, OTHER), 'utf8')
  expect(text).not.toContain('hunter2')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

it('writes run events: each task a run of its own, with the run as its parent', () => {
  const [start, task, failed, beside, query, , empty, quoted, , elsewhere] = events().map((event, index) =>
    parseDocument(runEventSchema, event, `line ${index + 1}`),
  )
  expect(start?.run).toEqual({ runId: RUN, facets: {} })
  expect(task?.run.runId).not.toBe(RUN)
  expect(task?.run.runId).toBe(failed?.run.runId)
  const told = [query, empty, quoted].map((event) => event?.run.facets?.['meshwright'])
  expect(told).toMatchObject(
    ['no: https://h/?token=[secret]', 'give it as token=', 'password=[secret]'].map((message) => ({ error: { message } })),
  )
  expect(new Set([task, beside, elsewhere].map((event) => event?.run.runId)).size).toBe(3)
  for (const event of [task, beside, elsewhere])
    expect(event?.run.runId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(task?.run.facets?.['parent']).toMatchObject({ run: { runId: RUN }, job: { namespace: 'shop/dev', name: 'shop' } })
})

it('goes on after a line that a kill cut in the middle, and loses no other', () => {
  const home = join(folder, 'cut')
  const path = runLogPath(home, RUN)
  const log = openRunLog(home, { runId: RUN, project: 'shop', environment: 'dev' })
  log.write({ eventType: 'START', at: new Date(0), task: null })
  log.write({ eventType: 'START', at: new Date(1), task: 'ingest:orders' })
  truncateSync(path, statSync(path).size - 30)
  log.write({ eventType: 'FAIL', at: new Date(2), task: null })
  const { events: kept, problems } = readRunLog(path)
  expect(kept.map(({ eventType }) => eventType)).toEqual(['START', 'FAIL'])
  expect(problems).toEqual([
    `line 2 of ${path} was cut off in the middle, as by a kill or a full disk: that event is lost, and a task without an end counts as not done`,
  ])
})

it('leaves out what a newer release wrote, and says once what to do', () => {
  const home = join(folder, 'newer')
  const path = runLogPath(home, RUN)
  const log = openRunLog(home, { runId: RUN, project: 'shop', environment: 'dev' })
  log.write({ eventType: 'START', at: new Date(0), task: null })
  const line = readFileSync(path, 'utf8')
  const newer = line.replace('"documentVersion":1', '"documentVersion":2')
  writeFileSync(path, line + newer + newer)
  const { events: kept, problems, unread } = readRunLog(path)
  expect(kept).toHaveLength(1)
  expect(unread).toBe(
    `line 2 of ${path}: this is version 2 of a run-event, and this Meshwright reads version 1; update Meshwright to the release that wrote it, or a later one`,
  )
  expect(problems).toEqual([unread])
})

it('keeps the logs of the last runs', () => {
  const home = join(folder, 'many')
  const ids = Array.from({ length: KEPT_RUNS + 3 }, (_, index) => runIdAt(new Date(1_700_000_000_000 + index)))
  for (const runId of ids) openRunLog(home, { runId, project: 'shop', environment: 'dev' })
  expect(keptRuns(home)).toEqual(ids.slice(3).toReversed())
})

it('keeps no more of large logs than a disk should give to them, and the latest whatever its size', () => {
  const home = join(folder, 'large')
  const ids = Array.from({ length: 4 }, (_, index) => runIdAt(new Date(1_700_000_000_000 + index)))
  const [first, second, third, fourth] = ids as [string, string, string, string]
  const open = (runId: string) => openRunLog(home, { runId, project: 'shop', environment: 'dev' })
  const grow = (runId: string, bytes: number) => truncateSync(runLogPath(home, runId), bytes)
  for (const runId of [first, second]) {
    open(runId)
    grow(runId, 120 * 1024 * 1024)
  }
  open(third)
  expect(keptRuns(home)).toEqual([third, second, first])
  grow(third, 20 * 1024 * 1024)
  open(fourth)
  expect(keptRuns(home)).toEqual([fourth, third, second])
  grow(fourth, 300 * 1024 * 1024)
  open(fourth)
  expect(keptRuns(home), 'a further process of a run forgets nothing').toEqual([fourth, third, second])
})

const schema = new URL('../../../../shared/schemas/openlineage/OpenLineage.json', import.meta.url)
const present = existsSync(schema)

it.skipIf(!present)(`fits OpenLineage's own schema${present ? '' : ' (skipped: ../shared/schemas/openlineage is not there)'}`, () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const document = JSON.parse(readFileSync(schema, 'utf8')) as { $id: string }
  ajv.addSchema(document)
  const validate = ajv.compile({ $ref: `${document.$id}#/$defs/RunEvent` })
  for (const event of events()) {
    validate(event)
    expect(validate.errors ?? []).toEqual([])
  }
})
