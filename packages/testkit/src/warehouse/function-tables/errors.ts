import { add, cast, literal, multiply, sum, types } from '@meshwright/sql'
import { int, number, overAll, perRow, text, type FunctionCase } from '../function-case.ts'

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
  perRow('cast', 'a number that does not fit is an error', [int('a')], cast(int('a'), types.decimal(3, 0)), [[1000n, null]]),
]
