import { GRANULARITIES, planSchema, type AnyContract, type Granularity, type Plan } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { postgres } from '@meshwright/postgres'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planProblems, planProject, project, type ProjectDefinition } from '../src/index.ts'
import { definitions, from, report, stream, table } from './random-project.ts'

const orders = table('orders', 'raw')
const cities = table('cities', 'raw')
const staged = table('stg_orders', 'staging')
const sales = table('fct_sales', 'fact')
const places = table('dim_place', 'dimension')
const mart = table('dm_sales', 'mart')
const apart = table('weather', 'raw')
const shop: ProjectDefinition = {
  name: 'shop',
  warehouse: duckdb(),
  sources: [{ name: 'files', streams: [orders, cities, apart].map(stream) }],
  models: [from(staged, orders), from(places, cities), from(sales, staged, places), from(mart, sales)],
  reports: [report('sales', mart)],
}
const at = (granularity: Granularity, more: Partial<ProjectDefinition> = {}) => planProject(project({ ...shop, ...more }), { granularity })
const ids = ({ tasks }: Plan) => tasks.map(({ id }) => id)
const arrows = ({ edges }: Plan) => edges.map(({ from: first, to }) => `${first} → ${to}`)

describe('granularity', () => {
  it('layer: one task a layer and one for the reports', () => {
    const made = at('layer')
    expect(ids(made)).toEqual(['layer:raw', 'layer:staging', 'layer:dimension', 'layer:fact', 'layer:mart', 'layer:report'])
    expect(arrows(made)).toEqual([
      'layer:raw → layer:dimension',
      'layer:raw → layer:staging',
      'layer:dimension → layer:fact',
      'layer:staging → layer:fact',
      'layer:fact → layer:mart',
      'layer:mart → layer:report',
    ])
    expect(made.tasks[0]).toMatchObject({
      kind: 'group',
      target: 'raw',
      layer: 'raw',
      owner: 'owner_of_raw',
      description: 'cities, orders, weather',
      reads: [],
      writes: ['cities', 'orders', 'weather'],
      steps: ['ingest:cities', 'gate:cities', 'ingest:orders', 'gate:orders', 'ingest:weather', 'gate:weather'],
    })
  })

  it('layer: a layer that reads a later one is cut, so that no two tasks wait for each other', () => {
    const again = table('stg_again', 'staging')
    const onward = table('dm_onward', 'mart')
    const made = at('layer', { models: [...(shop.models ?? []), from(again, mart), from(onward, again)] })
    expect(ids(made)).toEqual([
      'layer:raw',
      'layer:staging',
      'layer:dimension',
      'layer:fact',
      'layer:mart',
      'layer:report',
      'layer:staging-2',
      'layer:mart-2',
    ])
    expect(arrows(made)).toContain('layer:mart → layer:staging-2')
    expect(made.tasks.at(-1)?.steps).toEqual(['build:dm_onward', 'gate:dm_onward'])
  })

  it('group: one task for what is connected; project: one for everything', () => {
    const groups = at('group')
    expect(ids(groups)).toEqual(['group:cities', 'group:weather'])
    expect(groups.edges).toEqual([])
    expect(groups.tasks[0]?.steps.at(-1)).toBe('report:sales')
    const one = at('project')
    expect(ids(one)).toEqual(['project:shop'])
    expect(one.tasks[0]?.steps).toEqual(ids(at('task')))
    expect(one.tasks[0]?.writes).toEqual(['cities', 'dim_place', 'dm_sales', 'fct_sales', 'orders', 'stg_orders', 'weather'])
  })

  it('a command stays a task of its own among layers, in its place', () => {
    const commands = [
      { name: 'fetch', run: ['sh', 'fetch.sh'], before: ['orders'] },
      { name: 'enrich', run: ['sh', 'enrich.sh'], reads: [staged as AnyContract], before: ['fct_sales'] },
      { name: 'tell', run: ['sh', 'tell.sh'], after: ['report:sales', 'command:enrich'] },
    ] as const
    const made = at('layer', { commands })
    expect(ids(made)).toEqual([
      'command:fetch',
      'layer:raw',
      'layer:staging',
      'command:enrich',
      'layer:dimension',
      'layer:fact',
      'layer:mart',
      'layer:report',
      'command:tell',
    ])
    expect(made.edges.find(({ to }) => to === 'command:enrich')).toEqual({ from: 'layer:staging', to: 'command:enrich', reason: 'reads' })
    expect(made.tasks.find(({ id }) => id === 'command:tell')).toEqual(
      at('task', { commands }).tasks.find(({ id }) => id === 'command:tell'),
    )
    expect(at('group', { commands }).tasks[0]?.steps).toEqual(expect.arrayContaining(['command:fetch', 'command:enrich', 'command:tell']))
  })

  it('a task that does several is held to the most that one of them needs', () => {
    const settings: Partial<ProjectDefinition> = {
      warehouse: postgres('postgres://nowhere/shop'),
      owner: 'data team',
      pools: { api: 2, quota: 3 },
      tasks: [
        { timeoutSeconds: 60 },
        { select: 'orders', retries: { count: 1, delaySeconds: 900 }, pool: 'quota' },
        { select: 'cities', retries: { count: 3 }, pool: 'api', timeoutSeconds: 100 },
      ],
    }
    expect(at('layer', settings).tasks[0]).toMatchObject({
      pool: 'api',
      limits: ['api', 'quota'],
      retries: { count: 3, delaySeconds: 900, maxDelaySeconds: 900 },
      timeoutSeconds: 2 * (60 + 60 + 100),
    })
    expect(at('project', settings).tasks[0]).toMatchObject({ owner: 'data team' })
    expect(at('project', { ...settings, tasks: [{ select: 'orders', timeoutSeconds: 60 }] }).tasks[0]).toMatchObject({
      timeoutSeconds: null,
    })
  })
})

