import { createHash } from 'node:crypto'
import {
  abs,
  add,
  addDays,
  addMonths,
  avg,
  cast,
  coalesce,
  concat,
  count,
  countAll,
  countDistinct,
  countIf,
  day as dayOf,
  dayOfWeek,
  daysBetween,
  denseRank,
  divide,
  hash,
  length,
  literal,
  lower,
  matches,
  max,
  min,
  month,
  multiply,
  nullIf,
  orZero,
  quarter,
  rank,
  ratio,
  replace,
  round,
  rowNumber,
  stringAgg,
  substring,
  subtract,
  sum,
  toDate,
  trim,
  truncateDate,
  truncateTime,
  tryCast,
  types,
  upper,
  year,
} from '@meshwright/sql'
import { clock, day, flag, float, instant, int, number, overAll, perRow, text, type FunctionCase } from './function-case.ts'

const money = number(12, 2)
const wide = number(38, 0)
const fine = number(38, 37)
const md5 = (value: string) => createHash('md5').update(value).digest('hex')
const MAX = 9223372036854775807n
const MIN = -9223372036854775808n

const DATES: readonly FunctionCase[] = [
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

const AGGREGATES: readonly FunctionCase[] = [
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
  overAll('sum', 'over no rows is null', [int('a')], sum(int('a')), [], null),
  overAll('sum', 'over nulls only is null', [money('a')], sum(money('a')), [[null], [null]], null),
  overAll('avg', 'of int64, half away from zero', [int('a')], avg(int('a'), { scale: 0 }), [[1n], [2n], [null]], '2'),
  overAll('avg', 'negative, half away from zero', [int('a')], avg(int('a'), { scale: 0 }), [[-1n], [-2n]], '-2'),
  overAll('avg', 'to its scale', [money('a')], avg(money('a'), { scale: 4 }), [['1.00'], ['1.00'], ['0.00']], '0.6667'),
  overAll('avg', 'of large numbers is exact', [int('a')], avg(int('a'), { scale: 1 }), [[MAX], [MAX - 1n]], '9223372036854775806.5'),
  overAll('avg', 'over no rows is null', [money('a')], avg(money('a'), { scale: 2 }), [], null),
  overAll('min', 'of int64', [int('a')], min(int('a')), [[3n], [null], [MIN]], MIN),
  overAll('min', 'of text by code points', [text('a')], min(text('a')), [['b'], ['B'], ['é'], ['a']], 'B'),
  overAll('min', 'of decimals keeps the type', [money('a')], min(money('a')), [['1.50'], ['0.10']], '0.10'),
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

const TEXT: readonly FunctionCase[] = [
  perRow('lower', 'beyond ASCII', [text('a')], lower(text('a')), [
    ['ABC', 'abc'],
    ['ÄÉÑŁ', 'äéñł'],
    ['ЖЩ', 'жщ'],
    ['中文', '中文'],
    ['', ''],
    [null, null],
  ]),
  perRow('upper', 'beyond ASCII', [text('a')], upper(text('a')), [
    ['abc', 'ABC'],
    ['äéñł', 'ÄÉÑŁ'],
    ['жщ', 'ЖЩ'],
    ['ß', 'ß'],
    ['', ''],
    [null, null],
  ]),
  perRow('trim', 'spaces only', [text('a')], trim(text('a')), [
    ['  a b  ', 'a b'],
    ['\ta\n', '\ta\n'],
    ['\u3000a', '\u3000a'],
    ['   ', ''],
    [null, null],
  ]),
  perRow('concat', 'null when any is null', [text('a'), text('b')], concat(text('a'), literal("'-'", types.string), text('b')), [
    ['x', 'y', "x'-'y"],
    ['', '', "'-'"],
    [null, 'y', null],
    ['x', null, null],
  ]),
  perRow('length', 'counts code points', [text('a')], length(text('a')), [
    ['', 0n],
    ['abc', 3n],
    ['中文', 2n],
    ['😀', 1n],
    ['e\u0301', 2n],
    ['👩‍👩‍👧', 5n],
    [null, null],
  ]),
  perRow('substring', 'counts code points', [text('a')], substring(text('a'), 2, 2), [
    ['abcd', 'bc'],
    ['ab', 'b'],
    ['a', ''],
    ['中文字', '文字'],
    ['😀é😀x', 'é😀'],
    ['', ''],
    [null, null],
  ]),
  perRow('substring', 'of no characters', [text('a')], substring(text('a'), 1, 0), [
    ['abc', ''],
    [null, null],
  ]),
  perRow('replace', 'every occurrence, literally', [text('a')], replace(text('a'), '.', String.raw`\1$&'`), [
    ['a.b.c', String.raw`a\1$&'b\1$&'c`],
    ['abc', 'abc'],
    ['', ''],
    [null, null],
  ]),
  perRow('matches', 'anywhere, unless anchored', [text('a')], matches(text('a'), 'b+c'), [
    ['abbcd', true],
    ['acd', false],
    ['', false],
    [null, null],
  ]),
  perRow('matches', 'anchors are those of the text; a dot is no line end', [text('a')], matches(text('a'), '^a.c$'), [
    ['abc', true],
    ['a\nc', false],
    ['x\nabc\ny', false],
    ['a中c', true],
    ['a😀c', true],
  ]),
  perRow('matches', 'a negated class takes a line end', [text('a')], matches(text('a'), '^[^b]$'), [
    ['\n', true],
    ['b', false],
    ['c', true],
  ]),
  perRow('matches', 'classes are those of ASCII', [text('a')], matches(text('a'), String.raw`^\d\w[\d_]$`), [
    ['1a2', true],
    ['1_9', true],
    ['１a2', false],
    ['1é2', false],
  ]),
  perRow('matches', 'quotes and backslashes', [text('a')], matches(text('a'), String.raw`^it's \\ "\.$`), [
    [String.raw`it's \ ".`, true],
    ['its', false],
  ]),
  perRow('matches', 'POSIX classes, groups, counts', [text('a')], matches(text('a'), '^([[:alpha:]]{2,3}|[[:space:]])-?$'), [
    ['ab-', true],
    ['abcd', false],
    [' ', true],
    ['a', false],
  ]),
  perRow('hash', 'MD5 of UTF-8 in hex', [text('a')], hash(text('a')), [
    ['', md5('')],
    ['abc', md5('abc')],
    ['中文😀', md5('中文😀')],
    [null, null],
  ]),
]

const NUMBERS: readonly FunctionCase[] = [
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

const NULLS_AND_TYPES: readonly FunctionCase[] = [
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

const order = { orderBy: [int('b')] }
const WINDOWS: readonly FunctionCase[] = [
  perRow('rowNumber', 'within its partition', [text('a'), int('b')], rowNumber({ partitionBy: [text('a')], orderBy: [int('b')] }), [
    ['x', 2n, 2n],
    ['x', 1n, 1n],
    ['y', 5n, 1n],
    [null, 1n, 1n],
    [null, 2n, 2n],
  ]),
  perRow('rowNumber', 'descending, nulls last', [text('a'), int('b')], rowNumber({ orderBy: [{ by: int('b'), order: 'desc' }] }), [
    ['', 1n, 2n],
    ['', null, 3n],
    ['', 2n, 1n],
  ]),
  perRow('rank', 'ties share, and the next skips; nulls last', [text('a'), int('b')], rank(order), [
    ['', 1n, 1n],
    ['', 1n, 1n],
    ['', 2n, 3n],
    ['', null, 4n],
  ]),
  perRow('denseRank', 'ties share, and none is skipped', [text('a'), int('b')], denseRank(order), [
    ['', 1n, 1n],
    ['', 1n, 1n],
    ['', 2n, 2n],
    ['', null, 3n],
  ]),
]

export const FUNCTION_CASES: readonly FunctionCase[] = [...DATES, ...AGGREGATES, ...TEXT, ...NUMBERS, ...NULLS_AND_TYPES, ...WINDOWS]

/** What must be an error, and never a wrapped or rounded value. */
export const FUNCTION_ERRORS: readonly FunctionCase[] = [
  perRow('add', 'an overflow is an error', [int('a')], add(int('a'), literal(1n, types.int64)), [[MAX, null]]),
  perRow('multiply', 'an overflow is an error', [int('a')], multiply(int('a'), int('a')), [[MAX, null]]),
  perRow('multiply', 'too many digits are an error', [wide('a')], multiply(wide('a'), wide('a')), [
    ['99999999999999999999999999999999999999', null],
  ]),
  overAll('sum', 'too many digits are an error', [wide('a')], sum(wide('a')), [['99999999999999999999999999999999999999'], ['1']], null),
  perRow('cast', 'text that does not fit is an error', [text('a')], cast(text('a'), types.int64), [['abc', null]]),
  perRow('cast', 'a number that does not fit is an error', [int('a')], cast(int('a'), types.decimal(3, 0)), [[1000n, null]]),
]
