import { duckdb } from '@meshwright/duckdb'
import { postgres } from '@meshwright/postgres'
import { describe, expect, it } from 'vitest'
import { cron, openLineage, planProject, PipelineError, project, prometheus, webhook, type ProjectDefinition } from '../src/index.ts'
import { from, report, stream, table } from './random-project.ts'

const orders = table('orders', 'raw')
const mart = table('mart', 'mart')
const shop: ProjectDefinition = {
  name: 'shop',
  warehouse: postgres('postgres://nowhere/shop'),
  sources: [{ name: 'files', streams: [stream(orders)] }],
  models: [from(mart, orders)],
  reports: [report('sales', mart)],
}
const plan = (more: Partial<ProjectDefinition>) => planProject(project({ ...shop, ...more }))
const task = (more: Partial<ProjectDefinition>, id: string) => plan(more).tasks.find((one) => one.id === id)

function problems(more: Partial<ProjectDefinition>): readonly string[] {
  try {
    plan(more)
  } catch (error) {
    if (error instanceof PipelineError) return error.problems
    throw error
  }
  return []
}

describe('settings of tasks', () => {
  const settings: Partial<ProjectDefinition> = {
    pools: { api: 2, quota: { slots: 1, description: 'What the shop allows.' } },
    tasks: [
      { retries: { count: 1 }, timeoutSeconds: 600 },
      { select: 'layer:raw', retries: { count: 3, delaySeconds: 5, maxDelaySeconds: 20 }, pool: 'api' },
      { select: 'sales', retries: { count: 0 }, timeoutSeconds: null },
    ],
  }

  it('are those of the last entry that fits, setting by setting; gates are not retried', () => {
    expect(task(settings, 'ingest:orders')).toMatchObject({
      retries: { count: 3, delaySeconds: 5, maxDelaySeconds: 20 },
      timeoutSeconds: 600,
      pool: 'api',
      limits: ['api'],
    })
    expect(task(settings, 'gate:orders')).toMatchObject({ retries: { count: 0 }, timeoutSeconds: 600, pool: 'api' })
    expect(task(settings, 'build:mart')).toMatchObject({
      retries: { count: 1, delaySeconds: 30, maxDelaySeconds: 600 },
      pool: null,
      limits: [],
    })
    expect(task(settings, 'report:sales')).toMatchObject({ retries: { count: 0 }, timeoutSeconds: null })
    expect(plan(settings).pools).toEqual([
      { name: 'api', slots: 2, description: '' },
      { name: 'quota', slots: 1, description: 'What the shop allows.' },
    ])
  })

  it('a warehouse with one writing process has a pool of one slot that all tasks are in; their own pools still limit them in one process', () => {
    const made = plan({ ...settings, warehouse: duckdb() })
    expect(made.pools.at(-1)).toEqual({
      name: 'shop_duckdb',
      slots: 1,
      description: 'One process at a time can write the duckdb warehouse of shop.',
    })
    expect(new Set(made.tasks.map(({ pool }) => pool))).toEqual(new Set(['shop_duckdb']))
    expect(made.tasks.find(({ id }) => id === 'ingest:orders')?.limits).toEqual(['api'])
  })

  it('what is wrong with them is said at once', () => {
    expect(
      problems({
        pools: { api: 0, shop_duckdb: 1 },
        warehouse: duckdb(),
        timeoutSeconds: -1,
        wakesOn: [{ project: 'shop', name: 'orders' }],
        tasks: [
          { select: 'layer:rwa', pool: 'apy' },
          { retries: { count: -1, delaySeconds: 9, maxDelaySeconds: 3 } },
          { timeoutSeconds: 0 },
        ],
      }),
    ).toEqual([
      'timeoutSeconds: -1 is not a number of seconds above 0',
      'pool api: 0 is not a number of slots (1 or more)',
      "pool shop_duckdb: that is the name of the warehouse's own pool; choose another",
      'wakesOn: orders is a table of shop itself, which would wake itself for ever; name tables of other projects',
      'tasks[0]: select layer:rwa: nothing has layer "rwa"; did you mean "raw"?',
      'tasks[0]: there is no pool "apy"; did you mean "api"? Declare it: pools: { "apy": 1 }',
      'tasks[1]: retries: count is -1, not how often a task is tried again',
      'tasks[1]: retries: delaySeconds (9) is more than maxDelaySeconds (3)',
      'tasks[2]: timeoutSeconds: 0 is not a number of seconds above 0',
    ])
  })
})

