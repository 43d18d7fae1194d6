import { expect, test } from 'vitest'
import { plainCron } from '../src/plain-cron.ts'

test.each([
  ['0 6 * * *', '0 6 * * *'],
  ['0 6 * * 7', '0 6 * * 0'],
  ['0 6 * * SUN', '0 6 * * SUN'],
  ['0 6 * * 0', '0 6 * * 0'],
  ['0 6 7 * 1-5', '0 6 7 * 1-5'],
  ['0 6 * * MON-FRI', '0 6 * * MON-FRI'],
  ['0 6 * * 5-7', '0 6 * * 5,6,0'],
  ['0 6 * * FRI-SUN', '0 6 * * 5,6,0'],
  ['0 6 * * fri-0', '0 6 * * 5,6,0'],
  ['0 6 * * 1-7/2', '0 6 * * 1,3,5,0'],
  ['0 6 * * 0-7', '0 6 * * 0,1,2,3,4,5,6'],
  ['0 6 * * WED,6-7', '0 6 * * WED,6,0'],
  ['0 6 * * */2', '0 6 * * */2'],
  ['0 6 */2 * *', '0 6 */2 * *'],
  ['0 6 */2 * MON', '0 6 1-31/2 * MON'],
  ['0 6 */1 * 1', '0 6 1-31/1 * 1'],
  ['0 6 5,*/9 * 1', '0 6 5,1-31/9 * 1'],
  ['0 6 1 * */2', '0 6 1 * 0-6/2'],
  ['0 6 *,5 * *,3', '0 6 1-31,5 * 0-6,3'],
])('%s is %s where weekdays are 0 to 6', (cron, plain) => {
  expect(plainCron(cron)).toBe(plain)
})

/** The days of a year that a cron names, where `isFree` tells a field that restricts nothing: with one of these both must hold, else one. */
function days(cron: string, isFree: (field: string) => boolean): string[] {
  const [, , day = '', , weekday = ''] = cron.split(' ')
  const holds = (field: string, value: number, first: number, last: number) =>
    field.split(',').some((part) => {
      const [range = '', step = '1'] = part.split('/')
      const [from = first, to = from] = range === '*' ? [first, last] : range.split('-').map(Number)
      return value >= from && value <= to && (value - from) % Number(step) === 0
    })
  return Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(2026, 0, 1 + index)))
    .filter((date) => {
      const [onDay, onWeekday] = [holds(day, date.getUTCDate(), 1, 31), holds(weekday, date.getUTCDay(), 0, 6)]
      return isFree(day) || isFree(weekday) ? onDay && onWeekday : onDay || onWeekday
    })
    .map((date) => date.toISOString().slice(0, 10))
}

test.each(['0 0 */2 * 1', '0 0 */1 * 1', '0 0 1 * */2', '0 0 */10 * */3', '0 0 */5 * *', '0 0 * * */3', '0 0 1-7 * 1', '0 0 13 * 5'])(
  '%s names the same days in cronie, of Fedora and others, which asks how a field begins',
  (cron) => {
    expect(days(plainCron(cron), (field) => field.startsWith('*'))).toEqual(days(cron, (field) => field === '*'))
  },
)
