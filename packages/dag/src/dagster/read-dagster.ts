import type { EmittedGraph } from '../emitted-graph.ts'
import { textOrder } from '../text-order.ts'
import { NO_START } from './dagster-plan.ts'

/** A file of definitions as Dagster's own loader has read it; what `DAGSTER_READER` prints, one of each file. */
export interface DagsterFile {
  readonly file: string
  readonly warnings: readonly string[]
  readonly jobs: readonly DagsterFileJob[]
  readonly schedules: readonly {
    readonly job: string
    readonly cron: string
    readonly time_zone: string
    readonly status: string
    readonly start: string
  }[]
  readonly sensors: readonly { readonly job: string; readonly status: string; readonly tables: readonly string[] }[]
  readonly assets: readonly {
    readonly key: readonly string[]
    readonly group: string
    readonly owners: readonly string[]
    /** The keys of the tables that it is made from, as texts. */
    readonly after: readonly string[]
  }[]
}

export interface DagsterFileJob {
  readonly name: string
  readonly description: string
  readonly tags: Readonly<Record<string, string>>
  /** Key and value of a tag, and how many steps with it run at a time; null where steps run one after the other. */
  readonly limits: readonly (readonly [string, string, number])[] | null
  /** The steps of the job. */
  readonly tasks: readonly {
    readonly name: string
    readonly command: readonly string[]
    readonly tags: Readonly<Record<string, string>>
    /** How often, the seconds before the first, and at most; null where there is no policy. */
    readonly retries: readonly [number, number, number] | null
    /** The policy's. */
    readonly backoff: readonly [string, string] | null
    readonly after: readonly string[]
  }[]
}

/** The graph that Dagster has understood, in the plan's own names. */
export function readDagster({ jobs: [job], schedules: [schedule], sensors: [sensor] }: DagsterFile): EmittedGraph {
  const tasks = job?.tasks ?? []
  const ids = new Map(tasks.map(({ name, command }) => [name, idOf(command)]))
  const named = (name: string) => ids.get(name) ?? name
  const timeout = job?.tags['dagster/max_runtime']
  return {
    nodes: tasks
      .map(({ command, tags, retries }) => ({
        id: idOf(command),
        command,
        pool: tags['pool'] ?? null,
        retries: { count: retries?.[0] ?? 0, delaySeconds: retries?.[1] ?? 0, maxDelaySeconds: retries?.[2] ?? 0 },
        timeoutSeconds: tags['timeout'] === undefined ? null : Number(tags['timeout']),
        owner: tags['owner'] ?? null,
        tags: texts(tags['tags']),
        publishes: texts(tags['publishes']).toSorted(textOrder),
      }))
      .toSorted((a, b) => textOrder(a.id, b.id)),
    edges: tasks
      .flatMap(({ name, after }) => after.map((from) => [named(from), named(name)] as const))
      .toSorted((a, b) => textOrder(a[0], b[0]) || textOrder(a[1], b[1])),
    schedule:
      schedule === undefined
        ? null
        : {
            cron: schedule.cron,
            timeZone: schedule.time_zone,
            start: schedule.start === NO_START ? null : schedule.start,
            catchUp: null,
          },
    wakesOn: sensor?.tables.toSorted(textOrder) ?? [],
    timeoutSeconds: timeout === undefined ? null : Number(timeout),
    pools: slotsOf(job),
  }
}

/** Where steps run one after the other, that is what their one pool says. */
function slotsOf(job: DagsterFileJob | undefined): EmittedGraph['pools'] {
  const slots =
    job?.limits?.map(([, name, limit]) => [name, limit] as const) ??
    job?.tasks.flatMap(({ tags }) => (tags['pool'] === undefined ? [] : [[tags['pool'], 1] as const])) ??
    []
  return [...new Map(slots)].map(([name, limit]) => ({ name, slots: limit })).toSorted((a, b) => textOrder(a.name, b.name))
}

const texts = (json: string | undefined): readonly string[] => (json === undefined ? [] : (JSON.parse(json) as string[]))

/** What a task runs says which it is: stronger than its name. */
const idOf = (command: readonly string[]): string => command.at(-1)?.replace(/^--task=/, '') ?? ''
