import { Secret } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLineage, runProject, type RunObserver } from '../../src/index.ts'
import { lineageEvent, type LineageEvent } from '../../src/observe/open-lineage-event.ts'
import { FILES, shop, writeFiles } from '../shop.ts'
import { endpoint } from './endpoint.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-lineage-'))
const data = join(folder, 'data')
beforeAll(() => writeFiles(data, 'old'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const made = shop(data, duckdb({ threads: 1 }))

const fileEvents = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LineageEvent)

/** All events of three runs: the first, one in which a load fails, and one that cannot begin. */
async function threeRuns(): Promise<LineageEvent[]> {
  const home = join(folder, 'three')
  const file = join(folder, 'deep', 'lineage.jsonl')
  if (!existsSync(file)) {
    const observers = [openLineage({ file })]
    await runProject(made, { home, observers })
    writeFileSync(join(data, 'orders.csv'), 'id,customer_id,amount\n10,1,x\n11,2,y\n')
    await runProject(made, { home, observers })
    writeFileSync(join(data, 'orders.csv'), FILES.old.orders)
    const begin = { home: join(folder, 'nothing'), observers, work: 'build' as const, selected: new Set(['grand']) }
    await expect(runProject(made, begin)).rejects.toMatchObject({ code: 'upstream-unpublished' })
  }
  return fileEvents(file)
}

const of = (events: readonly LineageEvent[], job: string, type: string) =>
  events.find((event) => event.job.name === job && event.eventType === type)

describe('what is said', () => {
  it('lineage goes from the source through the stage and the gate, with schema, columns, rows and checks', async () => {
    const events = await threeRuns()
    expect(of(events, 'ingest:orders', 'COMPLETE')).toMatchObject({
      job: { namespace: 'shop/dev', facets: { jobType: { jobType: 'INGEST' }, ownership: { owners: [{ name: 'tests' }] } } },
      inputs: [{ namespace: 'shop/dev/files', name: expect.stringContaining('orders.csv') }],
      outputs: [
        {
          namespace: 'shop/dev',
          name: 'orders',
          facets: {
            schema: { fields: [{ name: 'id', type: 'int64', ordinal_position: 1 }, {}, { name: 'amount', type: 'decimal(12,2)' }] },
          },
          outputFacets: { outputStatistics: { rowCount: 3 } },
        },
      ],
    })
    expect(of(events, 'build:totals', 'COMPLETE')).toMatchObject({
      inputs: [{ name: 'orders' }],
      outputs: [
        {
          name: 'totals',
          facets: {
            columnLineage: {
              fields: {
                amount: {
                  inputFields: [
                    {
                      namespace: 'shop/dev',
                      name: 'orders',
                      field: 'amount',
                      transformations: [{ type: 'DIRECT', subtype: 'AGGREGATION' }],
                    },
                  ],
                },
              },
              dataset: [{ name: 'orders', field: 'customer_id', transformations: [{ type: 'INDIRECT', subtype: 'GROUP_BY' }] }],
            },
          },
        },
      ],
    })
    const gate = of(events, 'gate:orders', 'COMPLETE')
    expect(gate?.outputs).toMatchObject([{ name: 'orders' }])
    expect(gate?.inputs.map(({ name }) => name)).toEqual(['orders', 'customers'])
    expect(gate?.inputs[0]?.inputFacets?.['dataQualityAssertions']?.['assertions']).toContainEqual({
      assertion: 'unique',
      success: true,
      name: 'id_unique',
      column: 'id',
      severity: 'error',
      description: expect.any(String),
      actual: expect.any(String),
    })
  })

  it('one START and one end of each run, a task within its run, and the reason of what failed', async () => {
    const events = await threeRuns()
    const runs = Map.groupBy(events, (event) => event.run.runId)
    for (const [id, own] of runs)
      expect(
        own.map((event) => event.eventType),
        id,
      ).toEqual(['START', expect.stringMatching(/COMPLETE|FAIL/)])
    const whole = of(events, 'shop', 'START')
    expect(of(events, 'gate:grand', 'START')?.run.facets['parent']).toMatchObject({
      run: { runId: whole?.run.runId },
      job: { namespace: 'shop/dev', name: 'shop' },
      root: { run: { runId: whole?.run.runId } },
    })
    expect(of(events, 'ingest:orders', 'FAIL')?.run.facets['errorMessage']?.['message']).toContain('2 rows of 2 rejected in orders.csv')
    expect(events.at(-1)?.run.facets['errorMessage']?.['message']).toContain('totals was never published')
  })

  it('the interval of a schedule, and a namespace of ones own', async () => {
    const interval = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-01-02T00:00:00Z') }
    const told: LineageEvent[] = []
    const observer: RunObserver = {
      name: 'mine',
      begin: (run) => ({
        event: (event) => told.push(lineageEvent(event, { ...run, context: { ...run.context, interval } }, 'warehouse')),
        end: async () => [],
      }),
    }
    await runProject(made, { home: join(folder, 'interval'), observers: [observer] })
    for (const event of told) {
      expect(event.run.facets['nominalTime']).toMatchObject({
        nominalStartTime: '2026-01-01T00:00:00.000Z',
        nominalEndTime: '2026-01-02T00:00:00.000Z',
      })
      expect(JSON.stringify(event)).not.toContain('shop/dev')
    }
  })
})

describe('to a service', () => {
  it('posts to its path, with the key, in order', async () => {
    const { origin, received } = await endpoint()
    const apiKey = new Secret('KEY', () => 'k-42')
    const { warnings } = await runProject(made, {
      home: join(folder, 'http'),
      observers: [openLineage({ url: `${origin}/proxy`, apiKey })],
    })
    expect(warnings).toEqual([])
    expect(new Set(received.map(({ path }) => path))).toEqual(new Set(['/proxy/api/v1/lineage']))
    expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer k-42', 'content-type': 'application/json' })
    const jobs = received.map(({ body }) => `${(body as LineageEvent).eventType} ${(body as LineageEvent).job.name}`)
    expect([jobs[0], jobs.at(-1)]).toEqual(['START shop', 'COMPLETE shop'])
    expect(jobs.indexOf('COMPLETE gate:orders')).toBeLessThan(jobs.indexOf('START build:totals'))
  })

  it('posts with the query of the url, in which a proxy may want its token', async () => {
    const { origin, received } = await endpoint()
    const url = new Secret('LINEAGE_URL', () => `${origin}/proxy?token=t-1`)
    expect((await runProject(made, { home: join(folder, 'query'), observers: [openLineage({ url })] })).warnings).toEqual([])
    expect(new Set(received.map(({ path }) => path))).toEqual(new Set(['/proxy/api/v1/lineage?token=t-1']))
  })

  it('a service that is down, a key that is not set, a file that cannot be written: a warning each, and the run succeeds', async () => {
    const { origin, close } = await endpoint()
    await close()
    mkdirSync(join(folder, 'taken'), { recursive: true })
    const { status, warnings } = await runProject(made, {
      home: join(folder, 'down'),
      observers: [
        openLineage({ url: origin, limits: { pauseMilliseconds: 5 } }),
        openLineage({ url: origin, apiKey: new Secret('LINEAGE_KEY', () => undefined) }),
        openLineage({ file: join(folder, 'taken') }),
      ],
    })
    expect([status, warnings.toSorted()]).toEqual([
      'succeeded',
      [
        expect.stringMatching(/^openLineage: .*taken cannot be written: EISDIR/),
        expect.stringMatching(/^openLineage: 18 of 18 events could not be delivered to http:\/\/127\.0\.0\.1:\d+: nothing listens there/),
        'openLineage: the secret LINEAGE_KEY is not set: give it as an environment variable of that name',
      ],
    ])
  })

  it('takes either a url or a file', () => {
    expect(() => openLineage({})).toThrow('openLineage: give either a url or a file')
    expect(() => openLineage({ url: 'http://localhost:5000', file: 'x' })).toThrow('either a url or a file')
    expect(() => openLineage({ url: 'localhost:5000' })).toThrow('openLineage: the url is no URL that begins with http://')
  })
})

const schemas = new URL('../../../../../shared/schemas/openlineage/', import.meta.url)
const present = existsSync(schemas)

it.skipIf(!present)(
  `fits OpenLineage's own schemas, facets too${present ? '' : ' (skipped: ../shared/schemas/openlineage is not there)'}`,
  async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    addFormats.default(ajv)
    const read = (name: string) =>
      JSON.parse(readFileSync(new URL(name, schemas), 'utf8')) as { $id: string; $defs: Record<string, unknown>; properties?: object }
    const document = read('OpenLineage.json')
    ajv.addSchema(document)
    const whole = ajv.compile({ $ref: `${document.$id}#/$defs/RunEvent` })
    // The definition that a facet names as its schema, by that name.
    const facets = new Map<string, ValidateFunction>()
    for (const name of readdirSync(new URL('facets/', schemas))) {
      const schema = read(`facets/${name}`)
      ajv.addSchema(schema)
      const facet = name.replace(/\.json$/, '')
      if (facet in schema.$defs) facets.set(`${schema.$id}#/$defs/${facet}`, ajv.compile({ $ref: `${schema.$id}#/$defs/${facet}` }))
    }
    const seen = new Set<string>()
    for (const event of await threeRuns()) {
      whole(event)
      expect(whole.errors ?? []).toEqual([])
      const all = [
        event.run.facets,
        event.job.facets,
        ...[...event.inputs, ...event.outputs].flatMap((set) => [set.facets, set.inputFacets, set.outputFacets]),
      ]
      for (const [name, facet] of all.flatMap((some) => Object.entries(some ?? {}))) {
        if (name === 'meshwright') continue
        const validate = facets.get(facet._schemaURL)
        expect(validate, facet._schemaURL).toBeDefined()
        validate?.(facet)
        expect(validate?.errors ?? [], name).toEqual([])
        seen.add(name)
      }
    }
    expect([...seen].toSorted()).toEqual([
      'columnLineage',
      'dataQualityAssertions',
      'documentation',
      'errorMessage',
      'jobType',
      'outputStatistics',
      'ownership',
      'parent',
      'schema',
    ])
    const broken = structuredClone((await threeRuns())[0]) as unknown as { run: { runId?: string } }
    delete broken.run.runId
    expect(whole(broken)).toBe(false)
  },
)
