const DAY_MICROS = 86_400_000_000n

/** Days since 1970-01-01 as `YYYY-MM-DD` of the proleptic Gregorian calendar; years outside 0000–9999 as ISO's `±YYYYYY`. */
export function dateText(days: number): string {
  // H. Hinnant, "chrono-compatible low-level date algorithms": civil_from_days.
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const yearText =
    year >= 0 && year <= 9999 ? String(year).padStart(4, '0') : `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`
  return `${yearText}-${pad(month)}-${pad(day)}`
}

const pad = (part: number | bigint, digits = 2) => String(part).padStart(digits, '0')

/** Microseconds since midnight as `HH:MM:SS[.ffffff]`. */
export function timeText(micros: bigint): string {
  const seconds = micros / 1_000_000n
  const fraction = micros % 1_000_000n
  const text = `${pad(seconds / 3600n)}:${pad((seconds / 60n) % 60n)}:${pad(seconds % 60n)}`
  return fraction === 0n ? text : `${text}.${pad(fraction, 6)}`
}

/** Microseconds since 1970 as `YYYY-MM-DDTHH:MM:SS[.ffffff]`, without a zone. */
export function dateTimeText(micros: bigint): string {
  let days = micros / DAY_MICROS
  let rest = micros % DAY_MICROS
  if (rest < 0n) {
    days -= 1n
    rest += DAY_MICROS
  }
  return `${dateText(Number(days))}T${timeText(rest)}`
}