it('owner, tags, timeout and what wakes a project stand in its plan', () => {
  const made = plan({
    owner: 'data team',
    tags: ['daily'],
    timeoutSeconds: 3600,
    wakesOn: [
      { project: 'suppliers', name: 'deliveries' },
      { project: 'platform', name: 'dim_date', environment: 'prod' },
    ],
  })
  expect(made).toMatchObject({
    owner: 'data team',
    tags: ['daily'],
    timeoutSeconds: 3600,
    wakesOn: [
      { project: 'platform', environment: 'prod', name: 'dim_date' },
      { project: 'suppliers', environment: 'dev', name: 'deliveries' },
    ],
  })
})

it('an option that means nothing is refused, also of a project that nobody compiled', () => {
  const typed = {
    tasks: [{ retry: { count: 2 } }, { retries: { count: 1, delay: 5 } }],
    commands: [{ name: 'notify', run: ['true'], afer: ['orders'] }],
  } as unknown as Partial<ProjectDefinition>
  expect(problems(typed)).toEqual([
    'command notify: there is no option "afer"; did you mean "after"?',
    expect.stringMatching(/^tasks\[0\]: there is no option "retry"/),
    expect.stringMatching(/^tasks\[1\]: retries: there is no option "delay"/),
  ])
  const refused = (make: () => unknown) => expect(make).toThrow(expect.objectContaining({ code: 'project-invalid' }))
  refused(() => cron('0 6 * * *', 'UTC', { catchup: 'all' } as never))
  refused(() => webhook({ url: 'http://localhost', when: 'end' } as never))
  refused(() => webhook({ url: 'http://localhost', on: 'always' as never }))
  refused(() => openLineage({ url: 'http://localhost', key: 'x' } as never))
  refused(() => prometheus({ file: 'x.prom', interval: 1 } as never))
})

describe('a command', () => {
  it('is a task that waits for what it reads and follows, and that others wait for', () => {
    const made = plan({
      owner: 'data team',
      commands: [
        { name: 'fetch', run: ['sh', 'fetch.sh'], before: ['orders'] },
        {
          name: 'tell',
          run: ['node', 'tell.js', '$HOME'],
          reads: [mart],
          after: ['report:sales', 'mart'],
          writes: ['told'],
          owner: 'marketing',
        },
      ],
    })
    expect(made.edges.filter(({ from: first, to }) => `${first}${to}`.includes('command:'))).toEqual([
      { from: 'command:fetch', to: 'ingest:orders', reason: 'follows' },
      { from: 'gate:mart', to: 'command:tell', reason: 'reads' },
      { from: 'report:sales', to: 'command:tell', reason: 'follows' },
    ])
    expect(made.tasks.find(({ id }) => id === 'command:fetch')?.owner).toBe('data team')
    expect(made.tasks.find(({ id }) => id === 'command:tell')).toMatchObject({
      kind: 'command',
      target: 'tell',
      owner: 'marketing',
      reads: ['mart'],
      writes: ['told'],
      command: ['node', 'tell.js', '$HOME'],
    })
  })

  it('is refused for unknown names, a second writer, a name twice, itself', () => {
    const lost = table('mrat', 'mart')
    expect(
      problems({
        commands: [
          { name: 'Tell me', run: ['x'] },
          { name: 'tell', run: ['x'], reads: [lost], writes: ['mart', 'told'], after: ['report:sale'], before: ['command:tell'] },
          { name: 'tell', run: [] as never, writes: ['told', 'orders'] },
        ],
      }),
    ).toEqual([
      'command "Tell me": use lower case letters, digits, - and _ for its name',
      'command tell reads "mrat", which no source or model of the project makes; did you mean "mart"?',
      '"mart" has two writers: a model and the command tell',
      'command tell is after "report:sale", which is no table, report: or command: of the project; did you mean "report:sales"?',
      'command tell is before itself',
      'there are two commands named "tell"',
      "command tell: run has to be a program and its arguments, such as ['node', 'scripts/notify.js']",
      '"told" has two writers: the command tell and the command tell',
      '"orders" has two writers: a source and the command tell',
    ])
  })

  it('that would wait for itself is found when the plan is made', () => {
    expect(problems({ commands: [{ name: 'fetch', run: ['x'], reads: [mart], before: ['orders'] }] })).toEqual([
      'a cycle: build:mart → gate:mart → command:fetch → ingest:orders → gate:orders → build:mart; each waits for the other: take one of these out',
    ])
  })

  it('is selected by its name, its kind and its place', () => {
    const commands = [{ name: 'tell', run: ['x'] as const, reads: [mart] }]
    const made = project({ ...shop, commands })
    expect(planProject(made, { selected: new Set(['mart', 'command:tell']) }).tasks.map(({ id }) => id)).toEqual([
      'build:mart',
      'gate:mart',
      'command:tell',
    ])
  })
})
