import { dataAssetUri, type Plan, type Task } from '@meshwright/contracts'
import type { EmitOptions } from '../emitter.ts'
import { planName } from '../plan-name.ts'
import { separatedNames, type SeparatedRule } from '../separated-name.ts'
import { targetName, type NameRule } from '../target-name.ts'
import { taskCommand } from '../task-command.ts'

/** Ops: `gate__dm_monthly_sales`. Dagster takes any length, but a log is named after the op, in at most 255 bytes. */
export const DAGSTER_OP: SeparatedRule = { joint: '_', maxLength: 200 }

/** Keys of tags. */
const TAG: NameRule = {
  keeps: /^[A-Za-z0-9_.-]$/,
  first: /^[A-Za-z0-9_.-]$/,
  last: /^[A-Za-z0-9_.-]$/,
  escape: '_',
  maxLength: 63,
}

const GROUP: NameRule = { keeps: /^\w$/, first: /^\w$/, last: /^\w$/, escape: '_', maxLength: 100 }

/** A plan in Dagster's words: the document that stands in the file. */
export interface DagsterPlan {
  readonly job: string
  readonly description: string
  readonly tags: Readonly<Record<string, string>>
  readonly hash: string
  readonly directory: string
  /** The beginning of every command. */
  readonly command: readonly string[]
  readonly cron: string | null
  readonly time_zone: string
  /** A date, on the clock of the time zone. */
  readonly start: string
  /** URIs. */
  readonly wakes_on: readonly string[]
  readonly timeout: number | null
  /** Name → slots. */
  readonly pools: Readonly<Record<string, number>>
  readonly assets: readonly DagsterAsset[]
  readonly tasks: readonly DagsterTask[]
}

/** A table that a task publishes. */
export interface DagsterAsset {
  readonly uri: string
  readonly description: string
  readonly group: string
  readonly owners: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  /** URIs of the tables it is made from. */
  readonly reads: readonly string[]
}

export interface DagsterTask {
  readonly name: string
  readonly id: string
  readonly description: string
  /** The end of its command. */
  readonly arguments: readonly string[]
  readonly owner?: string
  readonly tags?: readonly string[]
  readonly pool?: string
  readonly retries?: number
  /** Seconds before the first retry, and at most. */
  readonly delay?: number
  readonly longest?: number
  readonly timeout?: number
  /** URIs. */
  readonly publishes?: readonly string[]
  readonly after?: readonly string[]
  /** Of a gate: what stages its rows, and must be done again when they were refused. */
  readonly staged_by?: readonly string[]
}

/** Stands for no start: the intervals of a schedule begin with some day. */
export const NO_START = '1970-01-02'

/** Whether one pool lets no two tasks run at a time: then one process of Dagster, which runs them one after the other, does as well. */
export const oneAtATime = ({ pools, tasks }: Pick<Plan, 'pools' | 'tasks'>): boolean => {
  const [pool, ...others] = pools
  return pool?.slots === 1 && others.length === 0 && tasks.every((task) => task.pool === pool.name)
}

export const dagsterJob = (plan: Plan): string => planName(plan).replaceAll('-', '_')

/** Throws DagError `name-collides`, `text-unusable`. */
export function dagsterPlan(plan: Plan, options: EmitOptions): DagsterPlan {
  const { schedule } = plan
  const names = separatedNames(
    plan.tasks.map(({ id }) => id),
    DAGSTER_OP,
  )
  const shared = taskCommand(plan, { id: '' }, options).slice(0, -1)
  const upstream = Map.groupBy(plan.edges, ({ to }) => to)
  return {
    job: dagsterJob(plan),
    description: storable(plan.description),
    tags: tagged(plan.tags),
    hash: plan.hash,
    directory: options.directory ?? '.',
    command: shared,
    cron: schedule?.cron ?? null,
    time_zone: schedule?.timeZone ?? 'UTC',
    start: schedule?.start ?? NO_START,
    wakes_on: plan.wakesOn.map(dataAssetUri),
    timeout: plan.timeoutSeconds,
    pools: Object.fromEntries(plan.pools.map(({ name, slots }) => [name, slots])),
    assets: assetsOf(plan),
    tasks: plan.tasks.map((task) => {
      const { id, tags, pool, retries, timeoutSeconds, writes } = task
      const owner = task.owner ?? plan.owner
      const after = [...new Set((upstream.get(id) ?? []).map(({ from }) => names.get(from) ?? from))]
      const stagers = (upstream.get(id) ?? []).filter(({ reason }) => reason === 'stages').map(({ from }) => names.get(from) ?? from)
      return {
        name: names.get(id) ?? id,
        id,
        description: storable(task.description),
        arguments: taskCommand(plan, task, options).slice(shared.length),
        ...(owner === null ? {} : { owner: storable(owner) }),
        ...(tags.length === 0 ? {} : { tags: tags.map(storable) }),
        ...(pool === null ? {} : { pool }),
        ...(retries.count === 0 ? {} : { retries: retries.count, delay: retries.delaySeconds, longest: retries.maxDelaySeconds }),
        ...(timeoutSeconds === null ? {} : { timeout: timeoutSeconds }),
        ...(writes.length === 0 ? {} : { publishes: writes.map(uriIn(plan)) }),
        ...(after.length === 0 ? {} : { after }),
        ...(stagers.length === 0 ? {} : { staged_by: stagers }),
      }
    }),
  }
}

const uriIn =
  ({ project, environment }: Plan) =>
  (name: string): string =>
    dataAssetUri({ project, environment, name })

/** The tables of the plan, each with those that its rows are made from. */
function assetsOf(plan: Plan): readonly DagsterAsset[] {
  const written = new Set(plan.tasks.flatMap(({ writes }) => writes))
  const byId = new Map(plan.tasks.map((task) => [task.id, task]))
  const staged = Map.groupBy(
    plan.edges.filter(({ reason }) => reason === 'stages'),
    ({ to }) => to,
  )
  return plan.tasks.flatMap((task) => {
    const makers = [task, ...(staged.get(task.id) ?? []).map(({ from }) => byId.get(from)).filter((maker) => maker !== undefined)]
    const reads = [...new Set(makers.flatMap((maker) => madeFrom(maker)))].filter(
      (name) => written.has(name) && !task.writes.includes(name),
    )
    const owner = task.owner ?? plan.owner
    return task.writes.map((name) => ({
      uri: uriIn(plan)(name),
      description: storable(task.description),
      group: targetName(task.layer ?? 'tables', GROUP),
      owners: owner === null ? [] : [dagsterOwner(storable(owner))],
      tags: tagged(task.tags),
      reads: reads.map(uriIn(plan)),
    }))
  })
}

/** What a gate reads is compared with; what another task reads its rows are made from. */
const madeFrom = ({ kind, reads }: Task): readonly string[] => (kind === 'gate' ? [] : reads)

/** Owners are addresses of mail or teams there. */
const dagsterOwner = (owner: string): string => (MAIL.test(owner) ? owner : `team:${owner}`)

const MAIL = /^\w[\w.%+-]*@[A-Za-z0-9.-]+\.[A-Za-z]{2,7}$/

const tagged = (tags: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map((tag) => [targetName(tag, TAG), '']))

/** A database takes neither NUL nor half of a surrogate pair. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')
