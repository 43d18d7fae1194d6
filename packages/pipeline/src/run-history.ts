import { didYouMean, RUN_EVENT_VERSION, unreadVersion, type RunEvent } from '@meshwright/contracts'
import { readFileSync } from 'node:fs'
import { unusable } from './home-folder.ts'
import { PipelineError } from './pipeline-error.ts'
import { isAlive, type ProcessMark } from './process-mark.ts'
import type { RunFacts } from './run-facts.ts'
import { keptRuns, runLogPath } from './run-log.ts'
import type { TaskResult, TaskStatus } from './task-result.ts'

/**
 * - `running`: a process of it runs on this machine;
 * - `unfinished`: it ended without a word, as after a kill, and has tasks that did not end.
 */
export type PastRunStatus = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unfinished'

/** A task as the last try of it left it: `waiting` when none began. */
export interface PastTask {
  readonly id: string
  readonly status: TaskStatus | 'running' | 'waiting'
  /** Which try that was, from 1; 0 when none began. */
  readonly tries: number
  readonly milliseconds: number | null
  readonly rows: number | null
  /** How many checks came to what. */
  readonly checks: Readonly<Record<string, number>>
  readonly error: NonNullable<TaskResult['error']> | null
  readonly blockedBy: string | null
}

/** What the log says of a run. */
export interface PastRun {
  readonly runId: string
  readonly project: string
  readonly environment: string
  readonly status: PastRunStatus
  readonly startedAt: string
  /** When the last thing that is known of it happened; as `startedAt`, empty where the log holds no event. */
  readonly lastAt: string
  /** How often it was gone on with. */
  readonly resumed: number
  /** Null where the log lacks its beginning. */
  readonly facts: Omit<RunFacts, 'tasks' | 'process'> | null
  readonly marks: RunFacts['tasks']
  readonly tasks: readonly PastTask[]
  /** Of the run itself, such as why it could not go on. */
  readonly error: NonNullable<TaskResult['error']> | null
  /** What is wrong with the log, in words. */
  readonly problems: readonly string[]
  /** That of the problems by which not everything is known that another release wrote. */
  readonly unread: string | null
}

/** The runs that are kept in a home, the latest first. */
export const pastRuns = (home: string): PastRun[] => keptRuns(home).map((runId) => pastRun(runLogPath(home, runId), runId))

/** A run by its id or the beginning of it; the latest where none is named. Throws `run-unknown`. */
export function findRun(home: string, named?: string): PastRun {
  const ids = keptRuns(home)
  const found = named === undefined ? ids.slice(0, 1) : ids.filter((id) => id.startsWith(named))
  const [runId] = ids.includes(named ?? '') ? [named] : found
  if (runId === undefined)
    throw new PipelineError(
      'run-unknown',
      named === undefined
        ? `no run is logged in ${home}`
        : `no run "${named}" is logged in ${home}${didYouMean(named, ids, 'those that are kept: meshwright runs list')}`,
    )
  if (found.length > 1 && runId !== named)
    throw new PipelineError(
      'run-unknown',
      `"${named}" begins the ids of ${found.length} runs: ${found.slice(0, 5).join(', ')}; write more of it`,
    )
  return pastRun(runLogPath(home, runId), runId)
}

/**
 * The events of a log in their order, and what is wrong with it. Lines that a kill or a full disk cut, and those of another version, are left
 * out, and told.
 */
export function readRunLog(path: string): Pick<PastRun, 'problems' | 'unread'> & { readonly events: readonly RunEvent[] } {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw unusable(`the run log ${path}`, error, 'read')
  }
  const problems: string[] = []
  let unread: string | null = null
  const lines = text.split('\n')
  const events = lines.flatMap((line, index): RunEvent[] => {
    if (line === '') return []
    try {
      const event = Object(JSON.parse(line)) as Partial<Omit<RunEvent, 'documentVersion'>> & { readonly documentVersion?: number }
      const { document, documentVersion } = event
      if (document === 'run-event' && typeof documentVersion === 'number' && documentVersion !== RUN_EVENT_VERSION) {
        unread ??= `line ${index + 1} of ${path}: ${unreadVersion(document, documentVersion, RUN_EVENT_VERSION)}`
        return []
      }
      if (typeof event.job?.name === 'string' && typeof event.run?.runId === 'string' && typeof event.eventTime === 'string')
        return [event as RunEvent]
      problems.push(`line ${index + 1} of ${path} is no event of a run: it is left out`)
    } catch {
      const at = index === lines.length - 1 ? 'the last line' : `line ${index + 1}`
      problems.push(
        `${at} of ${path} was cut off in the middle, as by a kill or a full disk: that event is lost, and a task without an end counts as not done`,
      )
    }
    return []
  })
  return { events, problems: unread === null ? problems : [...problems, unread], unread }
}

