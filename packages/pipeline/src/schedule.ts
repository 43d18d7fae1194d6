import { CATCH_UPS, unknownOptions, type CatchUp, type Schedule } from '@meshwright/contracts'
import { readCron } from './cron-expression.ts'
import { describedValue } from './described-value.ts'
import { PipelineError } from './pipeline-error.ts'
import { timeZoneProblem } from './time-zone.ts'

export interface ScheduleOptions {
  /** The first day whose intervals count, `2026-01-01` on the clock of the time zone; by default the day on which it is first run. */
  readonly start?: string
  /** What becomes of intervals that passed while nothing ran; by default they are left out. */
  readonly catchUp?: CatchUp
}

/** Every day at `time` (`06:00`) on the clock of an IANA time zone. Throws a PipelineError with every problem. */
export function daily(time: string, timeZone: string, options: ScheduleOptions = {}): Schedule {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time)
  if (match === null) throw refused([`"${time}" is not a time of day; write it as 06:00`, ...surroundingProblems(timeZone, options)])
  return cron(`${Number(match[2])} ${Number(match[1])} * * *`, timeZone, options)
}

/**
 * Five cron fields (minute, hour, day of month, month, day of week) or a macro (`@daily`) on the clock of an IANA time zone. Where
 * neither day of month nor day of week is `*`, a day counts that one of the two names. Throws a PipelineError with every problem.
 */
export function cron(expression: string, timeZone: string, options: ScheduleOptions = {}): Schedule {
  const read = readCron(expression)
  const problems = read.problems.length ? [`"${expression}" is not a cron expression: ${read.problems.join('; ')}`] : []
  problems.push(...surroundingProblems(timeZone, options))
  if (problems.length) throw refused(problems)
  return { cron: read.cron, timeZone, start: options.start ?? null, catchUp: options.catchUp ?? 'none' }
}

/** What is wrong with a schedule that was not made by `daily` or `cron`, as JavaScript lets it be. */
export function scheduleProblems(schedule: unknown): string[] {
  const { cron: expression, timeZone, start, catchUp } = Object(schedule) as Partial<Record<keyof Schedule, unknown>>
  if (typeof expression !== 'string' || typeof timeZone !== 'string' || start === undefined || catchUp === undefined)
    return [
      `schedule: is ${describedValue(schedule)}, not a schedule; write schedule: daily('06:00', 'Asia/Jakarta'), or cron('0 6 * * *', 'Asia/Jakarta')`,
    ]
  try {
    cron(expression, timeZone, { ...(start === null ? {} : { start: start as string }), catchUp: catchUp as CatchUp })
    return []
  } catch (error) {
    if (error instanceof PipelineError) return error.problems.map((problem) => `schedule: ${problem}`)
    throw error
  }
}

const refused = (problems: readonly string[]) =>
  new PipelineError('project-invalid', problems.map((problem) => `schedule: ${problem}`).join('\n'), { problems })

const OPTIONS = { start: true, catchUp: true } satisfies Record<keyof ScheduleOptions, true>

function surroundingProblems(timeZone: string, options: ScheduleOptions): string[] {
  const { start, catchUp } = options
  const zone = timeZoneProblem(timeZone)
  const problems = [...(zone === undefined ? [] : [zone]), ...unknownOptions(options, OPTIONS)]
  if (start !== undefined && !isDay(start)) problems.push(`start "${start}" is not a day; write it as 2026-01-01`)
  if (catchUp !== undefined && !CATCH_UPS.includes(catchUp)) problems.push(`catchUp "${catchUp}" is none of ${CATCH_UPS.join(', ')}`)
  return problems
}

/** `2026-02-30` is written like one, and is none. */
function isDay(text: string): boolean {
  const instant = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}
