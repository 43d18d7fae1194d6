import * as z from 'zod'
import { versioned } from './versioned.ts'

export const TASK_KINDS = ['ingest', 'build', 'gate', 'report'] as const
/**
 * - `ingest` stages the rows of a stream, `build` stages the rows of a model;
 * - `gate` runs the checks of what was staged and, when none that blocks fails, publishes it;
 * - `report` writes a page from published tables.
 */
export type TaskKind = (typeof TASK_KINDS)[number]

export const EDGE_REASONS = ['stages', 'reads', 'references'] as const

export const taskSchema = z.object({
  /** `gate:orders`: unique in the plan. */
  id: z.string(),
  kind: z.enum(TASK_KINDS),
  /** The relation or report it makes. */
  target: z.string(),
  layer: z.string().nullable(),
  owner: z.string().nullable(),
  tags: z.array(z.string()),
  /** Relations it reads and makes available, by name. */
  reads: z.array(z.string()),
  writes: z.array(z.string()),
  pool: z.string().nullable(),
  retries: z.int().min(0),
  timeoutSeconds: z.number().positive().nullable(),
  /** Changes when the definition of the task does. */
  fingerprint: z.string(),
})
export type Task = z.infer<typeof taskSchema>

export const edgeSchema = z.object({ from: z.string(), to: z.string(), reason: z.enum(EDGE_REASONS) })
export type Edge = z.infer<typeof edgeSchema>

export const scheduleSchema = z.object({ cron: z.string(), timeZone: z.string() })
/** When a project runs: five cron fields read on the clock of an IANA time zone. */
export type Schedule = z.infer<typeof scheduleSchema>

/** What a project does, as tasks and edges: what the local runner runs and emitters emit. `hash` is over everything else in it. */
export const planSchema = versioned('plan', 1, {
  project: z.string(),
  environment: z.string(),
  schedule: scheduleSchema.nullable(),
  tasks: z.array(taskSchema),
  edges: z.array(edgeSchema),
  hash: z.string(),
})
export type Plan = z.infer<typeof planSchema>
