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
])('%s is %s where weekdays are 0 to 6', (cron, plain) => {
  expect(plainCron(cron)).toBe(plain)
})
