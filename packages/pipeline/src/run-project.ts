import type { Plan, RunContext, Task } from '@meshwright/contracts'
import { checkModels, type AnyModel } from '@meshwright/models'
import type { ListedTable, Store } from '@meshwright/sql'
import { beginRun, sweep } from './begin-run.ts'
import { runCommand } from './command-task.ts'
import { errorFacts } from './error-facts.ts'
import { refuseForeign } from './foreign-tables.ts'
import { checkTask, gateTask } from './gate-task.ts'
import { makeHome, unusable } from './home-folder.ts'
import type { RunObserver } from './observe/run-observer.ts'
import { recordRun, type RunRecord } from './observe/run-record.ts'
import { deferredTo, openDeferral, type DeferOptions } from './deferral.ts'
import { openContext } from './open-context.ts'
import { PipelineError } from './pipeline-error.ts'
import { nodeFingerprint } from './definitions.ts'
import { planProject } from './plan-project.ts'
import { planPart } from './plan-part.ts'
import { requirePublished, type PlanScope } from './plan-scope.ts'
import type { Project } from './project.ts'
import { keepPublishedManifest } from './published-manifest.ts'
import { reportTask } from './report-task.ts'
import { requireAsFound, requireSameDeferral, type Resumption } from './resume-run.ts'
import { runGraph } from './run-graph.ts'
import { runLimit } from './run-limit.ts'
import type { RunState } from './run-state.ts'
import { hiddenOwner } from './staged-record.ts'
import { buildTask, ingestTask } from './stage-tasks.ts'
import { keepDurations, readDurations } from './task-durations.ts'
import type { Progress, RunSummary, TaskResult } from './task-result.ts'

export interface RunOptions extends PlanScope {
  /** Takes over a place that another project or environment owns, with its tables. */
  readonly adopt?: boolean
  /** The folder for the warehouse file, the run log and the reports; made when missing. */
  readonly home: string
  /** The clock. What is written about a run bears its start; only the log has the time of each event. */
  readonly clock?: () => Date
  /** Aborted to finish what runs and start nothing more. */
  readonly drain?: AbortSignal
  /** Aborted to break off what runs. */
  readonly cancel?: AbortSignal
  /** The folder in which commands run; by default that of the process. */
  readonly directory?: string
  /** How many tasks at a time. Default 4. */
  readonly parallel?: number
  /** How long to wait for another process that writes. Default 60. */
  readonly waitSeconds?: number
  /** Runs only these tasks of the plan; what they stage for the gates of other processes is handed over in the warehouse. Default all. */
  readonly tasks?: readonly string[]
  /** Goes on with a run, as `resumption` found it: what is done stays done, whatever changed in the data since; with the same `defer`. */
  readonly resume?: Resumption
  /** Which try of the tasks a scheduler makes, from 1; for the log. */
  readonly attempt?: number
  /** What a scheduler calls its run: processes with the same text are of one run. */
  readonly runKey?: string
  /** The hash that the plan must have: `plan-changed` otherwise. */
  readonly planHash?: string
  /** The interval of the schedule, half open; default none. */
  readonly interval?: RunContext['interval']
  /** `full`: loads and builds what is unchanged too, and sources from their beginning, whatever the interval. Default `changed`. */
  readonly refresh?: 'changed' | 'full'
  /** Reads what the run does not make where the environment of a manifest has published it; not with `tasks`. Default: its own alone. */
  readonly defer?: DeferOptions
  onProgress?(progress: Progress): void
  /** Told of the run, besides the observers of the project. */
  readonly observers?: readonly RunObserver[]
  /** See WarehousePlace.onStep. */
  onStep?: import('@meshwright/sql').WarehousePlace['onStep']
}

/**
 * Runs the plan of a project, or the part that `work` and `selected` take: what is unchanged is skipped, what fails keeps its published state, and what waits for a failure is
 * blocked and named. A run after a kill goes on from what was published. Rejects only when the run could not begin: a home that
 * cannot be written, a busy warehouse, a model that does not fit its contract, a selection over what was never published.
 */
