import { expect, test } from 'vitest'
import { cron, daily } from '../src/index.ts'

const said = (define: () => unknown): string => {
  try {
    define()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}

test('a schedule is five fields on the clock of a time zone', () => {
  expect(daily('06:00', 'Asia/Jakarta')).toEqual({ cron: '0 6 * * *', timeZone: 'Asia/Jakarta', start: null, catchUp: 'none' })
  expect(cron(' */15  8-18 * jan-mar MON,WED ', 'Europe/Berlin', { start: '2026-01-01', catchUp: 'all' })).toEqual({
    cron: '*/15 8-18 * jan-mar MON,WED',
    timeZone: 'Europe/Berlin',
    start: '2026-01-01',
    catchUp: 'all',
  })
  expect(cron('@daily', 'UTC').cron).toBe('0 0 * * *')
  expect(cron('0 0 * * FRI-SUN', 'US/Pacific').cron, 'a week that ends on Sunday').toBe('0 0 * * FRI-SUN')
})

test.each([
  ['61 * * * *', 'minute "61": 61 is no minute (allowed: 0-59, *, lists 1,2, ranges 1-5, steps */2)'],
  ['* 24 * * *', 'hour "24": 24 is no hour (allowed: 0-23,'],
  ['* * 0 * *', 'day of month "0": 0 is no day of month (allowed: 1-31,'],
  ['* * * 13 *', 'month "13": 13 is no month (allowed: 1-12 or JAN-DEC,'],
  ['* * * * 8', 'day of week "8": 8 is no day of week (allowed: 0-7 or SUN-SAT,'],
  ['* * * JNA *', '"JNA" is no month; did you mean "JAN"?'],
  ['MON * * * *', '"MON" is no minute'],
  ['1,,2 * * * *', 'minute "1,,2": an entry of the list is empty'],
  ['*/0 * * * *', 'a step of 0 is none'],
  ['*/70 * * * *', 'a step of 70 is none'],
  ['5/15 * * * *', 'a step needs a range: 5-59/15'],
  ['0 22-2 * * *', 'hour "22-2": the range runs backwards: write 22-23,0-2'],
  ['0 0 * * FRI-MON', 'the range runs backwards: write FRI-6,0-MON'],
  ['0 0 L * *', '"L" is of other crons; L, W, # and ? are known to few schedulers'],
  ['0 0 * * 5#2', '"5#2" is of other crons'],
  ['0 0 ? * *', '"?" is of other crons'],
  ['1-2-3 * * * *', '"1-2-3" is no entry'],
  ['*5 * * * *', 'minute "*5": "*5" is no entry'],
  ['0 0 31 2 *', 'never comes: no month that it names has such a day'],
  ['0 0 30 2 *', 'never comes'],
  ['6 * * *', 'it has 4 fields, not the five minute, hour, day of month, month, day of week (daily at 06:00 is 0 6 * * *)'],
  ['0 0 6 * * *', 'it has 6 fields, not the five minute, hour, day of month, month, day of week (seconds and years are none of them)'],
  ['0 6 * * * node run.js', 'it has 7 fields, not the five minute, hour, day of month, month, day of week (a command is none of them)'],
  ['', 'it has 0 fields'],
  ['every day', 'it has 2 fields'],
  ['@reboot', '"@reboot" is no time; the macros are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly'],
  ['@dayly', 'did you mean "@daily"?'],
  ['@continuous', '"@continuous" is no time'],
])('%s is refused: %s', (expression, message) => {
  const text = said(() => cron(expression, 'UTC'))
  expect(text).toContain(`schedule: "${expression}" is not a cron expression: `)
  expect(text).toContain(message)
})

test('every problem is said at once', () => {
  expect(said(() => cron('61 25 * * *', 'Asia/Jakrta', { start: '2026-02-30', catchUp: 'some' as 'all' }))).toBe(
    [
      'schedule: "61 25 * * *" is not a cron expression: minute "61": 61 is no minute (allowed: 0-59, *, lists 1,2, ranges 1-5, steps */2); hour "25": 25 is no hour (allowed: 0-23, *, lists 1,2, ranges 1-5, steps */2)',
      'schedule: there is no time zone "Asia/Jakrta"; did you mean "Asia/Jakarta"? Use an IANA name such as Asia/Jakarta',
      'schedule: start "2026-02-30" is not a day; write it as 2026-01-01',
      'schedule: catchUp "some" is none of none, latest, all',
    ].join('\n'),
  )
  expect(said(() => daily('25:00', 'Jakarta'))).toBe(
    'schedule: "25:00" is not a time of day; write it as 06:00\nschedule: there is no time zone "Jakarta"; did you mean "Asia/Jakarta"? Use an IANA name such as Asia/Jakarta',
  )
})

test.each([
  ['asia/jakarta', 'there is no time zone "asia/jakarta": write "Asia/Jakarta"'],
  ['Berlin', 'there is no time zone "Berlin"; did you mean "Europe/Berlin"?'],
  ['new york', 'there is no time zone "new york"; did you mean "America/New_York"?'],
  ['+07:00', '"+07:00" is an offset, which knows no summer time'],
  ['Middle-earth/Shire', 'there is no time zone "Middle-earth/Shire"; use an IANA name such as Asia/Jakarta'],
  ['', 'there is no time zone ""'],
])('the time zone %s is none', (zone, message) => {
  expect(said(() => daily('06:00', zone))).toContain(`schedule: ${message}`)
})
