import type { Edge, Plan, Task } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planProblems, planProject, project } from '../src/index.ts'
import { definitions, from, report, stream, table } from './random-project.ts'

const orders = table('orders', 'raw')
const mart = table('mart', 'mart')
const shop = planProject(
  project({
    name: 'shop',
    warehouse: duckdb(),
    sources: [{ name: 'files', streams: [stream(orders)] }],
    models: [from(mart, orders)],
    reports: [report('sales', mart)],
  }),
)
const problems = (change: (plan: Plan) => Partial<Plan>) => planProblems({ ...shop, ...change(shop) })
const without = (...gone: readonly string[]) => shop.edges.filter(({ from: first, to }) => !gone.includes(`${first} ${to}`))
const follows = (first: string, to: string): Edge => ({ from: first, to, reason: 'follows' })
const altered = (id: string, change: Partial<Task>) => shop.tasks.map((task) => (task.id === id ? { ...task, ...change } : task))

describe('the problems of a plan', () => {
  it('has none as it is made', () => {
    expect(planProblems(shop)).toEqual([])
  })

  it('a reader that does not wait for the gate of what it reads', () => {
    expect(problems(() => ({ edges: [...without('gate:orders build:mart'), follows('ingest:orders', 'build:mart')] }))).toEqual([
      'build:mart reads "orders" and does not wait for gate:orders, which makes it available',
    ])
    // Through others is good enough.
    expect(
      problems(() => ({
        tasks: altered('report:sales', { reads: ['mart', 'orders'] }),
      })),
    ).toEqual([])
  })

  it('ten thousand tables that are made from each other, and checked against what they are made from', () => {
    const [stage, gate] = shop.tasks as [Task, Task, ...Task[]]
    const names = Array.from({ length: 10_000 }, (_, index) => `t${index}`)
    const tasks = names.flatMap((name, index) => {
      const reads = names.slice(Math.max(0, index - 1), index)
      return [
        { ...stage, id: `build:${name}`, target: name, reads, steps: [`build:${name}`] },
        { ...gate, id: `gate:${name}`, target: name, reads, writes: [name], steps: [`gate:${name}`] },
      ]
    })
    const edges = names.flatMap((name, index): Edge[] => [
      ...(index === 0 ? [] : [{ from: `gate:${names[index - 1]}`, to: `build:${name}`, reason: 'reads' } as const]),
      { from: `build:${name}`, to: `gate:${name}`, reason: 'stages' },
    ])
    expect(problems(() => ({ tasks, edges }))).toEqual([])
  }, 10_000)

  it('all that wait for each other, each circle once', () => {
    expect(problems(({ edges }) => ({ edges: [...edges, follows('report:sales', 'ingest:orders')] }))).toEqual([
      'a cycle: build:mart → gate:mart → report:sales → ingest:orders → gate:orders → build:mart; each waits for the other: take one of these out',
    ])
    expect(
      problems(({ edges }) => ({ edges: [...edges, follows('gate:orders', 'gate:orders'), follows('gate:mart', 'build:mart')] })),
    ).toEqual([
      'a cycle: build:mart → gate:mart → build:mart; each waits for the other: take one of these out',
      'a cycle: gate:orders → gate:orders; each waits for the other: take one of these out',
    ])
  })

  it('unknown names, two writers, undeclared pools, and a table of its own that would wake it: all at once', () => {
    expect(
      problems(({ edges }) => ({
        edges: [...edges, follows('gate:order', 'report:sales'), follows('gate:mart', 'report:sale')],
        tasks: [...altered('report:sales', { writes: ['orders'], pool: 'shop_duck', limits: ['api'] }), shop.tasks[0] as Task],
        pools: [...shop.pools, ...shop.pools],
        wakesOn: [{ project: 'shop', environment: 'dev', name: 'orders' }],
      })),
    ).toEqual([
      'there are two tasks "ingest:orders"',
      'there are two pools "shop_duckdb"',
      'report:sales waits for "gate:order", which is no task of the plan; did you mean "gate:orders"?',
      '"report:sale" waits for gate:mart and is no task of the plan; did you mean "report:sales"?',
      'report:sales is in the pool "shop_duck", which the plan does not declare; did you mean "shop_duckdb"?',
      'report:sales is in the pool "api", which the plan does not declare',
      '"ingest:orders" is a step of two tasks',
      '"orders" has two writers: gate:orders and report:sales',
      'it would be woken by orders, a table of its own, for ever: name tables of other projects',
    ])
  })

  it('every edge that is turned round or taken away is found', () => {
    fc.assert(
      fc.property(definitions(duckdb()), fc.nat(), ({ plain }, at) => {
        const plan = planProject(project(plain))
        const index = at % plan.edges.length
        const { from: first, to, reason } = plan.edges[index] as Edge
        const turned = plan.edges.with(index, { from: to, to: first, reason })
        const back = [...plan.edges, { from: to, to: first, reason }]
        expect(planProblems({ ...plan, edges: back }).filter((problem) => problem.startsWith('a cycle'))).toHaveLength(1)
        if (reason === 'reads') expect(planProblems({ ...plan, edges: turned })).not.toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
