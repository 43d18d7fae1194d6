import { civilDate, dayNumber, isTime } from './calendar.ts'

// Between counts since 1970-01-01, as engines and binary files hold dates and times, and their canonical text.

const DAY_MICROS = 86_400_000_000n
const pad = (part: number, digits = 2) => String(part).padStart(digits, '0')

/** Days since 1970-01-01 as `YYYY-MM-DD` of the proleptic Gregorian calendar; years outside 0000–9999 as ISO's `±YYYYYY`. */
export function dateOfDays(days: number): string {
  const { year, month, day } = civilDate(days)
  const yearText = year >= 0 && year <= 9999 ? pad(year, 4) : `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`
  return `${yearText}-${pad(month)}-${pad(day)}`
}

/** Microseconds since midnight as `HH:MM:SS[.ffffff]`, the fraction without trailing zeros. */
export function timeOfMicros(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000)
  const fraction = micros % 1_000_000
  const text = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
  return fraction === 0 ? text : `${text}.${pad(fraction, 6).replace(/0+$/, '')}`
}

/** Microseconds since 1970 as `YYYY-MM-DDTHH:MM:SS[.ffffff]`, without a zone. */
export function dateTimeOfMicros(micros: bigint): string {
  let days = micros / DAY_MICROS
  let rest = micros % DAY_MICROS
  if (rest < 0n) {
    days -= 1n
    rest += DAY_MICROS
  }
  // A day has fewer microseconds than a JS number holds exactly.
  return `${dateOfDays(Number(days))}T${timeOfMicros(Number(rest))}`
}

const DATE = /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)$/
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/

/** Days since 1970-01-01 of a canonical date, or undefined when it is none. */
export function daysOfDate(text: string): number | undefined {
  const match = DATE.exec(text)
  if (match === null) return undefined
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  if (month < 1 || month > 12 || day < 1) return undefined
  const days = dayNumber(year, month, day)
  // 30 February would have become a day of March.
  return dateOfDays(days).endsWith(`-${match[3]}`) ? days : undefined
}

/** Microseconds since midnight of a canonical time, or undefined when it is none. */
export function microsOfTime(text: string): number | undefined {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, hours, minutes, seconds, fraction = ''] = match
  if (!isTime(Number(hours), Number(minutes), Number(seconds))) return undefined
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000_000 + Number(fraction.padEnd(6, '0'))
}

/** Microseconds since 1970 of a canonical wall-clock time, or undefined when it is none. */
export function microsOfDateTime(text: string): bigint | undefined {
  const at = text.indexOf('T', 10)
  if (at === -1) return undefined
  const days = daysOfDate(text.slice(0, at))
  const micros = microsOfTime(text.slice(at + 1))
  return days === undefined || micros === undefined ? undefined : BigInt(days) * DAY_MICROS + BigInt(micros)
}

/** Microseconds since 1970 of a canonical instant (`…Z`), or undefined when it is none. */
export function microsOfInstant(text: string): bigint | undefined {
  return text.endsWith('Z') ? microsOfDateTime(text.slice(0, -1)) : undefined
}
