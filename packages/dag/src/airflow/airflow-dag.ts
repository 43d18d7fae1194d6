import { dataAssetUri, type Plan, type Task } from '@meshwright/contracts'
import { createHash } from 'node:crypto'
import { DagError } from '../dag-error.ts'
import type { EmitOptions } from '../emitter.ts'
import { requireContainer } from '../kubernetes/container.ts'
import { planName } from '../plan-name.ts'
import { taskCommand } from '../task-command.ts'
import { airflowNames } from './airflow-names.ts'

/** A plan in Airflow's words: what both forms of the file are written from. */
export interface AirflowDag {
  readonly dag_id: string
  readonly display_name: string
  readonly description: string
  readonly doc_md: string
  readonly tags: readonly string[]
  readonly cron: string | null
  readonly time_zone: string
  /** A date, on the clock of the time zone. */
  readonly start: string
  readonly catchup: boolean
  /** URIs. */
  readonly wakes_on: readonly string[]
  readonly timeout: number | null
  readonly hash: string
  readonly directory: string
  /** The beginning of every command. */
  readonly command: readonly string[]
  /** Null where tasks run on the worker itself. */
  readonly pod: AirflowPod | null
  readonly groups: readonly string[]
  readonly tasks: readonly AirflowTask[]
}

/** What all pods of a DAG have alike. */
export interface AirflowPod {
  readonly image: string
  readonly namespace: string | null
  /** Names of variables, and the Kubernetes Secret that they are keys of. */
  readonly secrets: { readonly of: string; readonly names: readonly string[] }
  readonly volume: { readonly claim: string; readonly path: string } | null
}

export interface AirflowTask {
  readonly task_id: string
  readonly name: string
  readonly group: string
  /** The end of its command. */
  readonly arguments: readonly string[]
  readonly owner?: string
  readonly pool?: string
  readonly priority: number
  readonly retries?: number
  /** Seconds before the first retry, and at most. */
  readonly delay?: number
  readonly max_delay?: number
  readonly timeout?: number
  readonly assets?: readonly string[]
  readonly doc_md: string
  readonly after?: readonly string[]
}

/** Stands for no start: Airflow wants one, and without catch-up begins with the latest interval whatever it is. */
export const NO_START = '1970-01-02'

const LAYER_GROUPS: Readonly<Record<string, string>> = {
  raw: 'ingest',
  staging: 'staging',
  dimension: 'dimensions',
  fact: 'facts',
  mart: 'marts',
}

const groupOf = ({ kind, layer }: Task): string =>
  kind === 'report' ? 'reports' : kind === 'command' ? 'commands' : layer === null ? 'tables' : (LAYER_GROUPS[layer] ?? layer)

/** Throws DagError `name-collides`, `text-unusable`, `start-missing`, `option-invalid`. */
export function airflowDag(plan: Plan, options: EmitOptions): AirflowDag {
  const { schedule, project, environment } = plan
  if (schedule?.catchUp === 'all' && schedule.start === null)
    throw new DagError(
      'start-missing',
      `${project}: catchUp is "all", and Airflow would catch up from 1970; say the first day in the schedule, such as start: '2026-01-01'`,
    )
  const groups = new Set(plan.tasks.map(groupOf))
  const names = airflowNames(plan, groups)
  const shared = taskCommand(plan, { id: '' }, options).slice(0, -1)
  const upstream = Map.groupBy(plan.edges, ({ to }) => to)
  const depth = longestWayDown(plan)
  const asset = (name: string) => assetUri({ project, environment, name })
  const named = (map: ReadonlyMap<string, string>, name: string) => map.get(name) ?? name
  return {
    dag_id: names.dag,
    display_name: cut(`${project} (${environment})`, 200),
    description: storable(plan.description),
    doc_md: storable(dagPage(plan)),
    tags: [...new Set([...plan.tags, ...plan.tasks.flatMap(({ tags }) => tags)].map((tag) => cut(tag, 100)))].filter((tag) => tag !== ''),
    cron: schedule?.cron ?? null,
    time_zone: schedule?.timeZone ?? 'UTC',
    start: schedule?.start ?? NO_START,
    catchup: schedule?.catchUp === 'all',
    wakes_on: plan.wakesOn.map(assetUri),
    timeout: plan.timeoutSeconds,
    hash: plan.hash,
    directory: options.directory ?? '.',
    command: shared,
    pod: podOf(plan, options),
    groups: [...names.groups.values()],
    tasks: plan.tasks.map((task) => {
      const { id, pool, retries, timeoutSeconds } = task
      const owner = task.owner ?? plan.owner
      const after = [...new Set((upstream.get(id) ?? []).map(({ from }) => named(names.tasks, from)))]
      return {
        task_id: named(names.tasks, id),
        name: cut(id, 1000),
        group: named(names.groups, groupOf(task)),
        arguments: taskCommand(plan, task, options).slice(shared.length),
        ...(owner === null ? {} : { owner: cut(owner, 500) }),
        ...(pool === null ? {} : { pool: named(names.pools, pool) }),
        priority: depth.get(id) ?? 1,
        ...(retries.count === 0 ? {} : { retries: retries.count, delay: retries.delaySeconds, max_delay: retries.maxDelaySeconds }),
        ...(timeoutSeconds === null ? {} : { timeout: timeoutSeconds }),
        ...(task.writes.length === 0 ? {} : { assets: task.writes.map(asset) }),
        doc_md: storable(taskPage(task)),
        ...(after.length === 0 ? {} : { after }),
      }
    }),
  }
}

