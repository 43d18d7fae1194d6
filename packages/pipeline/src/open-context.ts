import { runIdAfter, type RunContext } from '@meshwright/contracts'
import { tableSql, type ListedTable, type Store } from '@meshwright/sql'
import { resolverOf } from './manifest-project.ts'
import { CONTROL } from './project-state.ts'
import type { Project } from './project.ts'
import { runOfKey } from './run-key.ts'

export interface OpenedContext {
  readonly context: RunContext
  /** Greater than all ids that the warehouse knows; the run's own, unless its first task has begun in another process. */
  readonly freshId: string
  /** Whether the run has begun before, in another process. */
  readonly begun: boolean
  readonly warnings: readonly string[]
  /** All tables of the environment's schema, hidden ones too: asked for once a run. */
  readonly listed: readonly ListedTable[]
}

/** The clocks of two machines that write one warehouse differ by seconds; what is more was set. */
const TOLERATED_MS = 60_000

/**
 * What a run knows about itself. Its id is greater than those of all runs that the warehouse knows, since ids, not clocks, say what is
 * the latest state; a clock that was set back is warned about.
 */
export async function openContext(
  project: Project,
  store: Store,
  options: {
    readonly clock?: (() => Date) | undefined
    readonly cancel?: AbortSignal | undefined
    readonly runKey?: string | undefined
    /** Of a run that is gone on with. */
    readonly runId?: string | undefined
    readonly interval?: RunContext['interval']
  },
): Promise<OpenedContext> {
  const now = (options.clock ?? (() => new Date()))()
  const listed = await store.list(project.environment.schema)
  const last = await lastRun(project, store, listed)
  const behind = last === undefined ? 0 : last.at.getTime() - now.getTime()
  const freshId = runIdAfter(last?.runId, now)
  const known =
    options.runKey === undefined
      ? options.runId
      : await runOfKey(
          store,
          resolverOf(project),
          project.warehouse.dialect,
          options.runKey,
          new Set(listed.map((table) => table.name.table)),
        )
  return {
    freshId,
    begun: known !== undefined,
    context: {
      runId: known ?? freshId,
      now,
      interval: options.interval,
      environment: project.environment.name,
      warehouse: project.warehouse.name,
      signal: options.cancel ?? new AbortController().signal,
    },
    warnings:
      behind > TOLERATED_MS
        ? [
            `the clock says ${now.toISOString()}, and the warehouse was written at ${last?.at.toISOString()}: was it set back? What this run publishes is the latest state all the same; ages and times in it are off until the clock is right`,
          ]
        : [],
    listed,
  }
}

const RECORDED = [
  [CONTROL.publications, 'run_id', 'published_at'],
  [CONTROL.loads, 'run_id', 'loaded_at'],
  [CONTROL.checks, 'run_id', 'checked_at'],
  [CONTROL.runs, 'run_id', 'began_at'],
  [CONTROL.staged, 'staged_id', 'staged_at'],
] as const

/** The greatest id and the latest moment of all recorded runs. */
async function lastRun(
  project: Project,
  store: Store,
  listed: readonly ListedTable[],
): Promise<{ readonly runId: string; readonly at: Date } | undefined> {
  const { dialect } = project.warehouse
  const resolver = resolverOf(project)
  const existing = new Set(listed.map((table) => table.name.table))
  const all = RECORDED.flatMap(([name, id, at]) => {
    const table = resolver.control(name)
    return existing.has(table.table) ? [`select ${id} as run_id, ${at} as at_time from ${tableSql(table, dialect)}`] : []
  })
  if (all.length === 0) return undefined
  const { rows } = await store.query(`select max(run_id), max(at_time) from (${all.join(' union all ')}) as mw_runs`)
  const [runId, at] = rows[0] ?? []
  return typeof runId === 'string' && typeof at === 'string' ? { runId, at: new Date(at) } : undefined
}
