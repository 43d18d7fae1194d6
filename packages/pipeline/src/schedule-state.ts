import { appendFileSync, closeSync, fstatSync, openSync, readFileSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { unusable } from './home-folder.ts'
import { makeFolder } from './make-folder.ts'
import type { ScheduleEvent, ScheduleState } from './scheduler.ts'

/** Where a scheduler keeps what it has done, in the home folder: one JSON document a line, appended. */
export const SCHEDULE_LOG = 'schedule.jsonl'

/** What the lines say; undefined when no scheduler has begun. A line that was cut off when a machine went down is left out. Throws `home-unusable`. */
export function readScheduleState(path: string): ScheduleState | undefined {
  let cursor: number | undefined
  let unfinished: ScheduleState['unfinished']
  for (const line of linesOf(path)) {
    const { event, start, end } = entryOf(line)
    if (end === undefined) continue
    if (event === 'started' && start !== undefined) unfinished = { start: new Date(start), end: new Date(end) }
    if (event === 'began' || event === 'skipped' || event === 'ended') cursor = end
    if (event === 'ended') unfinished = undefined
  }
  return cursor === undefined ? undefined : { cursor: new Date(cursor), unfinished }
}

/** Notes that scheduling began with everything before `cursor` left out. Throws `home-unusable`. */
export const noteBegin = (path: string, cursor: Date, at: Date): void => append(path, { event: 'began', at, end: cursor })

/** Begins a log anew that has grown long, with what it says: a run a minute makes 100 MB of it in a year. Throws `home-unusable`. */
export function shortenLog(path: string, { cursor, unfinished }: ScheduleState, at: Date): void {
  const beside = `${path}.${process.pid}`
  try {
    if (statSync(path).size < LONG_BYTES) return
    const entries = [{ event: 'began', at, end: cursor }, ...(unfinished === undefined ? [] : [{ event: 'started', at, ...unfinished }])]
    writeFileSync(beside, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    renameSync(beside, path)
  } catch (error) {
    throw unusable(`the log of the schedule ${path}`, error)
  }
}

const LONG_BYTES = 1_000_000

/** Notes an event that decides what comes next; others are told and not kept. Throws `home-unusable`. */
export function noteEvent(path: string, event: ScheduleEvent, at: Date): void {
  if (event.event === 'started') append(path, { event: 'started', at, ...event.interval })
  if (event.event === 'ended') append(path, { event: 'ended', at, ...event.interval, exitCode: event.exitCode })
  if (event.event === 'skipped') append(path, { event: 'skipped', at, start: event.from, end: event.to })
}

function append(path: string, entry: Readonly<Record<string, unknown>>): void {
  try {
    makeFolder(dirname(path))
    appendFileSync(path, `${isCutOff(path) ? '\n' : ''}${JSON.stringify(entry)}\n`)
  } catch (error) {
    throw unusable(`the log of the schedule ${path}`, error)
  }
}

/** Whether the last line has no end. */
function isCutOff(path: string): boolean {
  const file = openSync(path, 'a+')
  try {
    const { size } = fstatSync(file)
    const last = Buffer.alloc(1)
    return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString('latin1') !== '\n'
  } finally {
    closeSync(file)
  }
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unusable(`the log of the schedule ${path}`, error, 'read')
  }
}

function entryOf(line: string): { readonly event?: unknown; readonly start: number | undefined; readonly end: number | undefined } {
  let entry: Readonly<Record<string, unknown>> = {}
  try {
    entry = Object(JSON.parse(line)) as Readonly<Record<string, unknown>>
  } catch {
    // Cut off, or empty.
  }
  const moment = (value: unknown) => {
    const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN
    return Number.isNaN(instant) ? undefined : instant
  }
  return { event: entry['event'], start: moment(entry['start']), end: moment(entry['end']) }
}
