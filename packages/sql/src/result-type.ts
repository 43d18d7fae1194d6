import type { LogicalType } from '@meshwright/contracts'
import { castType } from './functions/nulls-and-types.ts'
import type { PortableFunction } from './portable-function.ts'

type Type = LogicalType | undefined
/** The result type of one call, from its argument types and its literal options (undefined where an argument is none). */
type Rule = (types: readonly Type[], options: readonly unknown[]) => Type

const INT64: LogicalType = { type: 'int64' }
const STRING: LogicalType = { type: 'string' }
const BOOLEAN: LogicalType = { type: 'boolean' }
const DATE: LogicalType = { type: 'date' }
const FLOAT64: LogicalType = { type: 'float64' }

const always =
  (type: LogicalType): Rule =>
  () =>
    type
const argument =
  (index: number): Rule =>
  (types) =>
    types[index]
const scaled =
  (index: number): Rule =>
  (_types, options) => ({ type: 'decimal', precision: 38, scale: Number(options[index]) })

/** An int64 beside a decimal counts as decimal(19,0). */
function asDecimal(type: LogicalType): { precision: number; scale: number } | undefined {
  if (type.type === 'int64') return { precision: 19, scale: 0 }
  return type.type === 'decimal' ? type : undefined
}

function arithmetic(
  decimals: (a: { precision: number; scale: number }, b: { precision: number; scale: number }) => { precision: number; scale: number },
): Rule {
  return ([a, b]) => {
    if (a === undefined || b === undefined) return undefined
    if (a.type === 'float64' || b.type === 'float64') return FLOAT64
    if (a.type === 'int64' && b.type === 'int64') return INT64
    const left = asDecimal(a)
    const right = asDecimal(b)
    if (left === undefined || right === undefined) return undefined
    const { precision, scale } = decimals(left, right)
    return { type: 'decimal', precision: Math.min(38, precision), scale: Math.min(38, scale) }
  }
}

const additive = arithmetic((a, b) => {
  const scale = Math.max(a.scale, b.scale)
  return { precision: Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale }
})

/**
 * The type that holds each of several: of decimals the one with the digits of all, before the point and after it. Undefined for none;
 * the first where they are of no common kind.
 */
export function commonType(types: readonly LogicalType[]): LogicalType | undefined {
  const digits = digitsOf(types)
  if (digits !== undefined)
    return { type: 'decimal', precision: Math.min(MOST_DIGITS, digits.whole + digits.fraction), scale: digits.fraction }
  const isNumber = (type: LogicalType) => type.type === 'float64' || asDecimal(type) !== undefined
  return types.some((type) => type.type === 'float64') && types.every(isNumber) ? FLOAT64 : types[0]
}

/** Whether decimals have more digits together than one decimal holds: then an engine may drop some after the point. */
export function isNarrow(types: readonly (LogicalType | undefined)[]): boolean {
  const digits = digitsOf(types)
  return digits !== undefined && digits.whole + digits.fraction > MOST_DIGITS
}

const MOST_DIGITS = 38

/** The most digits before and after the point; undefined unless all are decimal or int64, and one of them is decimal. */
function digitsOf(types: readonly Type[]): { whole: number; fraction: number } | undefined {
  const decimals = types.map((type) => type && asDecimal(type))
  if (!types.some((type) => type?.type === 'decimal') || !decimals.every((type) => type !== undefined)) return undefined
  return {
    whole: Math.max(...decimals.map((type) => type.precision - type.scale)),
    fraction: Math.max(...decimals.map((type) => type.scale)),
  }
}

/** The documented result type of every portable function (see functions/*). */
export const RESULT_TYPES: Readonly<Record<PortableFunction, Rule>> = {
  year: always(INT64),
  quarter: always(INT64),
  month: always(INT64),
  day: always(INT64),
  dayOfWeek: always(INT64),
  truncateDate: always(DATE),
  truncateTime: argument(1),
  toDate: always(DATE),
  addDays: always(DATE),
  addMonths: always(DATE),
  daysBetween: always(INT64),
  sum: ([type]) =>
    type?.type === 'int64'
      ? { type: 'decimal', precision: 38, scale: 0 }
      : type?.type === 'decimal'
        ? { type: 'decimal', precision: 38, scale: type.scale }
        : type,
  avg: scaled(1),
  min: argument(0),
  max: argument(0),
  count: always(INT64),
  countAll: always(INT64),
  countDistinct: always(INT64),
  countIf: always(INT64),
  stringAgg: always(STRING),
  lower: always(STRING),
  upper: always(STRING),
  trim: always(STRING),
  concat: always(STRING),
  length: always(INT64),
  substring: always(STRING),
  replace: always(STRING),
  matches: always(BOOLEAN),
  hash: always(STRING),
  add: additive,
  subtract: additive,
  multiply: arithmetic((a, b) => ({ precision: a.precision + b.precision, scale: a.scale + b.scale })),
  divide: scaled(2),
  ratio: always(FLOAT64),
  round: scaled(1),
  abs: argument(0),
  coalesce: ([a, b]) => (a && b ? commonType([a, b]) : a),
  nullIf: argument(0),
  oneOf: always(BOOLEAN),
  cast: (_types, options) => castType(String(options[1])),
  tryCast: (_types, options) => castType(String(options[1])),
  inOrder: argument(0),
  rowNumber: always(INT64),
  rank: always(INT64),
  denseRank: always(INT64),
}

export const AGGREGATES: ReadonlySet<PortableFunction> = new Set<PortableFunction>([
  'sum',
  'avg',
  'min',
  'max',
  'count',
  'countAll',
  'countDistinct',
  'countIf',
  'stringAgg',
])
