import type { CheckResult, LoadCounts } from '@meshwright/contracts'
import type { Progress, RunSummary, TaskStatus } from '@meshwright/pipeline'

/** One line of what `--log-format json` writes. Fields that do not belong to an event are absent. */
export interface LogLine {
  /** ISO, UTC. */
  readonly time: string
  readonly level: 'info' | 'warn' | 'error'
  readonly event: 'run-started' | 'task-started' | 'task-retrying' | 'task-output' | 'task-ended' | 'note' | 'run-ended' | 'error'
  /** What happened, for people. */
  readonly message: string
  readonly project?: string
  readonly environment?: string
  readonly run?: string
  /** The id, such as `gate:orders`. */
  readonly task?: string
  readonly status?: TaskStatus | RunSummary['status']
  readonly milliseconds?: number
  /** Staged or published; null for a view. */
  readonly rows?: number | null
  readonly load?: LoadCounts
  /** How many checks came to what; of a run, of all its tasks. */
  readonly checks?: { readonly passed: number; readonly warned: number; readonly failed: number }
  /** The task that failed. */
  readonly blockedBy?: string
  /** Which try that was, from 1. */
  readonly attempt?: number
  readonly delayMilliseconds?: number
  readonly stream?: 'stdout' | 'stderr'
  readonly error?: { readonly code: string; readonly retryable: boolean }
  /** How many tasks a run has; at its end, how many came to what. */
  readonly tasks?: number | Readonly<Partial<Record<TaskStatus, number>>>
}

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
    const tasks: Partial<Record<TaskStatus, number>> = {}
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
