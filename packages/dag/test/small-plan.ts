import { fingerprint, planSchema, type Plan } from '@meshwright/contracts'
import { bareTask } from '@meshwright/testkit'

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
      bareTask('ingest:orders', { kind: 'ingest', layer: 'raw', owner: 'sales', pool: 'shop warehouse', retries, timeoutSeconds: 600 }),
      bareTask('gate:orders', { kind: 'gate', layer: 'raw', owner: 'sales', writes: ['orders'], pool: 'shop warehouse' }),
      bareTask('build:dm_sales', {
        layer: 'mart',
        owner: 'marketing',
        tags: ['finance'],
        reads: ['orders'],
        pool: 'shop warehouse',
        retries,
      }),
      bareTask('gate:dm_sales', { kind: 'gate', layer: 'mart', owner: 'marketing', writes: ['dm_sales'], pool: 'shop warehouse' }),
      bareTask('report:sales', { kind: 'report', owner: 'marketing', reads: ['dm_sales'] }),
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
