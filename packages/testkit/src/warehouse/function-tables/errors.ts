import { add, cast, literal, multiply, sum, types } from '@meshwright/sql'
import { float, int, number, overAll, perRow, text, type FunctionCase } from '../function-case.ts'

const wide = number(38, 0)
const MAX = 9223372036854775807n

/** What must be an error, and never a wrapped or rounded value. */
export const ERRORS: readonly FunctionCase[] = [
  perRow('add', 'an overflow is an error', [int('a')], add(int('a'), literal(1n, types.int64)), [[MAX, null]]),
  perRow('multiply', 'an overflow is an error', [int('a')], multiply(int('a'), int('a')), [[MAX, null]]),
  perRow('multiply', 'too many digits are an error', [wide('a')], multiply(wide('a'), wide('a')), [
    ['99999999999999999999999999999999999999', null],
  ]),
  overAll('sum', 'too many digits are an error', [wide('a')], sum(wide('a')), [['99999999999999999999999999999999999999'], ['1']], null),
  perRow('cast', 'text that does not fit is an error', [text('a')], cast(text('a'), types.int64), [['abc', null]]),
  perRow('cast', 'a space is no digit', [text('a')], cast(text('a'), types.int64), [[' 5', null]]),
  perRow('cast', 'no digit is dropped', [text('a')], cast(text('a'), types.decimal(5, 2)), [['0.005', null]]),
  perRow('cast', 'no time is dropped', [text('a')], cast(text('a'), types.date), [['2022-12-31T10:00:00', null]]),
  perRow('cast', 'a word is no moment', [text('a')], cast(text('a'), types.timestamp), [['now', null]]),
  perRow('cast', 'words are no bytes', [text('a')], cast(text('a'), types.bytes), [['on and', null]]),
  perRow('cast', 'NaN is no decimal', [float('a')], cast(float('a'), types.decimal(12, 2)), [[NaN, null]]),
  perRow('cast', 'a number that does not fit is an error', [int('a')], cast(int('a'), types.decimal(3, 0)), [[1000n, null]]),
]
