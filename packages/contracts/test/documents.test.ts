import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  checkResultSchema,
  contract,
  contractDocument,
  ContractError,
  date,
  loadCountsSchema,
  manifestDiffSchema,
  manifestSchema,
  manifestStateSchema,
  MeshwrightError,
  parseDocument,
  dataAssetUri,
  planSchema,
  publishModeSchema,
  RUN_EVENT_SCHEMA_URL,
  runEventSchema,
  sealedPackageSchema,
  stateComparisonSchema,
  versioned,
  type Manifest,
  type Plan,
  type RunEvent,
  type SealedPackage,
} from '@meshwright/contracts'

const note = versioned('note', 2, { text: z.string(), tags: z.array(z.string()) })
const caught = (value: unknown): ContractError => {
  try {
    parseDocument(note, value, 'notes.json')
  } catch (error) {
    if (error instanceof ContractError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('parseDocument', () => {
  test('reads its own version', () => {
    const document = { document: 'note', documentVersion: 2, text: 'x', tags: [] }
    expect(parseDocument(note, document, 'notes.json')).toEqual(document)
  })
  test('a newer version says which, what is read, and what to do', () => {
    const error = caught({ document: 'note', documentVersion: 3, text: 5 })
    expect(error.code).toBe('document-version')
    expect(error.message).toBe(
      'notes.json: this is version 3 of a note, and this Meshwright reads version 2; update Meshwright to the release that wrote it, or a later one',
    )
  })
  test('an older version is to be written again', () => {
    expect(caught({ document: 'note', documentVersion: 1 }).message).toBe(
      'notes.json: this is version 1 of a note, and this Meshwright reads version 2; write it again with this release',
    )
  })
  test('so does one that lies in a document', () => {
    const pinned = { document: 'note', documentVersion: 3 }
    expect(() => parseDocument(z.object({ notes: z.array(note) }), { notes: [pinned] }, 'board.json')).toThrow(
      expect.objectContaining({ code: 'document-version', message: expect.stringMatching(/^board\.json: this is version 3 of a note, /) }),
    )
  })
  test('what has no version, or is of another kind, is not said to be of another version', () => {
    for (const value of [{ document: 'note' }, { document: 'plan', documentVersion: 3 }, { documentVersion: 3 }, { documentVersion: 'x' }])
      expect(caught(value).code).toBe('document-invalid')
  })
  test('every problem is named', () => {
    const error = caught({ document: 'note', documentVersion: 2, tags: [1, 'x', 2] })
    expect(error.code).toBe('document-invalid')
    expect(error.problems.map((problem) => problem.split(':')[0])).toEqual(['text', 'tags.0', 'tags.2'])
    expect(error.message).toContain('notes.json: text: ')
  })
  test('what is no document', () => {
    expect(caught(null).message).toContain('(the whole document)')
    expect(caught({ document: 'plan', documentVersion: 2, text: '', tags: [] }).problems).toHaveLength(1)
  })
  test('errors are of one family, with a code and whether to try again', () => {
    const error = caught(null)
    expect(error).toBeInstanceOf(MeshwrightError)
    expect(error).toMatchObject({ name: 'ContractError', retryable: false })
    const cause = new Error('inner')
    expect(new ContractError('name-invalid', 'x', { cause, retryable: true })).toMatchObject({ cause, retryable: true, problems: ['x'] })
    expect(Object.hasOwn(new ContractError('name-invalid', 'x'), 'cause')).toBe(false)
  })
})

test.each([
  ['plan', planSchema, 2],
  ['state-comparison', stateComparisonSchema, 1],
  ['manifest', manifestSchema, 2],
  ['manifest', manifestStateSchema, 2],
  ['manifest-diff', manifestDiffSchema, 1],
  ['run-event', runEventSchema, 1],
  ['sealed-package', sealedPackageSchema, 1],
  ['check-result', checkResultSchema, 1],
] as const)('a %s of the next version is refused with what to do, whatever else is in it', (document, schema: z.ZodType, reads) => {
  expect(() => parseDocument(schema, { document, documentVersion: reads + 1, more: [] }, 'file.json')).toThrow(
    `file.json: this is version ${reads + 1} of a ${document}, and this Meshwright reads version ${reads}; update Meshwright`,
  )
})

describe('documents survive JSON', () => {
  test('a plan', () => {
    const plan: Plan = {
      document: 'plan',
      documentVersion: 2,
      project: 'shop',
      description: 'What the shop sells.',
      environment: 'dev',
      owner: null,
      tags: [],
      granularity: 'task',
      schedule: { cron: '0 6 * * *', timeZone: 'Asia/Jakarta', start: '2026-01-01', catchUp: 'latest' },
      wakesOn: [{ project: 'suppliers', environment: 'prod', name: 'deliveries' }],
      timeoutSeconds: 3600,
      pools: [{ name: 'shop-database', slots: 1, description: 'One connection at a time.' }],
      tasks: [
        {
          id: 'ingest:orders',
          kind: 'ingest',
          target: 'orders',
          description: '',
          layer: 'raw',
          owner: 'sales',
          tags: [],
          reads: [],
          writes: ['orders'],
          steps: ['ingest:orders'],
          command: null,
          pool: 'shop-database',
          limits: ['shop-database'],
          retries: { count: 2, delaySeconds: 10, maxDelaySeconds: 60 },
          timeoutSeconds: null,
          fingerprint: 'f',
        },
      ],
      edges: [{ from: 'ingest:orders', to: 'gate:orders', reason: 'stages' }],
      hash: 'h',
    }
    expect(parseDocument(planSchema, JSON.parse(JSON.stringify(plan)), 'plan.json')).toEqual(plan)
    expect(() => parseDocument(planSchema, { ...plan, tasks: [{ ...plan.tasks[0], pool: 1 }] }, 'plan.json')).toThrow('tasks.0.pool')
  })
  test('a table of another project has a name of its own, whatever is in the names', () => {
    expect(dataAssetUri({ project: 'a/b', environment: 'prod', name: '顧客 "x"' })).toBe(
      'meshwright://a%2Fb/prod/%E9%A1%A7%E5%AE%A2%20%22x%22',
    )
  })
  test('a run event', () => {
    const event: RunEvent = {
      document: 'run-event',
      documentVersion: 1,
      eventType: 'COMPLETE',
      eventTime: '2022-12-31T10:00:00.000Z',
      producer: 'https://example.org/meshwright',
      schemaURL: RUN_EVENT_SCHEMA_URL,
      run: { runId: '017f22e2-79b0-7cc3-98c4-dc0c0c07398f', facets: { parent: { _producer: 'p', _schemaURL: 's', run: { runId: 'x' } } } },
      job: { namespace: 'shop', name: 'build:dim_date' },
      outputs: [{ namespace: 'shop', name: 'dim_date' }],
    }
    expect(parseDocument(runEventSchema, JSON.parse(JSON.stringify(event)), 'events.ndjson')).toEqual(event)
    expect(() => parseDocument(runEventSchema, { ...event, eventTime: 'today' }, 'events.ndjson')).toThrow('eventTime')
  })
  test('a check result', () => {
    const result = {
      document: 'check-result',
      documentVersion: 1,
      runId: 'r',
      table: 'orders',
      name: 'order_id_unique',
      check: 'unique',
      columns: ['order_id'],
      severity: 'error',
      status: 'failed',
      message: '2 of 10 rows',
      rows: '10',
      failing: '2',
      observed: { duplicates: '2' },
      samples: [{ order_id: '5' }],
      checkedAt: '2022-12-31T10:00:00Z',
    }
    expect(parseDocument(checkResultSchema, result, 'x')).toEqual(result)
    expect(() => parseDocument(checkResultSchema, { ...result, status: 'ok', severity: 'fatal' }, 'x')).toThrow(/severity(.|\n)*status/)
  })
  test('a manifest', () => {
    const dimDate = contract({
      name: 'dim_date',
      layer: 'dimension',
      description: 'One row per day.',
      owner: 'data',
      key: ['day'],
      row: z.object({ day: date() }),
    })
    const manifest: Manifest = {
      document: 'manifest',
      documentVersion: 2,
      project: 'shop',
      description: 'The shop.',
      environment: { name: 'prod', warehouse: 'duckdb', schema: 'main', file: '.meshwright/prod/warehouse.duckdb' },
      definitions: { orders: { contract: 'c', source: 's', origin: 'o', checks: 'k', settings: 't' }, 'report:sales': { report: 'r' } },
      contracts: [contractDocument(dimDate)],
      sources: [{ table: 'orders', connector: 'files', origin: 'data/orders.csv', mode: { mode: 'replace' }, options: null }],
      models: [
        {
          name: 'dim_date',
          materialization: 'view',
          upstream: { o: 'orders' },
          tree: null,
          sql: 'select 1',
          dialect: 'duckdb',
          fingerprint: 'f',
          lineage: {
            columns: { day: [{ relation: 'orders', column: 'order_date', kind: 'transformed' }] },
            indirect: [{ relation: 'orders', column: 'city_id', through: 'filter' }],
            opaque: false,
          },
        },
      ],
      checks: {
        dim_date: [{ name: 'day_unique', check: 'unique', columns: ['day'], severity: 'error', description: 'd', params: {}, reads: [] }],
      },
      owners: ['data'],
      fingerprint: 'f',
    }
    expect(parseDocument(manifestSchema, JSON.parse(JSON.stringify(manifest)), 'manifest.json')).toEqual(manifest)
    expect(() =>
      parseDocument(manifestSchema, { ...manifest, contracts: [{ ...manifest.contracts[0], layer: 'gold' }] }, 'manifest.json'),
    ).toThrow('contracts.0.layer')
  })
  test('a sealed package', () => {
    const sealed: SealedPackage = {
      document: 'sealed-package',
      documentVersion: 1,
      loadId: 'l',
      table: 'orders',
      staged: { schema: 'main', table: 'mw_stage__1_orders' },
      origin: 'data/orders.csv',
      label: 'orders.csv',
      fingerprint: null,
      path: 'engine',
      why: 'the engine reads CSV',
      counts: { read: 3, loaded: 2, rejected: 1, duplicate: 0, filtered: 0 },
      ignoredColumns: [],
      cursor: { after: '5' },
      modifiedAt: null,
      sealedAt: '2022-12-31T10:00:00Z',
      hash: 'h',
    }
    expect(parseDocument(sealedPackageSchema, JSON.parse(JSON.stringify(sealed)), 'x')).toEqual(sealed)
    expect(() => parseDocument(sealedPackageSchema, { ...sealed, counts: { ...sealed.counts, read: -1 } }, 'x')).toThrow('counts.read')
  })
  test('counts are whole and not negative; modes say what they need', () => {
    expect(loadCountsSchema.safeParse({ read: 1.5, loaded: -1, rejected: 0, duplicate: 0, filtered: 0 }).error?.issues).toHaveLength(2)
    expect(publishModeSchema.safeParse({ mode: 'replaceInterval', column: 'day' }).success).toBe(false)
    expect(publishModeSchema.safeParse({ mode: 'merge' }).success).toBe(true)
  })
})