export async function runProject(project: Project, asked: RunOptions): Promise<RunSummary> {
  if (asked.resume !== undefined) requireSameDeferral(asked.resume, asked.defer)
  const options = asked.resume === undefined ? asked : { ...asked, ...resumedScope(asked.resume) }
  const { plan, share } =
    options.tasks === undefined
      ? { plan: asked.resume?.plan ?? planProject(project, { ...options, granularity: 'task' }), share: 'whole' as const }
      : planPart(project, { ...options, tasks: options.tasks })
  const clock = options.clock ?? (() => new Date())
  const { work = 'run', refresh = 'changed', interval, runKey } = options
  const about = {
    work,
    selected: options.selected !== undefined,
    deferred: options.defer === undefined ? null : deferredTo(options.defer),
    refresh,
    interval: interval === undefined ? null : { start: interval.start.toISOString(), end: interval.end.toISOString() },
    scheduled: options.tasks === undefined ? null : (runKey ?? ''),
    resumed: options.resume !== undefined,
  }
  const record = recordRun({ project, plan, share, home: options.home, about, observers: options.observers ?? [], clock })
  try {
    return await runPlan(project, plan, options, record, clock)
  } catch (error) {
    await record.abandon(errorFacts(error))
    throw error
  }
}

/** The rest of a run is what the whole was. */
function resumedScope({ run: { facts } }: Resumption): Pick<RunOptions, 'work' | 'refresh'> & { interval?: RunContext['interval'] } {
  if (facts === null || facts.work === 'replay') return {}
  const { work, refresh, interval } = facts
  return { work, refresh, ...(interval === null ? {} : { interval: { start: new Date(interval.start), end: new Date(interval.end) } }) }
}

