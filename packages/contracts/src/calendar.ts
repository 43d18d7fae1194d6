/** A wall-clock time in the proleptic Gregorian calendar, years 1 to 9999. */
export interface WallClock {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0)
}

export function isDate(year: number, month: number, day: number): boolean {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

export function isTime(hour: number, minute: number, second: number): boolean {
  return hour <= 23 && minute <= 59 && second <= 59
}

/** Seconds since 1970-01-01T00:00:00, as if the clock stood at UTC. */
export function clockSeconds(clock: WallClock): number {
  return dayNumber(clock.year, clock.month, clock.day) * 86_400 + clock.hour * 3600 + clock.minute * 60 + clock.second
}

export function clockAt(seconds: number, microsecond: number): WallClock {
  const days = Math.floor(seconds / 86_400)
  const rest = seconds - days * 86_400
  return {
    ...civilDate(days),
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
    microsecond,
  }
}

// Both directions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days are counted from 1970-01-01, years from March.
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

export function civilDate(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 }
}

const two = (value: number) => (value < 10 ? `0${value}` : `${value}`)

export function dateText(clock: WallClock): string {
  return `${String(clock.year).padStart(4, '0')}-${two(clock.month)}-${two(clock.day)}`
}

/** `HH:MM:SS[.ffffff]`, without the trailing zeros of the fraction. */
export function timeText(clock: WallClock): string {
  const whole = `${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}`
  return clock.microsecond === 0 ? whole : `${whole}.${String(clock.microsecond).padStart(6, '0').replace(/0+$/, '')}`
}

export function clockText(clock: WallClock): string {
  return `${dateText(clock)}T${timeText(clock)}`
}

export function isMidnight(clock: WallClock): boolean {
  return clock.hour === 0 && clock.minute === 0 && clock.second === 0 && clock.microsecond === 0
}
