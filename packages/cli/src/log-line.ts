import type { CheckResult } from '@meshwright/contracts'
import type { Progress, RunSummary } from '@meshwright/pipeline'
import * as z from 'zod'

const STATUSES = ['done', 'unchanged', 'failed', 'blocked', 'cancelled'] as const
const countSchema = z.int().min(0)

/** One line of what `--log-format json` writes. Fields that do not belong to an event are absent. */
export const logLineSchema = z.strictObject({
  /** ISO, UTC. */
  time: z.iso.datetime(),
  level: z.enum(['info', 'warn', 'error']),
  event: z.enum(['run-started', 'task-started', 'task-retrying', 'task-output', 'task-ended', 'note', 'run-ended', 'error']),
  /** What happened, for people. */
  message: z.string(),
  project: z.string().optional(),
  environment: z.string().optional(),
  run: z.string().optional(),
  /** The id, such as `gate:orders`. */
  task: z.string().optional(),
  status: z.enum([...STATUSES, 'succeeded']).optional(),
  milliseconds: z.number().min(0).optional(),
  /** Staged or published; null for a view. */
  rows: z.number().min(0).nullable().optional(),
  load: z
    .strictObject({ read: countSchema, loaded: countSchema, rejected: countSchema, duplicate: countSchema, filtered: countSchema })
    .optional(),
  /** How many checks came to what; of a run, of all its tasks. */
  checks: z.strictObject({ passed: countSchema, warned: countSchema, failed: countSchema }).optional(),
  /** The task that failed. */
  blockedBy: z.string().optional(),
  /** Which try that was, from 1. */
  attempt: z.int().min(1).optional(),
  delayMilliseconds: z.number().min(0).optional(),
  stream: z.enum(['stdout', 'stderr']).optional(),
  error: z.strictObject({ code: z.string(), retryable: z.boolean() }).optional(),
  /** How many tasks a run has; at its end, how many came to what. */
  tasks: z.union([countSchema, z.partialRecord(z.enum(STATUSES), countSchema)]).optional(),
})
export type LogLine = z.infer<typeof logLineSchema>

/** Whose lines they are. */
export interface LoggedProject {
  readonly project: string
  readonly environment: string
}

type Told = Omit<LogLine, 'time' | 'project' | 'environment' | 'run'>

/** A line of JSON for each thing that is told of a run, as it happens. */
export class LogLines {
  readonly #write: (line: string) => void
  readonly #project: LoggedProject
  readonly #clock: () => Date
  #run: string | undefined

  constructor(write: (line: string) => void, project: LoggedProject, clock: () => Date = () => new Date()) {
    this.#write = write
    this.#project = project
    this.#clock = clock
  }

  progress(progress: Progress): void {
    if (progress.event === 'planned') this.#run = progress.runId
    const told = progressTold(progress)
    if (told !== undefined) this.#tell(told)
  }

  note(message: string, level: LogLine['level'] = 'info'): void {
    this.#tell({ level, event: 'note', message: message.trim() })
  }

  end(summary: RunSummary): void {
    this.#run = summary.runId
    for (const warning of summary.warnings) this.note(warning, 'warn')
    const tasks: Partial<Record<(typeof STATUSES)[number], number>> = {}
    for (const { status } of summary.tasks) tasks[status] = (tasks[status] ?? 0) + 1
    const { status, milliseconds, error } = summary
    this.#tell({
      level: status === 'failed' ? 'error' : status === 'cancelled' ? 'warn' : 'info',
      event: 'run-ended',
      message: error?.message ?? `the run ${status === 'cancelled' ? 'was stopped' : status}`,
      status,
      milliseconds: Math.round(milliseconds),
      tasks,
      checks: tally(summary.tasks.flatMap(({ checks }) => checks ?? [])),
      ...(error === undefined ? {} : { error: { code: error.code, retryable: error.retryable } }),
    })
  }

  #tell(told: Told): void {
    const run = this.#run === undefined ? {} : { run: this.#run }
    const line: LogLine = { time: this.#clock().toISOString(), ...told, ...this.#project, ...run }
    this.#write(`${JSON.stringify(line)}\n`)
  }
}

/** A line for what ended a command before there was a run, or instead of one. */
export function errorLine(code: string, message: string, at: Date): string {
  const line: LogLine = { time: at.toISOString(), level: 'error', event: 'error', message, error: { code, retryable: false } }
  return `${JSON.stringify(line)}\n`
}

function progressTold(progress: Progress): Told | undefined {
  switch (progress.event) {
    case 'planned': {
      const tasks = progress.plan.tasks.length
      return { level: 'info', event: 'run-started', message: `the run begins with ${tasks} tasks`, tasks }
    }
    case 'started':
      return { level: 'info', event: 'task-started', message: `${progress.task.id} begins`, task: progress.task.id }
    // Thousands in a long load: they are for a screen.
    case 'rows':
      return undefined
    case 'line':
      return { level: 'info', event: 'task-output', message: progress.line, task: progress.task.id, stream: progress.stream }
    case 'retrying': {
      const { task, error, attempt, delayMilliseconds } = progress
      const { code, retryable } = error
      const delay = Math.round(delayMilliseconds)
      return {
        level: 'warn',
        event: 'task-retrying',
        message: error.message,
        task: task.id,
        attempt,
        delayMilliseconds: delay,
        error: { code, retryable },
      }
    }
    case 'note':
      return { level: 'info', event: 'note', message: progress.message }
    case 'finished': {
      const { task, status, milliseconds, rows, load, checks, error, blockedBy, tries } = progress.result
      const warned = checks?.some((check) => check.status === 'warned') === true
      return {
        level: status === 'failed' ? 'error' : status === 'blocked' || status === 'cancelled' || warned ? 'warn' : 'info',
        event: 'task-ended',
        message:
          error?.message ?? `${task.id}: ${blockedBy === undefined ? status : `blocked, as it waits for ${blockedBy}, which failed`}`,
        task: task.id,
        status,
        milliseconds: Math.round(milliseconds),
        ...(rows === undefined ? {} : { rows }),
        ...(load === undefined ? {} : { load: load.counts }),
        ...(checks === undefined ? {} : { checks: tally(checks) }),
        ...(blockedBy === undefined ? {} : { blockedBy }),
        ...(tries === undefined ? {} : { attempt: tries }),
        ...(error === undefined ? {} : { error: { code: error.code, retryable: error.retryable } }),
      }
    }
  }
}

function tally(checks: readonly CheckResult[]): NonNullable<LogLine['checks']> {
  const count = (...statuses: readonly CheckResult['status'][]) => checks.filter(({ status }) => statuses.includes(status)).length
  return { passed: count('passed'), warned: count('warned'), failed: count('failed', 'error') }
}
