import { fingerprint, planSchema, type Plan, type Task } from '@meshwright/contracts'

/** A task of a kind, with nothing said that need not be. */
export function smallTask(id: string, rest: Partial<Task> = {}): Task {
  return {
    id,
    kind: 'build',
    target: id.slice(id.indexOf(':') + 1),
    description: '',
    layer: null,
    owner: null,
    tags: [],
    reads: [],
    writes: [],
    steps: [id],
    command: null,
    pool: null,
    limits: [],
    retries: { count: 0, delaySeconds: 0, maxDelaySeconds: 0 },
    timeoutSeconds: null,
    fingerprint: '',
    ...rest,
  }
}

/** Orders are loaded and checked, a mart is made of them, and a page is written: two pools, a schedule, a table of another project. */
export function smallPlan(changes: Partial<Plan> = {}): Plan {
  const retries = { count: 2, delaySeconds: 30, maxDelaySeconds: 300 }
  const open: Omit<Plan, 'hash'> = {
    document: 'plan',
    documentVersion: 2,
    project: 'shop',
    description: 'What the shop sells.',
    environment: 'prod',
    owner: 'sales',
    tags: ['shop'],
    granularity: 'task',
    schedule: { cron: '0 6 * * *', timeZone: 'Asia/Jakarta', start: '2026-01-01', catchUp: 'none' },
    wakesOn: [{ project: 'platform', environment: 'prod', name: 'dim_location' }],
    timeoutSeconds: 7200,
    pools: [{ name: 'shop warehouse', slots: 1, description: 'One writing process.' }],
    tasks: [
      smallTask('ingest:orders', { kind: 'ingest', layer: 'raw', owner: 'sales', pool: 'shop warehouse', retries, timeoutSeconds: 600 }),
      smallTask('gate:orders', { kind: 'gate', layer: 'raw', owner: 'sales', writes: ['orders'], pool: 'shop warehouse' }),
      smallTask('build:dm_sales', {
        layer: 'mart',
        owner: 'marketing',
        tags: ['finance'],
        reads: ['orders'],
        pool: 'shop warehouse',
        retries,
      }),
      smallTask('gate:dm_sales', { kind: 'gate', layer: 'mart', owner: 'marketing', writes: ['dm_sales'], pool: 'shop warehouse' }),
      smallTask('report:sales', { kind: 'report', owner: 'marketing', reads: ['dm_sales'] }),
    ],
    edges: [
      { from: 'ingest:orders', to: 'gate:orders', reason: 'stages' },
      { from: 'gate:orders', to: 'build:dm_sales', reason: 'reads' },
      { from: 'build:dm_sales', to: 'gate:dm_sales', reason: 'stages' },
      { from: 'gate:dm_sales', to: 'report:sales', reason: 'reads' },
    ],
    ...changes,
  }
  return planSchema.parse({ ...open, hash: fingerprint(open) })
}
