import { expressionBuilder } from 'kysely'
import type { Decimal } from '@meshwright/contracts'
import {
  avg,
  count,
  countAll,
  countDistinct,
  countIf,
  divide,
  literal,
  max,
  min,
  stringAgg,
  sum,
  types,
  type Result,
} from '@meshwright/sql'
import { day, flag, float, instant, int, number, overAll, text, type FunctionCase } from '../function-case.ts'

const eb = expressionBuilder<Record<string, Record<string, never>>, string>()
const money = number(12, 2)
const MAX = 9223372036854775807n
const MIN = -9223372036854775808n

export const AGGREGATES: readonly FunctionCase[] = [
  overAll('sum', 'of int64 is exact beyond 64 bits', [int('a')], sum(int('a')), [[MAX], [MAX], [null]], '18446744073709551614'),
  overAll(
    'sum',
    'of decimals keeps the scale',
    [money('a')],
    sum(money('a')),
    [['0.10'], ['0.20'], ['9999999999.99'], [null]],
    '10000000000.29',
  ),
  overAll('sum', 'of float64', [float('a')], sum(float('a')), [[0.5], [0.25], [null]], 0.75),
  overAll(
    'sum',
    'of one decimal or another drops no digits',
    [number(38, 0)('a'), money('b'), flag('c')],
    sum(eb.case().when(flag('c'), '=', true).then(number(38, 0)('a')).else(money('b')).end()),
    [
      ['2', '1.55', true],
      ['2', '1.55', false],
    ],
    '3.55',
  ),
  overAll(
    'sum',
    'of a decimal or a text with more digits',
    [money('a'), flag('b')],
    sum(eb.case().when(flag('b'), '=', true).then('0.005').else(money('a')).end()),
    [
      ['1.50', true],
      ['1.50', false],
    ],
    '1.505',
  ),
  overAll('sum', 'over no rows is null', [int('a')], sum(int('a')), [], null),
  overAll('sum', 'over nulls only is null', [money('a')], sum(money('a')), [[null], [null]], null),
  overAll('avg', 'of int64, half away from zero', [int('a')], avg(int('a'), { scale: 0 }), [[1n], [2n], [null]], '2'),
  overAll('avg', 'negative, half away from zero', [int('a')], avg(int('a'), { scale: 0 }), [[-1n], [-2n]], '-2'),
  overAll('avg', 'to its scale', [money('a')], avg(money('a'), { scale: 4 }), [['1.00'], ['1.00'], ['0.00']], '0.6667'),
  overAll('avg', 'of large numbers is exact', [int('a')], avg(int('a'), { scale: 1 }), [[MAX], [MAX - 1n]], '9223372036854775806.5'),
  overAll(
    'avg',
    'of what is null for a reason known beforehand, or a decimal of fewer digits',
    [money('a'), flag('b')],
    avg(
      eb
        .case()
        .when(flag('b'), '=', true)
        .then(divide(literal('2.50', types.decimal(3, 2)), literal(0n, types.int64), { scale: 4 }))
        .else(money('a'))
        .end() as Result<Decimal | null>,
      { scale: 4 },
    ),
    [
      ['2.50', false],
      ['7.00', true],
    ],
    '2.5000',
  ),
  overAll('avg', 'over no rows is null', [money('a')], avg(money('a'), { scale: 2 }), [], null),
  overAll('min', 'of int64', [int('a')], min(int('a')), [[3n], [null], [MIN]], MIN),
  overAll('min', 'of text by code points', [text('a')], min(text('a')), [['b'], ['B'], ['é'], ['a']], 'B'),
  overAll('min', 'of decimals keeps the type', [money('a')], min(money('a')), [['1.50'], ['0.10']], '0.10'),
  overAll('min', 'of booleans: false is below true', [flag('a')], min(flag('a')), [[true], [false], [null]], false),
  overAll('max', 'of booleans: false is below true', [flag('a')], max(flag('a')), [[true], [false], [null]], true),
  overAll('max', 'of text by code points', [text('a')], max(text('a')), [['z'], ['Z'], ['é'], [null]], 'é'),
  overAll(
    'max',
    'of timestamps',
    [instant('a')],
    max(instant('a')),
    [['2022-01-01T00:00:00Z'], ['2022-01-01T00:00:00.000001Z']],
    '2022-01-01T00:00:00.000001Z',
  ),
  overAll('max', 'over no rows is null', [day('a')], max(day('a')), [], null),
  overAll('countAll', 'counts nulls too', [int('a')], countAll(), [[1n], [null]], 2n),
  overAll('countAll', 'of no rows is 0', [int('a')], countAll(), [], 0n),
  overAll('count', 'leaves nulls out', [text('a')], count(text('a')), [['x'], [''], [null]], 2n),
  overAll(
    'countDistinct',
    'leaves nulls out; case and spaces count',
    [text('a')],
    countDistinct(text('a')),
    [['x'], ['x'], ['X'], ['x '], [''], [null]],
    4n,
  ),
  overAll('countIf', 'true only', [flag('a')], countIf(flag('a')), [[true], [true], [false], [null]], 2n),
  overAll(
    'countIf',
    'a decimal as text keeps its digits in a comparison',
    [money('a')],
    countIf(eb.and([eb(money('a'), '>', '0.005'), eb(money('a'), 'not in', ['0.011', '0.02']), eb(money('a'), '<', '0.034')])),
    [['0.01'], ['0.02'], ['0.03'], ['0.04'], ['0.00'], [null]],
    2n,
  ),
  overAll(
    'countIf',
    'a backslash in like takes the next character as it is',
    [text('a')],
    countIf(eb.and([eb(text('a'), 'like', String.raw`%50\%`), eb(text('a'), 'not ilike', String.raw`A\_%`)])),
    [['50%'], ['150%'], ['50 %'], [String.raw`50\%`], ['a_50%'], ['ab50%'], [null]],
    3n,
  ),
  overAll('countIf', 'of no rows is 0', [flag('a')], countIf(flag('a')), [], 0n),
  overAll(
    'stringAgg',
    'in code point order, nulls left out',
    [text('a')],
    stringAgg(text('a'), ', '),
    [['b'], [null], ['a'], ['B'], ['é'], ['']],
    ', B, a, b, é',
  ),
  overAll(
    'stringAgg',
    'in another order',
    [text('a'), int('b')],
    stringAgg(text('a'), "'", { orderBy: int('b') }),
    [
      ['a', 3n],
      ['b', 1n],
      ['c', 2n],
    ],
    "b'c'a",
  ),
  overAll('stringAgg', 'over no rows is null', [text('a')], stringAgg(text('a'), ','), [], null),
]
