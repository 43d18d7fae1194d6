import { abs, add, divide, multiply, ratio, round, subtract } from '@meshwright/sql'
import { float, int, number, perRow, type FunctionCase } from '../function-case.ts'

const money = number(12, 2)
const wide = number(38, 0)
const fine = number(38, 37)
const MAX = 9223372036854775807n
const MIN = -9223372036854775808n

export const NUMBERS: readonly FunctionCase[] = [
  perRow('add', 'int64', [int('a'), int('b')], add(int('a'), int('b')), [
    [2_000_000_000n, 2_000_000_000n, 4_000_000_000n],
    [MAX, MIN, -1n],
    [null, 1n, null],
    [1n, null, null],
  ]),
  perRow('add', 'decimals of two scales', [money('a'), number(12, 4)('b')], add(money('a'), number(12, 4)('b')), [
    ['0.10', '0.2001', '0.3001'],
    ['-1.00', '1.0000', '0.0000'],
    [null, '1.0000', null],
  ]),
  perRow('add', 'int64 and decimal', [int('a'), money('b')], add(int('a'), money('b')), [[MAX, '0.01', '9223372036854775807.01']]),
  perRow('add', 'with a float64', [int('a'), float('b')], add(int('a'), float('b')), [[1n, 0.5, 1.5]]),
  perRow('subtract', 'int64', [int('a'), int('b')], subtract(int('a'), int('b')), [
    [1n, 3n, -2n],
    [-1n, MAX, MIN],
    [null, 1n, null],
  ]),
  perRow('subtract', 'decimals', [money('a'), money('b')], subtract(money('a'), money('b')), [
    ['0.30', '0.10', '0.20'],
    ['-9999999999.99', '9999999999.99', '-19999999999.98'],
  ]),
  perRow('multiply', 'int64', [int('a'), int('b')], multiply(int('a'), int('b')), [
    [3_000_000_000n, 3n, 9_000_000_000n],
    [-1n, MAX, -MAX],
    [null, 1n, null],
  ]),
  perRow('multiply', 'decimals add their scales', [money('a'), money('b')], multiply(money('a'), money('b')), [
    ['0.10', '0.10', '0.0100'],
    ['9999999999.99', '9999999999.99', '99999999999800000000.0001'],
  ]),
  perRow('multiply', 'decimal and int64', [money('a'), int('b')], multiply(money('a'), int('b')), [
    ['19.99', 3n, '59.97'],
    ['0.01', -1n, '-0.01'],
  ]),
  perRow('divide', 'half away from zero; by 0 is null', [int('a'), int('b')], divide(int('a'), int('b'), { scale: 2 }), [
    [1n, 8n, '0.13'],
    [-1n, 8n, '-0.13'],
    [1n, 3n, '0.33'],
    [2n, 3n, '0.67'],
    [7n, 0n, null],
    [0n, 7n, '0.00'],
    [null, 1n, null],
    [MAX, 1n, '9223372036854775807.00'],
  ]),
  perRow('divide', 'decimals of many digits', [wide('a'), wide('b')], divide(wide('a'), wide('b'), { scale: 0 }), [
    ['99999999999999999999999999999999999999', '3', '33333333333333333333333333333333333333'],
    ['5', '10', '1'],
    ['49999999999999999999999999999999999999', '99999999999999999999999999999999999999', '0'],
  ]),
  perRow(
    'divide',
    'decimals of 18 digits',
    [number(18, 2)('a'), number(18, 2)('b')],
    divide(number(18, 2)('a'), number(18, 2)('b'), { scale: 2 }),
    [
      ['9999999999999999.99', '0.01', '999999999999999999.00'],
      ['1000000000000000.00', '-3.00', '-333333333333333.33'],
    ],
  ),
  perRow('divide', 'is not rounded twice', [fine('a'), int('b')], divide(fine('a'), int('b'), { scale: 0 }), [
    ['4.9999999999999999999999999999999999999', 10n, '0'],
    ['5.0000000000000000000000000000000000000', 10n, '1'],
  ]),
  perRow('ratio', 'as float64; by 0 is null', [int('a'), int('b')], ratio(int('a'), int('b')), [
    [1n, 4n, 0.25],
    [1n, 3n, 1 / 3],
    [1n, 0n, null],
    [null, 1n, null],
  ]),
  perRow('ratio', 'of decimals', [money('a'), money('b')], ratio(money('a'), money('b')), [
    ['1.00', '8.00', 0.125],
    ['1.00', '0.00', null],
  ]),
  perRow('round', 'half away from zero', [number(12, 3)('a')], round(number(12, 3)('a'), 2), [
    ['1.005', '1.01'],
    ['-1.005', '-1.01'],
    ['1.004', '1.00'],
    ['0.000', '0.00'],
    [null, null],
  ]),
  perRow('round', 'to whole numbers', [money('a')], round(money('a'), 0), [
    ['2.50', '3'],
    ['-2.50', '-3'],
    ['0.49', '0'],
    ['3.50', '4'],
  ]),
  perRow('abs', 'of int64 and its bounds', [int('a')], abs(int('a')), [
    [-5n, 5n],
    [5n, 5n],
    [-MAX, MAX],
    [null, null],
  ]),
  perRow('abs', 'of decimals keeps the type', [money('a')], abs(money('a')), [
    ['-0.10', '0.10'],
    [null, null],
  ]),
  perRow('abs', 'of float64', [float('a')], abs(float('a')), [
    [-1.5, 1.5],
    [-Infinity, Infinity],
  ]),
]
