import { describe, expect, test } from 'vitest'
import { cron, dueBetween, intervalAt, intervalDueAt, lastDue, nextDue, startOfDay } from '../src/index.ts'
import { DUE_TIMES } from './due-times-table.ts'

describe('the table of due times', () => {
  test.each(DUE_TIMES)('$cron in $timeZone: $why', ({ cron: expression, timeZone, due }) => {
    const schedule = cron(expression, timeZone)
    const [first = '', ...rest] = due
    const found = [new Date(first)]
    for (const _ of rest) found.push(nextDue(schedule, found.at(-1) as Date))
    expect(found.map(minute)).toEqual(due)
    expect([...dueBetween(schedule, new Date(first), new Date(due.at(-1) as string))].map(minute)).toEqual(due.slice(0, -1))
    expect(minute(lastDue(schedule, new Date(Date.parse(due.at(-1) as string) - 1)))).toBe(due.at(-2))
  })
})
const minute = (date: Date) => date.toISOString().replace(':00.000Z', 'Z')

test('an interval is from the time before to the due time, half open', () => {
  const schedule = cron('0 6 * * *', 'Asia/Jakarta')
  const day = { start: new Date('2026-01-01T23:00:00Z'), end: new Date('2026-01-02T23:00:00Z') }
  expect(intervalAt(schedule, day.start)).toEqual(day)
  expect(intervalAt(schedule, new Date('2026-01-02T22:59:59.999Z'))).toEqual(day)
  expect(intervalAt(schedule, day.end).start).toEqual(day.end)
  expect(intervalDueAt(schedule, day.end)).toEqual(day)
})

test('a day begins at midnight, where there is one', () => {
  expect(startOfDay('2026-01-01', 'Asia/Jakarta').toISOString()).toBe('2025-12-31T17:00:00.000Z')
  expect(startOfDay('2018-11-04', 'America/Sao_Paulo').toISOString(), '00:00 was skipped').toBe('2018-11-04T03:00:00.000Z')
  expect(startOfDay('2024-11-01', 'Africa/Cairo').toISOString(), '00:00 follows 23:59 twice').toBe('2024-10-31T22:00:00.000Z')
  expect(startOfDay('2011-12-31', 'Pacific/Apia').toISOString(), 'the day after the one that was left out').toBe('2011-12-30T10:00:00.000Z')
  expect(startOfDay('2026-11-01', 'America/Havana').toISOString(), '00:00 comes twice').toBe('2026-11-01T04:00:00.000Z')
})
