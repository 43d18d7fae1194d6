import type { Schedule } from '@meshwright/contracts'
import { cronDays, isEveryHour } from './cron-expression.ts'
import { zoneClock, type ClockPiece, type ZoneClock } from './time-zone.ts'

/**
 * When schedules are due. A time is what the cron fields say on the clock of the time zone, and where clocks are set:
 *
 * - A schedule whose hours are all 24 is due whenever the clock shows such a time: in a doubled hour twice, in a skipped hour never, so
 *   that every quarter of an hour is every real quarter of an hour.
 * - Any other is due once for each time. One that is shown twice is due the second time. One that is skipped is due as much later as
 *   the clock was set forward (02:30 at 03:30); of several that one change skips, the first.
 *
 * It is what Airflow's CronDataIntervalTimetable does, so that intervals are the same there.
 */

export type Times = Pick<Schedule, 'cron' | 'timeZone'>

/** From the due time before to the one at which its run is due, half open. */
export interface DataInterval {
  readonly start: Date
  readonly end: Date
}

/** The first time after `after`. */
export const nextDue = (times: Times, after: Date): Date => new Date(nextInstant(readTimes(times), after.getTime()))

/** The last time not after `at`. */
export function lastDue(times: Times, at: Date): Date {
  const read = readTimes(times)
  const end = at.getTime()
  const isFollowed = (instant: number) => nextInstant(read, instant) <= end
  let span = 3_600_000
  while (!isFollowed(end - span)) span *= 8
  // The last time is the first instant that no other follows before the end.
  let [low, high] = [end - span, end]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isFollowed(middle)) low = middle
    else high = middle
  }
  return new Date(high)
}

/** The times in `[from, to)`, the first first. */
export function* dueBetween(times: Times, from: Date, to: Date): Generator<Date, undefined> {
  const read = readTimes(times)
  for (let due = nextInstant(read, from.getTime() - 1); due < to.getTime(); due = nextInstant(read, due)) yield new Date(due)
}

/** The interval that holds `at`. */
export function intervalAt(times: Times, at: Date): DataInterval {
  const start = lastDue(times, at)
  return { start, end: nextDue(times, start) }
}

/** The interval whose run is due at `due`, which is one of the times. */
export const intervalDueAt = (times: Times, due: Date): DataInterval => intervalAt(times, new Date(due.getTime() - 1))

/** The first instant of a day, `2026-01-01`, on the clock of a time zone. */
export function startOfDay(day: string, timeZone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`)
  const clock = zoneClock(timeZone)
  // Later than any clock can be behind, and then back: the day may begin twice or, where the clock skips midnight, late.
  for (const offset of [clock.offsetAt(wall - 86_400_000), clock.offsetAt(wall + 86_400_000)])
    if (clock.offsetAt(wall - offset) === offset) return new Date(wall - offset)
  return new Date(clock.pieceAt(wall - clock.offsetAt(wall - 86_400_000)).from)
}

interface ReadTimes {
  readonly clock: ZoneClock
  readonly everyHour: boolean
  /** The first wall-clock time after one. */
  after(wall: number): number
}

const read = new Map<string, ReadTimes>()

function readTimes({ cron, timeZone }: Times): ReadTimes {
  const key = `${cron} ${timeZone}`
  const known = read.get(key)
  if (known !== undefined) return known
  const days = cronDays(cron)
  const after = (wall: number) => days.nextRun(new Date(wall))?.getTime() ?? Number.POSITIVE_INFINITY
  const made = { clock: zoneClock(timeZone), everyHour: isEveryHour(cron), after }
  read.set(key, made)
  return made
}

function nextInstant(times: ReadTimes, after: number): number {
  for (let at = after; ;) {
    const piece = times.clock.pieceAt(at + 1)
    const due = Math.min(ownTime(times, piece, at), times.everyHour ? Number.POSITIVE_INFINITY : movedTime(times, piece, at))
    if (due < piece.to) return due
    at = piece.to - 1
  }
}

/** The first time that the clock shows in the piece, and not again after it. */
function ownTime(times: ReadTimes, { from, to, offset, after }: ClockPiece, at: number): number {
  const due = times.after(Math.max(at, from - 1) + offset) - offset
  const shownAgain = times.everyHour ? 0 : Math.max(0, offset - after)
  return due < to - shownAgain ? due : Number.POSITIVE_INFINITY
}

/** The first of the times that the clock skipped at the beginning of the piece. */
function movedTime(times: ReadTimes, { from, offset, before }: ClockPiece, at: number): number {
  if (offset <= before) return Number.POSITIVE_INFINITY
  const skipped = times.after(from + before - 1)
  const due = skipped - before
  return skipped < from + offset && due > at ? due : Number.POSITIVE_INFINITY
}
