import { parseDocument, runEventSchema } from '@meshwright/contracts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openRunLog } from '../src/run-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const RUN = '01a1fd1e-0ce4-7026-9582-05ba4b62e142'
function events(): unknown[] {
  const path = join(folder, 'deep', 'run-log.jsonl')
  rmSync(path, { force: true })
  const log = openRunLog(path, { runId: RUN, project: 'shop', environment: 'dev' })
  log.write({ eventType: 'START', at: new Date(0), task: null })
  log.write({ eventType: 'START', at: new Date(1), task: 'ingest:orders', inputs: [], outputs: ['orders'] })
  log.write({
    eventType: 'FAIL',
    at: new Date(2),
    task: 'ingest:orders',
    facts: { status: 'failed', error: { message: 'no way to postgres://shop:hunter2@db/shop' } },
  })
  log.write({ eventType: 'FAIL', at: new Date(3), task: null })
  const text = readFileSync(path, 'utf8')
  expect(text).not.toContain('hunter2')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

it('writes run events: each task a run of its own, with the run as its parent', () => {
  const [start, task, failed] = events().map((event, index) => parseDocument(runEventSchema, event, `line ${index + 1}`))
  expect(start?.run).toEqual({ runId: RUN, facets: {} })
  expect(task?.run.runId).not.toBe(RUN)
  expect(task?.run.runId).toBe(failed?.run.runId)
  expect(task?.run.facets?.['parent']).toMatchObject({ run: { runId: RUN }, job: { namespace: 'shop/dev', name: 'shop' } })
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