type TaskFacts = Partial<Pick<TaskResult, 'status' | 'milliseconds' | 'rows' | 'checks' | 'error' | 'blockedBy' | 'tries'>> & {
  readonly attempt?: number
}

const WAITING: Omit<PastTask, 'id'> = {
  status: 'waiting',
  tries: 0,
  milliseconds: null,
  rows: null,
  checks: {},
  error: null,
  blockedBy: null,
}

function pastRun(path: string, runId: string): PastRun {
  const { events, problems, unread } = readRunLog(path)
  const tasks = new Map<string, PastTask>()
  const marks: Record<string, string> = {}
  const processes: ProcessMark[] = []
  let facts: PastRun['facts'] = null
  let error: PastRun['error'] = null
  let resumed = 0
  let ended = false
  for (const event of events) {
    const told: unknown = event.run.facets?.['meshwright']
    if (event.run.facets?.['parent'] !== undefined) {
      tasks.set(event.job.name, taskAfter(tasks.get(event.job.name), event, (told ?? {}) as TaskFacts))
    } else if (event.eventType === 'START') {
      error = null
      ended = false
      const { tasks: planned = {}, process: mark, ...own } = (told ?? {}) as Partial<RunFacts>
      if (mark !== undefined) processes.push(mark)
      if (own.resumed === true) resumed++
      else {
        // What goes on with a run does part of it.
        if (own.plan !== undefined) facts = own as PastRun['facts']
        Object.assign(marks, planned)
      }
      for (const id of Object.keys(planned)) {
        const known = tasks.get(id)
        if (known?.status !== 'done' && known?.status !== 'unchanged') tasks.set(id, { id, ...WAITING, tries: known?.tries ?? 0 })
      }
    } else {
      error = (told as TaskFacts | undefined)?.error ?? null
      ended = true
    }
  }
  // Without its beginning, what tasks it had is known of a run that ended alone.
  const known = facts !== null || ended
  const [first, last] = [events[0], events.at(-1)]
  const [project = '', environment = ''] = (first?.job.namespace ?? '').split('/')
  return {
    runId,
    project,
    environment,
    status: known ? statusOf([...tasks.values()], error, () => processes.some((mark) => isAlive(mark) === true)) : 'unfinished',
    startedAt: first?.eventTime ?? '',
    lastAt: last?.eventTime ?? '',
    resumed,
    facts,
    marks,
    tasks: [...tasks.values()],
    error,
    problems,
    unread,
  }
}

function taskAfter(before: PastTask | undefined, event: RunEvent, facts: TaskFacts): PastTask {
  const id = event.job.name
  const tries = facts.tries ?? facts.attempt ?? 1
  if (event.eventType === 'START') return { id, ...WAITING, status: 'running', tries }
  const about = {
    id,
    tries: facts.status === 'blocked' ? 0 : tries,
    milliseconds: facts.milliseconds ?? null,
    rows: facts.rows ?? null,
    error: facts.error ?? null,
    blockedBy: facts.blockedBy ?? null,
    checks: tally(facts.checks ?? []),
  }
  if (event.eventType === 'RUNNING') return { ...about, status: 'running' }
  return { ...about, tries: before === undefined && facts.status === 'cancelled' ? 0 : about.tries, status: facts.status ?? 'done' }
}

function tally(checks: readonly { readonly status: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of checks) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

function statusOf(tasks: readonly PastTask[], error: PastRun['error'], runs: () => boolean): PastRunStatus {
  const some = (...statuses: readonly PastTask['status'][]) => tasks.some(({ status }) => statuses.includes(status))
  if (some('running', 'waiting')) return runs() ? 'running' : error === null ? 'unfinished' : 'failed'
  if (error !== null || some('failed', 'blocked')) return 'failed'
  return some('cancelled') ? 'cancelled' : 'succeeded'
}
