import { isDate, isTime, type WallClock } from './calendar.ts'

/** Text that was read as a date or time: the clock it shows, and its offset from UTC in seconds when it names one. */
export interface Moment {
  readonly clock: WallClock
  readonly offset: number | undefined
}

/** Read, or why not; `undefined` for text of another form. */
export type MomentReading = Moment | { readonly impossible: string } | undefined

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:(Z| UTC)| ?([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?)?)?$/
const TIME = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/

/** `YYYY-MM-DD`, or with `T` or a space `HH:MM[:SS[.f…]]`, then `Z`, ` UTC`, an offset (`+07:00`, `+07`) or nothing. */
export function readIso(text: string): MomentReading {
  const match = ISO.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, utc, sign, offsetHours, offsetMinutes, offsetSeconds] = match
  const clock = toClock(+(year as string), +(month as string), +(day as string), +(hour ?? 0), +(minute ?? 0), +(second ?? 0), fraction)
  if ('impossible' in clock) return clock
  if (sign === undefined) return { clock, offset: utc === undefined ? undefined : 0 }
  const offset = toOffset(sign, offsetHours, offsetMinutes, offsetSeconds)
  return offset === undefined ? { impossible: `has an offset that no clock has` } : { clock, offset }
}

/** `HH:MM[:SS[.f…]]`; the day is without meaning. */
export function readTime(text: string): MomentReading {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, hour, minute, second, fraction] = match
  const clock = toClock(1970, 1, 1, +(hour as string), +(minute as string), +(second ?? 0), fraction)
  return 'impossible' in clock ? clock : { clock, offset: undefined }
}

/** A clock from its parts, or what is impossible about them. Fractions finer than microseconds must be zeros. */
export function toClock(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: string | undefined,
): WallClock | { readonly impossible: string } {
  if (year < 1) return { impossible: 'is outside the years 0001 to 9999' }
  if (!isDate(year, month, day)) return { impossible: 'is a day that no calendar has' }
  if (!isTime(hour, minute, second)) return { impossible: 'is a time that no clock shows' }
  if (fraction === undefined) return { year, month, day, hour, minute, second, microsecond: 0 }
  if (fraction.length > 6 && /[^0]/.test(fraction.slice(6))) return { impossible: 'is finer than microseconds, and nothing is rounded' }
  return { year, month, day, hour, minute, second, microsecond: +fraction.slice(0, 6).padEnd(6, '0') }
}

/** Seconds east of UTC; undefined when beyond 18 hours. */
export function toOffset(
  sign: string,
  hours: string | undefined,
  minutes: string | undefined,
  seconds: string | undefined,
): number | undefined {
  const size = +(hours ?? 0) * 3600 + +(minutes ?? 0) * 60 + +(seconds ?? 0)
  if (size > 18 * 3600 || +(minutes ?? 0) > 59 || +(seconds ?? 0) > 59) return undefined
  return sign === '-' ? -size : size
}
