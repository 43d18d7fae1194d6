import { clockAt, clockSeconds, type WallClock } from './calendar.ts'

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** Offset in seconds by UTC day, where it is the same the whole day; undefined where it changes within. */
  readonly days: Map<number, number | undefined>
}

const zones = new Map<string, Zone | undefined>()

function zoneOf(name: string): Zone | undefined {
  if (!zones.has(name)) {
    let zone: Zone | undefined
    try {
      // A bare offset such as +07:00 is a time zone to Intl, but not an IANA name.
      if (/^[A-Za-z]/.test(name)) zone = { format: new Intl.DateTimeFormat('en-US', { timeZone: name, ...FIELDS }), days: new Map() }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
    zones.set(name, zone)
  }
  return zones.get(name)
}

const FIELDS: Intl.DateTimeFormatOptions = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  era: 'short',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
}

/** Whether this machine's zone data knows an IANA zone. */
export function isTimeZone(name: string): boolean {
  return zoneOf(name) !== undefined
}

/** Seconds that the zone's clock is ahead of UTC at an instant (seconds since 1970). */
function offsetAt(zone: Zone, instant: number): number {
  const day = Math.floor(instant / 86_400)
  if (!zone.days.has(day)) {
    const start = exactOffset(zone, day * 86_400)
    zone.days.set(day, start === exactOffset(zone, day * 86_400 + 86_399) ? start : undefined)
  }
  return zone.days.get(day) ?? exactOffset(zone, instant)
}

function exactOffset(zone: Zone, instant: number): number {
  const parts: Record<string, string> = {}
  for (const part of zone.format.formatToParts(instant * 1000)) parts[part.type] = part.value
  const number = (name: string) => Number(parts[name])
  const year = parts['era'] === 'BC' ? 1 - number('year') : number('year')
  const clock = {
    year,
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    microsecond: 0,
  }
  return clockSeconds(clock) - instant
}

/**
 * The instant (a UTC clock) at which the clock of an IANA zone shows `clock`. A time that the clock shows twice, when it is set
 * back, means the first of the two; undefined for a time that it never shows, as it was set forward over it.
 */
export function instantInZone(clock: WallClock, name: string): WallClock | undefined {
  const zone = zoneOf(name)
  if (zone === undefined) return undefined
  const local = clockSeconds(clock)
  // Whatever the zone did, its offset is one of those a day before and a day after; the larger one is the earlier instant.
  const offsets = [offsetAt(zone, local - 86_400), offsetAt(zone, local + 86_400)].toSorted((a, b) => b - a)
  for (const offset of offsets) {
    if (offsetAt(zone, local - offset) === offset) return clockAt(local - offset, clock.microsecond)
  }
  return undefined
}
