import type { Schedule } from '@meshwright/contracts'
import { PipelineError } from './pipeline-error.ts'

/** Every day at `time` (`06:00`) on the clock of an IANA time zone. */
export function daily(time: string, timeZone: string): Schedule {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time)
  if (match === null) throw new PipelineError('project-invalid', `schedule: "${time}" is not a time of day; write it as 06:00`)
  return cron(`${Number(match[2])} ${Number(match[1])} * * *`, timeZone)
}

/** Five cron fields (minute, hour, day of month, month, day of week) on the clock of an IANA time zone. */
export function cron(expression: string, timeZone: string): Schedule {
  if (expression.trim().split(/\s+/).length !== 5) {
    throw new PipelineError(
      'project-invalid',
      `schedule: "${expression}" is not a cron expression of five fields (minute hour day month weekday)`,
    )
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch (error) {
    throw new PipelineError('project-invalid', `schedule: there is no time zone "${timeZone}"; use an IANA name such as Asia/Jakarta`, {
      cause: error,
    })
  }
  return { cron: expression.trim(), timeZone, start: null, catchUp: 'none' }
}
