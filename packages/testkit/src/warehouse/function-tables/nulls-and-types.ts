import { cast, coalesce, literal, nullIf, oneOf, orZero, sum, tryCast, types } from '@meshwright/sql'
import { clock, day, flag, instant, int, number, overAll, perRow, text, type FunctionCase } from '../function-case.ts'

const money = number(12, 2)
const MAX = 9223372036854775807n
const MIN = -9223372036854775808n

export const NULLS_AND_TYPES: readonly FunctionCase[] = [
  perRow('coalesce', 'the first that is not null', [text('a'), text('b')], coalesce(text('a'), text('b')), [
    ['x', 'y', 'x'],
    [null, 'y', 'y'],
    ['', 'y', ''],
    [null, null, null],
  ]),
  perRow('coalesce', 'decimals keep the type', [money('a')], orZero(money('a')), [
    ['1.50', '1.50'],
    [null, '0.00'],
  ]),
  perRow('coalesce', 'of two decimals has the digits of both', [number(4, 0)('a'), money('b')], coalesce(number(4, 0)('a'), money('b')), [
    ['9', '0.55', '9.00'],
    [null, '0.55', '0.55'],
    [null, null, null],
  ]),
  perRow('coalesce', 'int64 or zero', [int('a')], orZero(int('a')), [
    [MAX, MAX],
    [null, 0n],
  ]),
  overAll('coalesce', 'a sum over no rows or zero', [money('a')], orZero(sum(money('a'))), [], '0.00'),
  perRow('nullIf', 'null when equal', [text('a'), text('b')], nullIf(text('a'), text('b') as never), [
    ['x', 'x', null],
    ['x', 'y', 'x'],
    [null, 'x', null],
    ['x', null, 'x'],
    ['', '', null],
  ]),
  perRow('nullIf', 'decimals keep the type', [money('a')], nullIf(money('a'), literal('0.00', types.decimal(12, 2))), [
    ['0.00', null],
    ['1.50', '1.50'],
  ]),
  perRow('oneOf', 'text', [text('a')], oneOf(text('a'), [literal('x', types.string), literal('', types.string)]), [
    ['x', true],
    ['', true],
    ['y', false],
    [null, null],
  ]),
  perRow(
    'oneOf',
    'decimals of another scale',
    [money('a')],
    oneOf(money('a'), [literal('1.5', types.decimal(2, 1)), literal('0', types.decimal(1, 0))]),
    [
      ['1.50', true],
      ['0.00', true],
      ['1.51', false],
      [null, null],
    ],
  ),
  perRow('oneOf', 'int64 at its ends', [int('a')], oneOf(int('a'), [literal(MAX, types.int64), literal(MIN, types.int64)]), [
    [MAX, true],
    [MIN, true],
    [0n, false],
    [null, null],
  ]),
  perRow('cast', 'int64 to text', [int('a')], cast(int('a'), types.string), [
    [MIN, String(MIN)],
    [0n, '0'],
    [null, null],
  ]),
  perRow('cast', 'decimal to text', [money('a')], cast(money('a'), types.string), [
    ['10.50', '10.50'],
    ['-0.01', '-0.01'],
    [null, null],
  ]),
  perRow('cast', 'decimal without whole digits to text', [number(3, 3)('a')], cast(number(3, 3)('a'), types.string), [
    ['0.500', '0.500'],
    ['-0.001', '-0.001'],
    ['0.000', '0.000'],
    [null, null],
  ]),
  perRow('cast', 'boolean to text', [flag('a')], cast(flag('a'), types.string), [
    [true, 'true'],
    [false, 'false'],
    [null, null],
  ]),
  perRow('cast', 'date to text', [day('a')], cast(day('a'), types.string), [
    ['0001-01-01', '0001-01-01'],
    ['2022-12-31', '2022-12-31'],
    [null, null],
  ]),
  perRow('cast', 'timestamp to text', [instant('a')], cast(instant('a'), types.string), [
    ['2022-12-31T23:59:59.999999Z', '2022-12-31T23:59:59.999999Z'],
    ['2022-01-01T00:00:00Z', '2022-01-01T00:00:00Z'],
    ['2022-01-01T00:00:00.1Z', '2022-01-01T00:00:00.1Z'],
    [null, null],
  ]),
  perRow('cast', 'localTimestamp to text', [clock('a')], cast(clock('a'), types.string), [
    ['2022-12-31T23:59:59.000001', '2022-12-31T23:59:59.000001'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00'],
    [null, null],
  ]),
  perRow('cast', 'text to int64', [text('a')], cast(text('a'), types.int64), [
    [String(MIN), MIN],
    ['12', 12n],
    [null, null],
  ]),
  perRow('cast', 'text to decimal', [text('a')], cast(text('a'), types.decimal(38, 2)), [
    ['123456789012345678901234567890123456.78', '123456789012345678901234567890123456.78'],
    ['1', '1.00'],
    [null, null],
  ]),
  perRow('cast', 'text to timestamp', [text('a')], cast(text('a'), types.timestamp), [
    ['2022-12-31T23:59:59.999999Z', '2022-12-31T23:59:59.999999Z'],
    [null, null],
  ]),
  perRow('cast', 'text to date', [text('a')], cast(text('a'), types.date), [
    ['2022-12-31', '2022-12-31'],
    [null, null],
  ]),
  perRow('cast', 'text to boolean', [text('a')], cast(text('a'), types.boolean), [
    ['true', true],
    ['false', false],
    [null, null],
  ]),
  perRow('cast', 'int64 to decimal', [int('a')], cast(int('a'), types.decimal(38, 2)), [
    [MAX, '9223372036854775807.00'],
    [null, null],
  ]),
  perRow('cast', 'decimal to a smaller scale, half away from zero', [money('a')], cast(money('a'), types.decimal(12, 1)), [
    ['0.05', '0.1'],
    ['-0.05', '-0.1'],
    ['0.04', '0.0'],
    [null, null],
  ]),
  perRow('cast', 'int64 to float64', [int('a')], cast(int('a'), types.float64), [
    [2n ** 53n, 2 ** 53],
    [null, null],
  ]),
  perRow('cast', 'date to localTimestamp', [day('a')], cast(day('a'), types.localTimestamp), [
    ['2022-12-31', '2022-12-31T00:00:00'],
    [null, null],
  ]),
  perRow('cast', 'a literal is of its type', [int('a')], literal('10.50', types.decimal(12, 2)), [[1n, '10.50']]),
  perRow('tryCast', 'to int64', [text('a')], tryCast(text('a'), types.int64), [
    ['12', 12n],
    ['-12', -12n],
    [String(MAX), MAX],
    ['9223372036854775808', null],
    ['1.5', null],
    ['1e3', null],
    ['abc', null],
    ['', null],
    [null, null],
  ]),
  perRow('tryCast', 'to decimal', [text('a')], tryCast(text('a'), types.decimal(5, 2)), [
    ['1.50', '1.50'],
    ['1.5', '1.50'],
    ['-999.99', '-999.99'],
    ['1234.00', null],
    ['1,5', null],
    ['', null],
    [null, null],
  ]),
  perRow('tryCast', 'to float64', [text('a')], tryCast(text('a'), types.float64), [
    ['1.5', 1.5],
    ['1e3', 1000],
    ['-0.25', -0.25],
    ['x', null],
    ['', null],
    [null, null],
  ]),
  perRow('tryCast', 'to boolean', [text('a')], tryCast(text('a'), types.boolean), [
    ['true', true],
    ['false', false],
    ['maybe', null],
    ['', null],
    [null, null],
  ]),
  perRow('tryCast', 'to date', [text('a')], tryCast(text('a'), types.date), [
    ['2022-12-31', '2022-12-31'],
    ['2022-02-30', null],
    ['31/12/2022', null],
    ['tomorrow', null],
    ['', null],
    [null, null],
  ]),
  perRow('tryCast', 'to timestamp', [text('a')], tryCast(text('a'), types.timestamp), [
    ['2022-12-31T23:59:59.5Z', '2022-12-31T23:59:59.5Z'],
    ['2022-12-31T10:00:00+07:00', '2022-12-31T03:00:00Z'],
    ['2022-13-01T00:00:00Z', null],
    ['now', null],
    ['', null],
    [null, null],
  ]),
]
