import * as z from 'zod'
import { versioned } from './versioned.ts'

export const TASK_KINDS = ['ingest', 'build', 'gate', 'report', 'command', 'group'] as const
/**
 * - `ingest` stages the rows of a stream, `build` stages the rows of a model;
 * - `gate` runs the checks of what was staged and, when none that blocks fails, publishes it: one task, so that what was checked is
 *   what is published;
 * - `report` writes a page from published tables;
 * - `command` runs a program of the project's own;
 * - `group` does several of these, its `steps`, in one process.
 */
export type TaskKind = (typeof TASK_KINDS)[number]

export const EDGE_REASONS = ['stages', 'reads', 'references', 'follows'] as const
/**
 * - `stages`: the gate checks what the task has staged;
 * - `reads`: the rows are made from the table;
 * - `references`: a check reads the table;
 * - `follows`: a command was declared to come after the task, or the task after a command.
 */
export type EdgeReason = (typeof EDGE_REASONS)[number]

export const GRANULARITIES = ['task', 'layer', 'group', 'project'] as const
/**
 * How much one task does: one stream, model, gate or report; one layer; one group of tables that are connected; everything. Each keeps
 * the same steps and the same gates.
 */
export type Granularity = (typeof GRANULARITIES)[number]

export const retriesSchema = z.object({
  /** How often a task is tried again after its first failure. */
  count: z.int().min(0),
  /** Before the first retry; doubled before each further one, up to `maxDelaySeconds`, each with jitter where the target can. */
  delaySeconds: z.number().min(0),
  maxDelaySeconds: z.number().min(0),
})
export type Retries = z.infer<typeof retriesSchema>

export const taskSchema = z.object({
  /** `gate:orders`: unique in the plan. */
  id: z.string(),
  kind: z.enum(TASK_KINDS),
  /** The relation, report, command, layer or group that it makes or is. */
  target: z.string(),
  description: z.string(),
  layer: z.string().nullable(),
  owner: z.string().nullable(),
  tags: z.array(z.string()),
  /** Relations it reads, by name. */
  reads: z.array(z.string()),
  /** Relations it makes available: of a gate its table, of a group the tables of all its gates, of a command what it says. */
  writes: z.array(z.string()),
  /** The ids of the tasks of the finest granularity that it does, each after what it waits for; of such a task its own id alone. */
  steps: z.array(z.string()).min(1),
  /** The program and its arguments, of a command; null otherwise. */
  command: z.array(z.string()).min(1).nullable(),
  /** The name of one of the plan's pools: the one that a scheduler holds the task to, where each task is a process of its own. */
  pool: z.string().nullable(),
  /**
   * The names of the plan's pools that hold it inside one process too, as in the local runner: its own and those of its steps, without
   * the warehouse's, which are about processes.
   */
  limits: z.array(z.string()),
  retries: retriesSchema,
  /** Of one try. */
  timeoutSeconds: z.number().positive().nullable(),
  /** Changes when the definition of the task does. */
  fingerprint: z.string(),
})
export type Task = z.infer<typeof taskSchema>

export const edgeSchema = z.object({ from: z.string(), to: z.string(), reason: z.enum(EDGE_REASONS) })
export type Edge = z.infer<typeof edgeSchema>

export const poolSchema = z.object({
  name: z.string(),
  /** How many tasks of the pool run at a time. */
  slots: z.int().positive(),
  description: z.string(),
})
/** A limit on tasks that share something: a warehouse file with one writer, an API with a quota. */
export type Pool = z.infer<typeof poolSchema>

export const CATCH_UPS = ['none', 'latest', 'all'] as const
/** What becomes of intervals that passed while nothing ran: left out, only the latest is run, or each is run, the oldest first. */
export type CatchUp = (typeof CATCH_UPS)[number]

export const scheduleSchema = z.object({
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: z.string(),
  /** An IANA name: the clock on which the fields are read. */
  timeZone: z.string(),
  /** The first day whose intervals count, `2026-01-01` on that clock; null for the day on which it is first run. */
  start: z.iso.date().nullable(),
  catchUp: z.enum(CATCH_UPS),
})
/** When a project runs. The interval of a run is from the time before to the time at which it is due, half open. */
export type Schedule = z.infer<typeof scheduleSchema>

export const dataAssetSchema = z.object({ project: z.string(), environment: z.string(), name: z.string() })
/** A table of some project, as its gate makes it available. */
export type DataAsset = z.infer<typeof dataAssetSchema>

/** `meshwright://rainbow-road/prod/adoptions`: the name by which schedulers know that a table has new, checked rows. */
export const dataAssetUri = ({ project, environment, name }: DataAsset): string =>
  `meshwright://${[project, environment, name].map(encodeURIComponent).join('/')}`

/** What a project does, as tasks and edges: what the local runner runs and emitters emit. `hash` is over everything else in it. */
export const planSchema = versioned('plan', 2, {
  project: z.string(),
  description: z.string(),
  environment: z.string(),
  owner: z.string().nullable(),
  tags: z.array(z.string()),
  granularity: z.enum(GRANULARITIES),
  schedule: scheduleSchema.nullable(),
  /** Tables of other projects: when all of them have new rows the project runs, also between the times of its schedule. */
  wakesOn: z.array(dataAssetSchema),
  /** Of a whole run. */
  timeoutSeconds: z.number().positive().nullable(),
  pools: z.array(poolSchema),
  tasks: z.array(taskSchema),
  edges: z.array(edgeSchema),
  hash: z.string(),
})
export type Plan = z.infer<typeof planSchema>