function podOf(plan: Plan, options: EmitOptions): AirflowPod | null {
  const { image, namespace = null, secrets = [], volumeClaim, home = '' } = options
  if (namespace !== null || secrets.length > 0 || volumeClaim !== undefined) requireContainer('airflow', options)
  if (image === undefined) return null
  const volume = volumeClaim === undefined ? null : { claim: volumeClaim, path: home }
  return { image, namespace, secrets: { of: planName(plan), names: secrets }, volume }
}

function assetUri(table: Parameters<typeof dataAssetUri>[0]): string {
  const uri = dataAssetUri(table)
  if (uri.length > 1500)
    throw new DagError(
      'text-unusable',
      `${JSON.stringify(table.name)}: no Airflow asset has a name of more than 1,500 characters; shorten it`,
    )
  return uri
}

/** A database takes neither NUL nor half of a surrogate pair. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** Of more characters than allowed the first ones, and a hash of all. */
function cut(whole: string, most: number): string {
  const text = storable(whole)
  const characters = [...text]
  if (characters.length <= most) return text
  return `${characters.slice(0, most - 9).join('')}…${createHash('sha256').update(text).digest('hex').slice(0, 8)}`
}

/** Task → how many tasks the longest way from it to the end has: the greater, the sooner it should run. */
function longestWayDown({ tasks, edges }: Plan): ReadonlyMap<string, number> {
  const downstream = Map.groupBy(edges, ({ from }) => from)
  const waiting = new Map(tasks.map(({ id }) => [id, downstream.get(id)?.length ?? 0]))
  const upstream = Map.groupBy(edges, ({ to }) => to)
  const depth = new Map<string, number>()
  const ready = tasks.filter(({ id }) => waiting.get(id) === 0).map(({ id }) => id)
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    depth.set(id, 1 + Math.max(0, ...(downstream.get(id) ?? []).map(({ to }) => depth.get(to) ?? 0)))
    for (const { from } of upstream.get(id) ?? []) {
      const left = (waiting.get(from) ?? 0) - 1
      waiting.set(from, left)
      if (left === 0) ready.push(from)
    }
  }
  return depth
}

const dagPage = (plan: Plan): string =>
  [
    plan.description,
    `Project ${plan.project}, environment ${plan.environment}; ${plan.tasks.length} tasks, plan ${plan.hash}. Each gate checks what was made and publishes it: a failed gate leaves what was published as it was.`,
    'Trigger it with `full_refresh` to load and build everything again.',
    '',
  ].join('\n\n')

function taskPage({ id, description, layer, tags, reads }: Task): string {
  const facts = [
    ...(layer === null ? [] : [`layer ${layer}`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(', ')}`]),
    ...(reads.length === 0 ? [] : [`reads ${reads.join(', ')}`]),
  ]
  // A page that ends in .md would be opened as a file.
  return `${[...(description === '' ? [] : [description]), [id, ...facts].join(' · ')].join('\n\n')}\n`
}
