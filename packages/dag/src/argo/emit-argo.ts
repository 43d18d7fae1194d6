import type { Plan, Task } from '@meshwright/contracts'
import type { EmitOptions, EmittedFile, Emitter } from '../emitter.ts'
import { container, requireContainer, volumes } from '../kubernetes/container.ts'
import { plainCron } from '../plain-cron.ts'
import { planName } from '../plan-name.ts'
import { separatedNames, type SeparatedRule } from '../separated-name.ts'
import { shellCommand } from '../shell-words.ts'
import { targetNames, type NameRule } from '../target-name.ts'
import { taskCommand } from '../task-command.ts'
import { emittedYaml, type YamlValue } from '../yaml-text.ts'

/** Tasks of a DAG: `gate--dm-monthly-sales`. */
export const ARGO_TASK: SeparatedRule = { joint: '-', maxLength: 128 }

/** Keys of a ConfigMap. */
export const ARGO_POOL: NameRule = {
  keeps: /^[A-Za-z0-9_.-]$/,
  first: /^[A-Za-z0-9]$/,
  last: /^[A-Za-z0-9]$/,
  escape: '_',
  maxLength: 253,
}

// How late a run may begin that is to be caught up with.
const CATCH_UP_SECONDS = 7 * 24 * 60 * 60

export const argo: Emitter = {
  name: 'argo',
  summary: 'a WorkflowTemplate and a CronWorkflow of Argo Workflows',
  options: ['image', 'namespace', 'secrets', 'volumeClaim'],
  capabilities: {
    runs: true,
    interval: 'A scheduled run has no interval; a run by hand may be given one.',
    timeZone: true,
    start: 'The schedule holds from the moment it is applied.',
    catchUp: 'None, or the latest of the last seven days; all intervals that were missed are never made up for.',
    oneRunAtATime: true,
    wakesOn: 'Nothing wakes it; Argo Events can submit the template.',
    publishes: 'Others are not told of tables.',
    pools: true,
    retries: true,
    retryDelays: true,
    taskTimeout: true,
    runTimeout: true,
    blocking: true,
    fullRefresh: true,
    owner: 'Owners are not shown.',
    tags: 'Tags are not shown.',
  },
  emit: emitArgo,
}

function emitArgo(plan: Plan, options: EmitOptions): readonly EmittedFile[] {
  requireContainer('argo', options)
  const name = planName(plan)
  const metadata = {
    name,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    labels: { 'app.kubernetes.io/managed-by': 'meshwright' },
  }
  const documents = [workflowTemplate(plan, options, metadata), ...cronWorkflow(plan, metadata), ...poolSlots(plan, metadata)]
  return [{ path: `${name}.yaml`, text: emittedYaml(plan, ...documents) }]
}

type Metadata = { readonly name: string; readonly [key: string]: YamlValue }

const parameters = { 'full-refresh': 'false', 'interval-start': '', 'interval-end': '' }

function workflowTemplate(plan: Plan, options: EmitOptions, metadata: Metadata): YamlValue {
  const names = separatedNames(
    plan.tasks.map(({ id }) => id),
    ARGO_TASK,
  )
  const pools = poolKeys(plan)
  const awaited = new Map<string, Set<string>>(plan.tasks.map(({ id }) => [id, new Set()]))
  for (const { from, to } of plan.edges) awaited.get(to)?.add(names.get(from) ?? '')
  const kinds = new Map<string, { readonly name: string; readonly template: YamlValue }>()
  const tasks = plan.tasks.map((task) => {
    const kind = JSON.stringify([task.pool, task.retries, task.timeoutSeconds])
    const known = kinds.get(kind) ?? taskTemplate(plan, options, task, `task-${kinds.size + 1}`, pools)
    kinds.set(kind, known)
    const dependencies = [...(awaited.get(task.id) ?? [])]
    return {
      name: names.get(task.id) ?? '',
      template: known.name,
      ...(dependencies.length === 0 ? {} : { dependencies }),
      arguments: { parameters: [{ name: 'command', value: shellCommand(taskCommand(plan, task, options)) }] },
    }
  })
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTemplate',
    metadata,
    spec: {
      entrypoint: 'plan',
      arguments: { parameters: Object.entries(parameters).map(([parameter, value]) => ({ name: parameter, value })) },
      ...(plan.timeoutSeconds === null ? {} : { activeDeadlineSeconds: Math.ceil(plan.timeoutSeconds) }),
      podGC: { strategy: 'OnPodSuccess' },
      ...volumes(options),
      templates: [
        // What does not depend on a failed task goes on.
        { name: 'plan', dag: { failFast: false, tasks } },
        ...[...kinds.values()].map(({ template }) => template),
      ],
    },
  }
}