async function runPlan(project: Project, plan: Plan, options: RunOptions, record: RunRecord, clock: () => Date): Promise<RunSummary> {
  const began = performance.now()
  const never = new AbortController().signal
  const drain = options.drain ?? never
  const steps = options.tasks === undefined ? undefined : plan.tasks
  const store = await openStore(project, options, 'write')
  // That of single tasks is the scheduler's.
  const limit = runLimit(steps === undefined ? plan.timeoutSeconds : null, project.name)
  const cancel = AbortSignal.any([options.cancel ?? never, limit.late])
  try {
    if (options.resume !== undefined) requireAsFound(options.resume, options.home)
    const opened = await openContext(project, store, { ...options, cancel, runId: options.resume?.run.runId })
    const begun = await beginRun(project, store, opened, { ...options, steps, onContext: (context) => record.begin(context) })
    const { context, publications: own } = begun
    const { work = 'run' } = options
    // What the first part of a run made is its own, also for the rest of it.
    const { tasks: all } = options.resume?.whole ?? plan
    const deferral = options.defer && (await openDeferral(project, store, { tasks: all, work, own }, options.defer))
    const run: RunState = { ...begun, deferral }
    requirePublished(plan.tasks, work, own, deferral)
    await preflight(project, plan, store, run.publications)
    const durations = readDurations(options.home)
    const { parallel = 4 } = options
    options.onProgress?.({ event: 'planned', runId: context.runId, plan, durations, parallel })
    const attempt = options.attempt === undefined ? {} : { attempt: options.attempt }
    const tasks = await runGraph(plan, {
      parallel,
      durations,
      drain: AbortSignal.any([drain, cancel]),
      onStart: (task) => {
        const facts = options.attempt === undefined ? {} : { facts: attempt }
        record.write({ eventType: 'START', at: clock(), task: task.id, inputs: task.reads, outputs: task.writes, ...facts })
        options.onProgress?.({ event: 'started', task })
      },
      onEnd: (result) => {
        logResult(record, { ...result, ...(options.attempt === undefined ? {} : { tries: options.attempt }) }, clock())
        options.onProgress?.({ event: 'finished', result })
      },
      onRetry: ({ task, error, attempt, delayMilliseconds }) => {
        const facts = { status: 'retrying', attempt, error, delayMilliseconds: Math.round(delayMilliseconds) }
        record.write({ eventType: 'RUNNING', at: clock(), task: task.id, inputs: task.reads, outputs: task.writes, facts })
        options.onProgress?.({ event: 'retrying', task, error, attempt, delayMilliseconds })
      },
      retries: steps === undefined ? 'planned' : 'never',
      run: (task, signal) => runTask(run, task, options, signal),
    })
    // When every gate has published, nothing is left staged.
    const left = steps === undefined && tasks.some((result) => result.status !== 'done' && result.status !== 'unchanged')
    const unswept = left ? await sweep(store, run.resolver, run.keeps).then(() => [], leftBehind) : []
    if (steps === undefined) keepDurations(options.home, durations, tasks)
    const tooLong = limit.late.aborted && tasks.some((result) => result.status !== 'done' && result.status !== 'unchanged')
    const error = tooLong ? errorFacts(limit.late.reason) : undefined
    const failed = tooLong || tasks.some((result) => result.status === 'failed')
    const cancelled = tasks.some((result) => result.status === 'cancelled')
    const published = tasks.some(({ task, status }) => task.kind === 'gate' && status === 'done')
    const unkept = published ? keepDefinitions(options.home, project, run) : []
    const end = { eventType: failed ? 'FAIL' : cancelled ? 'ABORT' : 'COMPLETE', at: clock(), task: null } as const
    record.write({ ...end, ...(error === undefined ? {} : { facts: { status: 'failed', error } }) })
    const untold = await record.end()
    return {
      runId: context.runId,
      project: project.name,
      environment: context.environment,
      warehouse: project.warehouse.name,
      location: store.location,
      status: failed ? 'failed' : cancelled ? 'cancelled' : 'succeeded',
      milliseconds: performance.now() - began,
      tasks,
      ...(error === undefined ? {} : { error }),
      warnings: [...opened.warnings, ...(deferral?.warnings ?? []), ...unswept, ...unkept, ...untold],
    }
  } finally {
    limit.end()
    await store.close()
  }
}

/** The data is published by now: that its definitions cannot be kept is worth a warning, no more. */
function keepDefinitions(home: string, project: Project, run: RunState): string[] {
  try {
    keepPublishedManifest(home, project, run.publications)
    return []
  } catch (error) {
    return [`plan will not say what changed since this run: ${unusable(`the home folder ${home}`, error).message}`]
  }
}

/** Opens the warehouse of a project. A reader may open it while nothing writes; for a writer the home is made. Throws `home-unusable`. */
export async function openStore(
  project: Project,
  options: Pick<RunOptions, 'home' | 'cancel' | 'waitSeconds' | 'onProgress' | 'onStep' | 'runKey'>,
  access: 'read' | 'write',
): Promise<Store> {
  if (access === 'write') await makeHome(options.home)
  return project.warehouse.open({
    home: options.home,
    environment: project.environment,
    signal: options.cancel ?? new AbortController().signal,
    access,
    ...(options.runKey === undefined ? {} : { run: options.runKey }),
    waitSeconds: options.waitSeconds ?? 60,
    onWait: (message) => options.onProgress?.({ event: 'note', message }),
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
  })
}

/** What a try that failed has left would be in the way of the next. */
async function dropHidden({ project, store, resolver, context }: RunState, task: Task): Promise<void> {
  const ownerOf = hiddenOwner(project, resolver, context.runId)
  const ofTask = (table: ListedTable) => resolver.isStaged(table.name, context.runId) && ownerOf(table)?.name === task.target
  await sweep(store, resolver, (table) => !ofTask(table))
}

