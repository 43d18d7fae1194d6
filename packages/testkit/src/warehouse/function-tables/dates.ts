import {
  addDays,
  addMonths,
  day as dayOf,
  dayOfWeek,
  daysBetween,
  month,
  quarter,
  toDate,
  truncateDate,
  truncateTime,
  year,
} from '@meshwright/sql'
import { clock, day, instant, int, perRow, type FunctionCase } from '../function-case.ts'

export const DATES: readonly FunctionCase[] = [
  perRow('year', 'of a date', [day('a')], year(day('a')), [
    ['2022-12-31', 2022n],
    ['0001-01-01', 1n],
    ['9999-12-31', 9999n],
    [null, null],
  ]),
  perRow('year', 'of a timestamp in UTC', [instant('a')], year(instant('a')), [
    ['2022-12-31T23:59:59.999999Z', 2022n],
    ['2023-01-01T00:00:00Z', 2023n],
    [null, null],
  ]),
  perRow('quarter', 'of a date', [day('a')], quarter(day('a')), [
    ['2022-01-01', 1n],
    ['2022-03-31', 1n],
    ['2022-04-01', 2n],
    ['2022-12-31', 4n],
    [null, null],
  ]),
  perRow('month', 'of a localTimestamp', [clock('a')], month(clock('a')), [
    ['2022-12-31T23:59:59.999999', 12n],
    ['2022-01-01T00:00:00', 1n],
    [null, null],
  ]),
  perRow('day', 'of a timestamp in UTC', [instant('a')], dayOf(instant('a')), [
    ['2022-12-31T23:59:59.999999Z', 31n],
    ['2023-01-01T00:00:00Z', 1n],
    [null, null],
  ]),
  perRow('dayOfWeek', 'Monday is 1', [day('a')], dayOfWeek(day('a')), [
    ['2022-12-26', 1n],
    ['2023-01-01', 7n],
    ['0001-01-01', 1n],
    [null, null],
  ]),
  perRow('truncateDate', 'to the year', [day('a')], truncateDate('year', day('a')), [
    ['2022-12-31', '2022-01-01'],
    [null, null],
  ]),
  perRow('truncateDate', 'to the quarter', [clock('a')], truncateDate('quarter', clock('a')), [
    ['2022-06-30T23:59:59', '2022-04-01'],
    [null, null],
  ]),
  perRow('truncateDate', 'to the month', [instant('a')], truncateDate('month', instant('a')), [
    ['2022-12-31T23:59:59.999999Z', '2022-12-01'],
    ['2022-12-01T00:00:00Z', '2022-12-01'],
    [null, null],
  ]),
  perRow('truncateDate', 'to the week, which begins on Monday', [day('a')], truncateDate('week', day('a')), [
    ['2023-01-01', '2022-12-26'],
    ['2022-12-26', '2022-12-26'],
    ['0001-01-01', '0001-01-01'],
    [null, null],
  ]),
  perRow('truncateDate', 'to the day', [clock('a')], truncateDate('day', clock('a')), [
    ['2022-03-27T02:30:00', '2022-03-27'],
    [null, null],
  ]),
  perRow('truncateTime', 'a localTimestamp to the hour', [clock('a')], truncateTime('hour', clock('a')), [
    ['2022-12-31T23:59:59.999999', '2022-12-31T23:00:00'],
    [null, null],
  ]),
  perRow('truncateTime', 'a timestamp to the minute', [instant('a')], truncateTime('minute', instant('a')), [
    ['2022-12-31T23:59:59.999999Z', '2022-12-31T23:59:00Z'],
    [null, null],
  ]),
  perRow('truncateTime', 'a timestamp to the second', [instant('a')], truncateTime('second', instant('a')), [
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59Z'],
    [null, null],
  ]),
  perRow('toDate', 'of a localTimestamp', [clock('a')], toDate(clock('a')), [
    ['2022-12-31T23:59:59.999999', '2022-12-31'],
    ['0001-01-01T00:00:00', '0001-01-01'],
    [null, null],
  ]),
  perRow('toDate', 'of a timestamp in UTC', [instant('a')], toDate(instant('a')), [
    ['2022-12-31T23:59:59.999999Z', '2022-12-31'],
    ['1969-12-31T23:59:59Z', '1969-12-31'],
    [null, null],
  ]),
  perRow('addDays', 'later and earlier', [day('a'), int('b')], addDays(day('a'), int('b')), [
    ['2022-12-31', 1n, '2023-01-01'],
    ['2024-03-01', -1n, '2024-02-29'],
    ['2022-01-01', 0n, '2022-01-01'],
    [null, 1n, null],
    ['2022-01-01', null, null],
  ]),
  perRow('addMonths', 'a day the month does not have becomes its last', [day('a'), int('b')], addMonths(day('a'), int('b')), [
    ['2022-01-31', 1n, '2022-02-28'],
    ['2024-01-31', 1n, '2024-02-29'],
    ['2022-03-31', -1n, '2022-02-28'],
    ['2022-02-28', 1n, '2022-03-28'],
    ['2022-11-30', 14n, '2024-01-30'],
    [null, 1n, null],
    ['2022-01-01', null, null],
  ]),
  perRow('daysBetween', 'negative when before', [day('a'), day('b')], daysBetween(day('a'), day('b')), [
    ['2022-01-01', '2022-01-01', 0n],
    ['2022-01-01', '2023-01-01', 365n],
    ['2024-03-01', '2024-02-28', -2n],
    ['0001-01-01', '9999-12-31', 3652058n],
    [null, '2022-01-01', null],
    ['2022-01-01', null, null],
  ]),
]
