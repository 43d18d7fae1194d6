import { clockAt, clockSeconds, clockText, dateText, isMidnight, timeText, type WallClock } from './calendar.ts'
import type { Parsed } from './canonical-value.ts'
import type { InputFormat } from './column.ts'
import { formatHint } from './format-hint.ts'
import { readIso, readTime, type Moment, type MomentReading } from './iso-time.ts'
import { readByFormat } from './strptime.ts'
import { instantInZone } from './time-zone.ts'

export type TimeType = 'date' | 'time' | 'timestamp' | 'localTimestamp'

const NAMES: Readonly<Record<TimeType, string>> = {
  date: 'a date',
  time: 'a time',
  timestamp: 'a timestamp',
  localTimestamp: 'a timestamp',
}

/** Reads text as a date or time. `shown` stands for the value in reasons. */
export function parseTimeText(type: TimeType, input: InputFormat | undefined, text: string, shown: () => string): Parsed<string> {
  const trimmed = text.trim()
  const reading = readText(type, input, trimmed)
  if (reading === undefined) {
    if (input?.format !== undefined) return { reason: `${shown()} is not ${NAMES[type]} in the format ${input.format}` }
    const hint = formatHint(type, input, trimmed)
    return { reason: `${shown()} is not ${NAMES[type]} (expected ${expected(type, input)})`, ...(hint === undefined ? {} : { hint }) }
  }
  if ('impossible' in reading) {
    return { reason: `${shown()} is not ${NAMES[type]}: it ${reading.impossible}` }
  }
  return ofMoment(type, reading, input, shown)
}

/** A JS Date is an instant; where the column holds no instant, its UTC fields count, which is how spreadsheets give them. */
export function parseTimeValue(type: TimeType, value: unknown, shown: () => string): Parsed<string> {
  if (!(value instanceof Date)) {
    const hint = typeof value === 'number' ? { hint: 'a spreadsheet holds dates as numbers: format the cells as dates' } : {}
    return { reason: `${shown()} is not ${NAMES[type]} (expected ${expected(type, undefined)})`, ...hint }
  }
  const milliseconds = value.getTime()
  if (Number.isNaN(milliseconds)) return { reason: `${shown()} is not ${NAMES[type]}: it is an invalid Date` }
  const seconds = Math.floor(milliseconds / 1000)
  const clock = clockAt(seconds, (milliseconds - seconds * 1000) * 1000)
  if (clock.year < 1 || clock.year > 9999) return { reason: `${shown()} is outside the years 0001 to 9999` }
  // Spreadsheets keep a time of day as a time on one of their first days.
  if (type === 'time' && !TIME_ONLY_DAYS.has(dateText(clock))) return { reason: `${shown()} is not a time: it has a day, too` }
  return ofMoment(type, { clock, offset: type === 'timestamp' ? 0 : undefined }, undefined, shown)
}

const TIME_ONLY_DAYS = new Set(['1899-12-30', '1899-12-31', '1900-01-00', '1900-01-01', '1904-01-01', '1970-01-01'])

function readText(type: TimeType, input: InputFormat | undefined, text: string): MomentReading {
  if (type === 'time') return readTime(text)
  return input?.format === undefined ? readIso(text) : readByFormat(text, input.format)
}

function ofMoment(type: TimeType, { clock, offset }: Moment, input: InputFormat | undefined, shown: () => string): Parsed<string> {
  switch (type) {
    case 'time':
      return { value: timeText(clock) }
    case 'date':
      if (!isMidnight(clock)) return { reason: `${shown()} is not a date: it has a time of day, which would be lost` }
      return { value: dateText(clock) }
    case 'localTimestamp':
      if (offset !== undefined)
        return { reason: `${shown()} has an offset, so it is an instant`, hint: 'declare the column as timestamp()' }
      return { value: clockText(clock) }
    case 'timestamp':
      return toInstant(clock, offset, input?.zone, shown)
  }
}

function toInstant(clock: WallClock, offset: number | undefined, zone: string | undefined, shown: () => string): Parsed<string> {
  let instant: WallClock | undefined
  if (offset === 0) instant = clock
  else if (offset !== undefined) instant = clockAt(clockSeconds(clock) - offset, clock.microsecond)
  else if (zone === undefined) {
    return {
      reason: `${shown()} does not say which clock it was read from`,
      hint: "declare it with timestamp({ zone: 'Asia/Jakarta' }), naming the clock, or as localTimestamp()",
    }
  } else {
    instant = instantInZone(clock, zone)
    if (instant === undefined) return { reason: `${shown()} is a time that the clock of ${zone} never showed: it was set forward over it` }
  }
  if (instant.year < 1 || instant.year > 9999) return { reason: `${shown()} is outside the years 0001 to 9999 in UTC` }
  return { value: `${clockText(instant)}Z` }
}

function expected(type: TimeType, input: InputFormat | undefined): string {
  switch (type) {
    case 'date':
      return '2022-12-31'
    case 'time':
      return '10:00:00'
    case 'localTimestamp':
      return '2022-12-31 or 2022-12-31 10:00:00'
    case 'timestamp':
      return input?.zone === undefined ? '2022-12-31T10:00:00Z or 2022-12-31 10:00:00+07:00' : '2022-12-31 or 2022-12-31 10:00:00'
  }
}
