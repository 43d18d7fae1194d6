import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cron, dueBetween, intervalAt, lastDue, nextDue } from '../src/index.ts'

const ZONES = [
  'UTC', 'Asia/Jakarta', 'Asia/Kathmandu', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo',
  'Africa/Cairo', 'Asia/Beirut', 'Africa/Casablanca', 'America/Havana', 'Antarctica/Troll', 'Pacific/Chatham', 'America/St_Johns',
] // prettier-ignore

const entry = (min: number, max: number) =>
  fc.oneof(
    fc.integer({ min, max }).map(String),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 1, max }).map((step) => `*/${step}`),
  )
const field = (min: number, max: number) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: fc.array(entry(min, max), { minLength: 1, maxLength: 3 }).map((list) => list.join(',')) },
  )
const expressions = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7)).map((fields) => fields.join(' '))
/** Instants close to where clocks are set, and any other. */
const instants = fc.oneof(
  fc.date({ min: new Date('2015-01-01T00:00:00Z'), max: new Date('2035-01-01T00:00:00Z'), noInvalidDate: true }),
  fc
    .tuple(
      fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T07:00Z', '2026-11-01T06:00Z', '2026-10-03T15:30Z', '2026-04-04T15:00Z', '2018-11-04T03:00Z', '2018-02-18T02:00Z', '2024-04-25T22:00Z', '2024-10-31T21:00Z', '2026-03-28T22:00Z'),
      fc.integer({ min: -48 * 60, max: 48 * 60 }),
    )
    .map(([at, minutes]) => new Date(Date.parse(at) + minutes * 60_000)),
) // prettier-ignore
const schedules = fc.tuple(expressions, fc.constantFrom(...ZONES)).map(([expression, zone]) => cron(expression, zone))

test('intervals tile time: no gap, no overlap, and each instant is in the one that holds it', () => {
  fc.assert(
    fc.property(schedules, instants, (schedule, at) => {
      const { start, end } = intervalAt(schedule, at)
      expect(start.getTime()).toBeLessThanOrEqual(at.getTime())
      expect(end.getTime()).toBeGreaterThan(at.getTime())
      expect(nextDue(schedule, start)).toEqual(end)
      expect(lastDue(schedule, new Date(end.getTime() - 1))).toEqual(start)
      expect(intervalAt(schedule, end).start).toEqual(end)
    }),
    { numRuns: 60 },
  )
})

test('what is between two times is what comes one after the other, however it is cut', () => {
  fc.assert(
    fc.property(schedules, instants, fc.integer({ min: 1, max: 300 }), (schedule, from, minutes) => {
      const to = new Date(from.getTime() + minutes * 60_000)
      const middle = new Date(from.getTime() + Math.floor(minutes / 3) * 60_000)
      const all = [...dueBetween(schedule, from, to)]
      expect(all.every((due, index) => index === 0 || due > (all[index - 1] as Date))).toBe(true)
      expect([...dueBetween(schedule, from, middle), ...dueBetween(schedule, middle, to)]).toEqual(all)
    }),
    { numRuns: 50 },
  )
})

test('each due time is what the fields say on the clock, or moved out of a gap by as much as the clock was', () => {
  fc.assert(
    fc.property(schedules, instants, (schedule, at) => {
      const due = nextDue(schedule, at)
      const shown = wallClock(due, schedule.timeZone)
      if (matches(schedule.cron, shown)) return
      const [before, after] = [offset(new Date(due.getTime() - 25 * 3_600_000), schedule.timeZone), offset(due, schedule.timeZone)]
      expect(after, `${due.toISOString()} shows ${JSON.stringify(shown)}`).toBeGreaterThan(before)
      expect(matches(schedule.cron, wallClock(new Date(due.getTime() - (after - before)), schedule.timeZone, after))).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('no minute whose clock matches is left out, unless the clock shows it again', () => {
  fc.assert(
    fc.property(schedules, instants, (schedule, at) => {
      const from = new Date(Math.ceil(at.getTime() / 60_000) * 60_000)
      const to = new Date(from.getTime() + 26 * 3_600_000)
      const due = new Set([...dueBetween(schedule, from, to)].map((date) => date.getTime()))
      for (let minute = from.getTime(); minute < to.getTime(); minute += 60_000) {
        const shown = wallClock(new Date(minute), schedule.timeZone)
        if (!matches(schedule.cron, shown) || due.has(minute)) continue
        const again = [30, 60, 120].some(
          (later) => JSON.stringify(wallClock(new Date(minute + later * 60_000), schedule.timeZone)) === JSON.stringify(shown),
        )
        expect(again, `${new Date(minute).toISOString()} shows ${JSON.stringify(shown)}`).toBe(true)
      }
    }),
    { numRuns: 15 },
  )
})

interface Shown {
  readonly minute: number
  readonly hour: number
  readonly day: number
  readonly month: number
  readonly weekday: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function fields(instant: Date, timeZone: string): number[] {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }) // prettier-ignore
  formats.set(timeZone, format)
  return (format.format(instant).match(/\d+/g) ?? []).map(Number)
}

function offset(instant: Date, timeZone: string): number {
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = fields(instant, timeZone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant.getTime() / 1000) * 1000
}

function wallClock(instant: Date, timeZone: string, at: number = offset(instant, timeZone)): Shown {
  const wall = new Date(instant.getTime() + at)
  return {
    minute: wall.getUTCMinutes(),
    hour: wall.getUTCHours(),
    day: wall.getUTCDate(),
    month: wall.getUTCMonth() + 1,
    weekday: wall.getUTCDay(),
  }
}

/** A reading of cron fields that shares nothing with the one under test. */
function matches(cronText: string, shown: Shown): boolean {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cronText.split(' ')
  const holds = (text: string, value: number, max: number) =>
    text.split(',').some((part) => {
      const [range = '', step = '1'] = part.split('/')
      const [from, to] =
        range === '*' ? [max === 31 || max === 12 ? 1 : 0, max] : [Number(range.split('-')[0]), Number(range.split('-').at(-1))]
      return value >= from && value <= to && (value - from) % Number(step) === 0
    })
  const onWeekday =
    holds(weekday, shown.weekday, 6) || (shown.weekday === 0 && weekday !== '*' && holds(weekday, 7, 7) && !weekday.startsWith('*'))
  const onDay = holds(day, shown.day, 31)
  const both = day === '*' || weekday === '*' ? onDay && onWeekday : onDay || onWeekday
  return holds(minute, shown.minute, 59) && holds(hour, shown.hour, 23) && holds(month, shown.month, 12) && both
}
