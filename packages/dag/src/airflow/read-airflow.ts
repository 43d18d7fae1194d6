import type { EmittedGraph } from '../emitted-graph.ts'
import { NO_START } from './airflow-dag.ts'
import { textOrder } from '../text-order.ts'

/** A DAG file as Airflow's own DagBag has read it; what `AIRFLOW_READER` prints, one of each file. */
export interface AirflowFile {
  readonly file: string
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  readonly dags: readonly ReadAirflowDag[]
}

export interface ReadAirflowDag {
  readonly dag_id: string
  readonly cron: string | null
  readonly time_zone: string | null
  readonly timetable: string
  readonly wakes_on: readonly string[]
  /** ISO 8601, on the clock of the time zone. */
  readonly start: string
  readonly catchup: boolean
  readonly max_active_runs: number
  readonly timeout: number | null
  readonly tags: readonly string[]
  readonly params: readonly string[]
  readonly doc_md: string
  readonly tasks: readonly ReadAirflowTask[]
}

export interface ReadAirflowTask {
  readonly task_id: string
  readonly display_name: string
  readonly operator: string
  readonly group: string | null
  /** `cd`, the folder, `&&`, `exec`, and what is executed: as the shell reads it. */
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Of pods: the secret and its key. */
  readonly secrets: readonly string[]
  /** Of pods: the claim and where it is mounted. */
  readonly volumes: readonly string[]
  readonly owner: string
  readonly pool: string
  readonly priority: number
  readonly retries: number
  readonly retry_delay: number
  readonly max_retry_delay: number | null
  readonly backoff: boolean
  readonly timeout: number | null
  readonly trigger_rule: string
  readonly assets: readonly string[]
  readonly after: readonly string[]
}

const BEFORE_THE_COMMAND = 4

/** What Airflow puts where nothing is said. */
const NO_OWNER = 'airflow'
const NO_POOL = 'default_pool'

/** The graph that Airflow has understood, in the plan's own names. `pools` is the text of the emitted pools file, where there is one. */
export function readAirflow(dag: ReadAirflowDag, pools = '{}'): EmittedGraph {
  const declared = JSON.parse(pools) as Readonly<Record<string, { readonly slots: number; readonly name: string }>>
  const ids = new Map(dag.tasks.map((task) => [task.task_id, idOf(task)]))
  const named = (task: string) => ids.get(task) ?? task
  const [start = null] = dag.start.split('T')
  return {
    nodes: dag.tasks
      .map((task) => ({
        id: named(task.task_id),
        command: task.command.slice(BEFORE_THE_COMMAND),
        pool: task.pool === NO_POOL ? null : (declared[task.pool]?.name ?? task.pool),
        retries: {
          count: task.retries,
          delaySeconds: task.retries === 0 ? 0 : task.retry_delay,
          maxDelaySeconds: task.retries === 0 ? 0 : (task.max_retry_delay ?? 0),
        },
        timeoutSeconds: task.timeout,
        owner: task.owner === NO_OWNER ? null : task.owner,
        tags: [],
        publishes: task.assets,
      }))
      .toSorted((a, b) => textOrder(a.id, b.id)),
    edges: dag.tasks
      .flatMap((task) => task.after.map((from) => [named(from), named(task.task_id)] as const))
      .toSorted((a, b) => textOrder(a[0], b[0]) || textOrder(a[1], b[1])),
    schedule:
      dag.cron === null ? null : { cron: dag.cron, timeZone: dag.time_zone, start: start === NO_START ? null : start, catchUp: null },
    wakesOn: dag.wakes_on,
    timeoutSeconds: dag.timeout,
    pools: Object.values(declared)
      .map(({ name, slots }) => ({ name, slots }))
      .toSorted((a, b) => textOrder(a.name, b.name)),
  }
}

/** What a task runs says which it is: stronger than its name. */
const idOf = ({ command }: ReadAirflowTask): string => command.at(-1)?.replace(/^--task=/, '') ?? ''
