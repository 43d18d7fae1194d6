import type { CheckResult, LoadCounts, Plan, Task } from '@meshwright/contracts'

/**
 * - `done`: it did its work; for a gate: it published.
 * - `unchanged`: nothing to do, as its definition and inputs are what they were.
 * - `failed`: an error, a refused load, or a check that blocks.
 * - `blocked`: not tried, as `blockedBy` failed.
 * - `cancelled`: not tried or broken off, as the run was stopped.
 */
export type TaskStatus = 'done' | 'unchanged' | 'failed' | 'blocked' | 'cancelled'

export interface TaskResult {
  readonly task: Task
  readonly status: TaskStatus
  readonly milliseconds: number
  /** Of an ingest. */
  readonly load?: {
    readonly label: string
    readonly origin: string
    readonly path: string
    readonly why: string
    readonly counts: LoadCounts
    readonly ignoredColumns: readonly string[]
    readonly loadId: string
  }
  /** Rows staged by a build, or of the table that a gate published; null for a view. */
  readonly rows?: number | null
  /** Of a gate whose table is added to: the rows that it published. */
  readonly written?: number
  /** Of a gate. */
  readonly checks?: readonly CheckResult[]
  /** Of a report: the file. */
  readonly path?: string
  readonly error?: { readonly name: string; readonly code: string; readonly message: string; readonly retryable: boolean }
  readonly blockedBy?: string
  /** How often it was tried, when more than once. */
  readonly tries?: number
}

/** What a run came to. */
export interface RunSummary {
  readonly runId: string
  readonly project: string
  readonly environment: string
  readonly warehouse: string
  readonly location: string
  readonly status: 'succeeded' | 'failed' | 'cancelled'
  readonly milliseconds: number
  readonly tasks: readonly TaskResult[]
  /** Of the run itself: it took longer than the plan gives it. */
  readonly error?: NonNullable<TaskResult['error']>
  /** What is wrong around the run and did not stop it: a clock that was set back, a run log that could not be written. */
  readonly warnings: readonly string[]
}

/** Told while a run goes on. */
export type Progress =
  /** Before the first task, with how long tasks took when they last did their work: milliseconds by id. */
  | {
      readonly event: 'planned'
      readonly runId: string
      readonly plan: Plan
      readonly durations: ReadonlyMap<string, number>
      readonly parallel: number
    }
  | { readonly event: 'started'; readonly task: Task }
  | { readonly event: 'rows'; readonly task: Task; readonly rows: number }
  /** Of a command. */
  | { readonly event: 'line'; readonly task: Task; readonly line: string; readonly stream: 'stdout' | 'stderr' }
  /** A try failed, and there will be another. */
  | {
      readonly event: 'retrying'
      readonly task: Task
      readonly error: NonNullable<TaskResult['error']>
      /** The try that failed, from 1. */
      readonly attempt: number
      readonly delayMilliseconds: number
    }
  | { readonly event: 'finished'; readonly result: TaskResult }
  | { readonly event: 'note'; readonly message: string }
