import type { Schedule } from '@meshwright/contracts'
import { intervalDueAt, lastDue, nextDue, startOfDay, type DataInterval } from './due-times.ts'

/** What a scheduler has done so far. */
export interface ScheduleState {
  /** Up to here every interval was run or left out. */
  readonly cursor: Date
  /** Begun, and broken off before it ended. */
  readonly unfinished: DataInterval | undefined
}

export type ScheduleEvent =
  | { readonly event: 'waiting'; readonly due: Date }
  | { readonly event: 'skipped'; readonly from: Date; readonly to: Date }
  | { readonly event: 'started'; readonly interval: DataInterval }
  | { readonly event: 'ended'; readonly interval: DataInterval; readonly exitCode: number }
  | { readonly event: 'clock'; readonly seconds: number; readonly now: Date }
  | { readonly event: 'ahead'; readonly cursor: Date; readonly now: Date }

export interface SchedulerOptions {
  readonly schedule: Schedule
  readonly state: ScheduleState
  /** `once`: runs what is due and ends; where nothing is, it tells what it would wait for. */
  readonly until: 'stopped' | 'once'
  readonly stop: AbortSignal
  /** The wall clock. */
  now(): Date
  /** Milliseconds that no setting of the clock touches. */
  elapsed(): number
  /** Resolves after so many milliseconds, or when `stop` is aborted. */
  sleep(milliseconds: number): Promise<void>
  /** Runs an interval and returns the exit code. */
  run(interval: DataInterval): Promise<number>
  /** Is told of each event, and keeps it before it returns. */
  record(event: ScheduleEvent): void
}

/** A time that passed no longer ago than this is due and not missed: timers are late, and machines restart. */
const GRACE_MS = 60_000
/** How long a scheduler sleeps at most before it looks at the clock again. */
const NAP_MS = 20_000
const JUMP_MS = 10_000

/** The state of a scheduler that begins at `now`, or goes on from `state`. */
export function beginSchedule(schedule: Schedule, state: ScheduleState | undefined, now: Date): ScheduleState {
  const start =
    schedule.start === null ? undefined : nextDue(schedule, new Date(startOfDay(schedule.start, schedule.timeZone).getTime() - 1))
  const cursor = state?.cursor ?? start ?? now
  return { cursor: start !== undefined && start > cursor ? start : cursor, unfinished: state?.unfinished }
}

/** What is to be done at `now`: an interval to run, times that are left out before it, and when the next is due. */
export function decideAt(
  schedule: Schedule,
  { cursor, unfinished }: ScheduleState,
  now: Date,
): { readonly run: DataInterval | undefined; readonly skippedTo: Date | undefined; readonly due: Date } {
  const first = nextDue(schedule, cursor)
  if (unfinished !== undefined) return { run: unfinished, skippedTo: undefined, due: first }
  if (first > now) return { run: undefined, skippedTo: undefined, due: first }
  const last = lastDue(schedule, now)
  const due = schedule.catchUp === 'all' ? first : last
  if (schedule.catchUp === 'none' && now.getTime() - last.getTime() > GRACE_MS)
    return { run: undefined, skippedTo: last, due: nextDue(schedule, last) }
  const run = intervalDueAt(schedule, due)
  return { run, skippedTo: due > first ? run.start : undefined, due }
}

/**
 * Runs a project when it is due, one run at a time, until it is stopped. What comes next follows from what was done, not from the time
 * that was slept, so that a clock that is set back runs nothing twice. Returns how many runs failed.
 */
export async function runSchedule(options: SchedulerOptions): Promise<number> {
  const { schedule, stop, record } = options
  let { cursor, unfinished } = options.state
  let failed = 0
  let began = false
  let announced: number | undefined
  let seen = { wall: options.now().getTime(), elapsed: options.elapsed() }
  const look = (): Date => {
    const [now, elapsed] = [options.now(), options.elapsed()]
    const jump = now.getTime() - seen.wall - (elapsed - seen.elapsed)
    if (Math.abs(jump) > JUMP_MS) {
      record({ event: 'clock', seconds: Math.round(jump / 1000), now })
      announced = undefined
    }
    seen = { wall: now.getTime(), elapsed }
    return now
  }
  while (!stop.aborted) {
    const now = look()
    const { run, skippedTo, due } = decideAt(schedule, { cursor, unfinished }, now)
    if (skippedTo !== undefined) {
      record({ event: 'skipped', from: cursor, to: skippedTo })
      cursor = skippedTo
    }
    if (run === undefined) {
      if (options.until === 'once') {
        if (!began) record({ event: 'waiting', due })
        break
      }
      if (announced !== due.getTime()) {
        if (cursor.getTime() > now.getTime() + GRACE_MS) record({ event: 'ahead', cursor, now })
        record({ event: 'waiting', due })
      }
      announced = due.getTime()
      await options.sleep(Math.min(NAP_MS, Math.max(1, due.getTime() - now.getTime())))
      continue
    }
    record({ event: 'started', interval: run })
    began = true
    const exitCode = await options.run(run)
    // A run that was told to stop has not ended: it is run again.
    if (stop.aborted && exitCode !== 0) break
    record({ event: 'ended', interval: run, exitCode })
    if (exitCode !== 0) failed++
    if (run.end > cursor) cursor = run.end
    unfinished = undefined
  }
  return failed
}