/** How tasks of one pool, with the same retries and timeout, are run. */
function taskTemplate(plan: Plan, options: EmitOptions, task: Task, name: string, pools: ReadonlyMap<string, string>) {
  const { retries, timeoutSeconds, pool } = task
  const backoff = { duration: `${retries.delaySeconds}s`, factor: '2', cap: `${retries.maxDelaySeconds}s` }
  const template = {
    name,
    inputs: { parameters: [{ name: 'command' }] },
    // A call that was wrong (exit 2) is not tried again.
    retryStrategy: { limit: String(retries.count), retryPolicy: 'Always', expression: "lastRetry.exitCode != '2'", backoff },
    ...(timeoutSeconds === null ? {} : { activeDeadlineSeconds: String(Math.ceil(timeoutSeconds)) }),
    ...(pool === null
      ? {}
      : { synchronization: { semaphores: [{ configMapKeyRef: { name: poolsName(plan), key: pools.get(pool) ?? '' } }] } }),
    container: container(plan, options, 'exec {{inputs.parameters.command}}', [
      { name: 'MESHWRIGHT_PLAN', value: plan.hash },
      { name: 'MESHWRIGHT_RUN_ID', value: 'argo-{{workflow.uid}}' },
      // Counted from 0 here, from 1 there.
      { name: 'MESHWRIGHT_TRY', value: '{{=asInt(retries) + 1}}' },
      { name: 'MESHWRIGHT_FULL_REFRESH', value: '{{workflow.parameters.full-refresh}}' },
      { name: 'MESHWRIGHT_INTERVAL_START', value: '{{workflow.parameters.interval-start}}' },
      { name: 'MESHWRIGHT_INTERVAL_END', value: '{{workflow.parameters.interval-end}}' },
    ]),
  }
  return { name, template }
}

function cronWorkflow(plan: Plan, metadata: Metadata): readonly YamlValue[] {
  if (plan.schedule === null) return []
  const { cron, timeZone, catchUp } = plan.schedule
  return [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata,
      spec: {
        schedules: [plainCron(cron)],
        timezone: timeZone,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: catchUp === 'none' ? 0 : CATCH_UP_SECONDS,
        workflowSpec: { workflowTemplateRef: { name: metadata.name } },
      },
    },
  ]
}

const poolsName = (plan: Plan) => `${planName(plan)}-pools`

const poolKeys = (plan: Plan) =>
  targetNames(
    plan.pools.map(({ name }) => name),
    ARGO_POOL,
  )

/** How many tasks of each pool run at a time, over all runs: a task waits while the ConfigMap says that no slot is free. */
function poolSlots(plan: Plan, metadata: Metadata): readonly YamlValue[] {
  if (plan.pools.length === 0) return []
  const keys = poolKeys(plan)
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        ...metadata,
        name: poolsName(plan),
        // A key that had to be cut no longer says which pool it is.
        annotations: { 'meshwright/pools': JSON.stringify(Object.fromEntries(plan.pools.map(({ name }) => [keys.get(name) ?? '', name]))) },
      },
      data: Object.fromEntries(plan.pools.map(({ name, slots }) => [keys.get(name) ?? '', String(slots)])),
    },
  ]
}