const leftBehind = (error: unknown) => [
  `hidden tables of this run were left behind, and the next run drops them: ${error instanceof Error ? error.message : String(error)}`,
]

/** Holds models against their contracts by the engine's own description. All problems in one ModelError. */
async function preflight(project: Project, plan: Plan, store: Store, publications: RunState['publications']): Promise<void> {
  const changed = plan.tasks.flatMap(({ kind, target }): AnyModel[] => {
    const node = kind === 'build' ? project.node(target) : undefined
    return node?.made.by === 'model' && publications.get(target)?.fingerprint !== nodeFingerprint(node) ? [node.made.model] : []
  })
  if (changed.length > 0) await checkModels(changed, store, project.warehouse.dialect)
}

/** One try. */
async function runTask(shared: RunState, task: Task, options: RunOptions, late: AbortSignal): Promise<TaskResult> {
  const began = performance.now()
  const finished = (outcome: Omit<TaskResult, 'task' | 'milliseconds'>): TaskResult => ({
    task,
    milliseconds: performance.now() - began,
    ...outcome,
  })
  const { signal: cancel } = shared.context
  const signal = AbortSignal.any([cancel, late])
  const run: RunState = { ...shared, context: { ...shared.context, signal } }
  try {
    if (shared.tried.has(task.id)) await dropHidden(run, task)
    shared.tried.add(task.id)
    return finished(await perform(run, task, options))
  } catch (error) {
    if (cancel.aborted) return finished({ status: 'cancelled' })
    const load = (error as { load?: TaskResult['load'] } | null)?.load
    const cause: unknown = late.aborted ? late.reason : error
    return finished({ status: 'failed', error: errorFacts(cause), ...(load === undefined ? {} : { load }) })
  }
}

async function perform(run: RunState, task: Task, options: RunOptions): Promise<Omit<TaskResult, 'task' | 'milliseconds'>> {
  if (task.command !== null) {
    const { signal, runId } = run.context
    await runCommand(task.target, task.command, {
      directory: options.directory ?? process.cwd(),
      environment: { MESHWRIGHT_RUN_ID: runId },
      signal,
      onLine: (line, stream) => options.onProgress?.({ event: 'line', task, line, stream }),
    })
    return { status: 'done' }
  }
  if (task.kind === 'report') {
    const report = run.project.reports.find((candidate) => candidate.name === task.target)
    if (report !== undefined) return reportTask(run, report)
  }
  const node = run.project.node(task.target)
  if (node === undefined) throw new PipelineError('name-unknown', `task ${task.id}: the project has no table "${task.target}"`)
  if (task.kind === 'gate') return options.work === 'check' ? checkTask(run, node) : gateTask(run, node)
  refuseForeign(run, node)
  return node.made.by === 'stream'
    ? ingestTask(run, node, node.made.stream, (rows) => options.onProgress?.({ event: 'rows', task, rows }))
    : buildTask(run, node, node.made.model)
}

function logResult(record: RunRecord, result: TaskResult, at: Date): void {
  const { task, status, milliseconds, load, rows, written, checks, error, blockedBy, tries } = result
  record.write({
    eventType: status === 'failed' || status === 'blocked' ? 'FAIL' : status === 'cancelled' ? 'ABORT' : 'COMPLETE',
    at,
    task: task.id,
    inputs: task.reads,
    outputs: task.writes,
    facts: {
      status,
      milliseconds: Math.round(milliseconds),
      ...(load === undefined ? {} : { load }),
      ...(rows === undefined ? {} : { rows }),
      ...(written === undefined ? {} : { written }),
      ...(checks === undefined ? {} : { checks: checks.map(({ name, status: outcome, message }) => ({ name, status: outcome, message })) }),
      ...(error === undefined ? {} : { error }),
      ...(blockedBy === undefined ? {} : { blockedBy }),
      ...(tries === undefined ? {} : { tries }),
    },
  })
}
