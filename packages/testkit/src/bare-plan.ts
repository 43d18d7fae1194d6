import { fingerprint, planSchema, type Plan, type Task } from '@meshwright/contracts'

/** A task with nothing said that need not be. */
export const bareTask = (id: string, more: Partial<Task> = {}): Task => ({
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
  ...more,
})

/** A plan of tasks and of pairs of their ids, the second of which waits for the first. */
export function barePlan(tasks: readonly Task[], edges: readonly (readonly [string, string])[]): Plan {
  const open: Omit<Plan, 'hash'> = {
    document: 'plan',
    documentVersion: 2,
    project: 'p',
    description: '',
    environment: 'dev',
    owner: null,
    tags: [],
    granularity: 'task',
    schedule: null,
    wakesOn: [],
    timeoutSeconds: null,
    pools: [],
    tasks: [...tasks],
    edges: edges.map(([from, to]) => ({ from, to, reason: 'reads' })),
  }
  return planSchema.parse({ ...open, hash: fingerprint(open) })
}