describe('for every project', () => {
  const reached = (plan: Plan) => {
    const before = new Map(plan.tasks.map(({ id }) => [id, new Set<string>()]))
    for (const { from: first, to } of plan.edges) before.get(to)?.add(first)
    return before
  }

  it('each granularity has the same steps and gates, in an order that respects what each waits for', () => {
    fc.assert(
      fc.property(definitions(duckdb()), ({ plain }) => {
        const finest = planProject(project(plain))
        for (const granularity of GRANULARITIES) {
          const made = planProject(project(plain), { granularity })
          expect(planSchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made)
          expect(planProblems(made)).toEqual([])
          expect(made.tasks.flatMap((task) => task.steps).toSorted()).toEqual(ids(finest).toSorted())
          expect(made.tasks.flatMap((task) => task.writes).toSorted()).toEqual(finest.tasks.flatMap((task) => task.writes).toSorted())
          // Acyclic: the tasks are listed after all they wait for.
          const seen = new Set<string>()
          for (const { id } of made.tasks) {
            for (const first of reached(made).get(id) ?? []) expect(seen).toContain(first)
            seen.add(id)
          }
          // Every edge of the finest plan is kept: within a task by the order of its steps, else by an edge.
          const place = new Map(made.tasks.flatMap(({ id, steps }) => steps.map((step, index) => [step, { id, index }] as const)))
          const edges = new Set(made.edges.map(({ from: first, to }) => `${first} ${to}`))
          for (const { from: first, to } of finest.edges) {
            const [a, b] = [place.get(first), place.get(to)]
            if (a === undefined || b === undefined) throw new Error('a step is lost')
            if (a.id === b.id) expect(a.index).toBeLessThan(b.index)
            else expect(edges).toContain(`${a.id} ${b.id}`)
          }
          // And no other was made up.
          const wanted = new Set(finest.edges.map(({ from: first, to }) => `${place.get(first)?.id} ${place.get(to)?.id}`))
          for (const edge of edges) expect(wanted).toContain(edge)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('the plan is the same whatever the order in which things are listed', () => {
    fc.assert(
      fc.property(definitions(duckdb()), fc.constantFrom(...GRANULARITIES), ({ plain, shuffled }, granularity) => {
        expect(planProject(project(shuffled), { granularity })).toEqual(planProject(project(plain), { granularity }))
      }),
      { numRuns: 60 },
    )
  })
})
