import {
  type Bytes,
  type DateDay,
  type Decimal,
  type Float64,
  type Int64,
  type LocalTimestamp,
  type LogicalType,
  type TimeOfDay,
  type Timestamp,
} from '@meshwright/contracts'
import { ExpressionWrapper, ValueNode } from 'kysely'
import type { SqlValue } from '../sql-dialect.ts'
import { SqlError } from '../sql-error.ts'
import { call, option, type NullOf, type Numeric, type Result, type Text, type Value } from './call.ts'

/** The first value that is not null; null when all are. Both of one type, or null. */
export const coalesce = <A, B extends A | NonNullable<A> | null>(
  a: Value<A>,
  b: Value<B>,
): Result<NonNullable<A> | (A extends null ? NullOf<B> : never)> => call('coalesce', [a, b])

/** The number, or 0 when it is null. The type of the argument, never null. */
export const orZero = <T extends Numeric | null>(value: Value<T>): Result<NonNullable<T>> =>
  call('coalesce', [value, new ExpressionWrapper(ValueNode.createImmediate(0))])

/** Null when both are equal, else `a`. */
export const nullIf = <A, B extends NonNullable<A>>(a: Value<A>, b: Value<B>): Result<A | null> => call('nullIf', [a, b])

/** A logical type at query level: the flavour it has, and its document. */
export interface QueryType<T> {
  readonly logical: LogicalType
  readonly $type?: T
}

const queryType = <T>(logical: LogicalType): QueryType<T> => ({ logical })

/** The types that `cast`, `tryCast` and `literal` speak of. */
export const types = {
  string: queryType<string>({ type: 'string' }),
  boolean: queryType<boolean>({ type: 'boolean' }),
  int64: queryType<Int64>({ type: 'int64' }),
  float64: queryType<Float64>({ type: 'float64' }),
  /** At most 38 digits, `scale` of them after the point. Throws SqlError `argument-invalid` for what is no such type. */
  decimal: (precision: number, scale: number): QueryType<Decimal> => {
    if (!(Number.isInteger(precision) && Number.isInteger(scale) && scale >= 0 && precision >= Math.max(1, scale) && precision <= 38))
      throw new SqlError(
        'argument-invalid',
        `types.decimal(${precision}, ${scale}): a decimal has 1 to 38 digits, and no more of them after the point`,
      )
    return queryType<Decimal>({ type: 'decimal', precision, scale })
  },
  date: queryType<DateDay>({ type: 'date' }),
  time: queryType<TimeOfDay>({ type: 'time' }),
  timestamp: queryType<Timestamp>({ type: 'timestamp' }),
  localTimestamp: queryType<LocalTimestamp>({ type: 'localTimestamp' }),
  bytes: queryType<Bytes>({ type: 'bytes' }),
} as const

/**
 * The value as another type; an error when it does not fit. Text ↔ any type in its canonical form; numbers to wider numbers; a
 * decimal to a smaller scale, and a float64 to any, is rounded half away from zero; date ↔ localTimestamp at midnight. Null stays null.
 *
 * Text is read as cells of files are, but for spaces: `yes`, `t` and `1` are true, a time may leave out its seconds. No digit of a number
 * is dropped: `'0.005'` is no decimal(5,2). A float64 becomes digits that read back as it, the fewest below 1e16: `1.5`, `1e-05`, `NaN`.
 */
export const cast = <A, T>(value: Value<A>, type: QueryType<T>): Result<T | NullOf<A>> =>
  call('cast', [value, option(JSON.stringify(type.logical))])

/** As `cast` from text, but null when the text does not fit: `'abc'` as int64. Nothing else is forgiven. */
export const tryCast = <A extends Text | null, T>(value: Value<A>, type: QueryType<T>): Result<T | null> =>
  call('tryCast', [value, option(JSON.stringify(type.logical))])

/** A constant of a known type: `literal('10.00', types.decimal(12, 2))`. Written into the query, never a parameter. */
export const literal = <T>(value: T & SqlValue, type: QueryType<NoInfer<T>> | QueryType<T>): Result<T> =>
  call('cast', [ValueNode.create(value), option(JSON.stringify(type.logical))])

/** The type option of a cast, read back from the tree. */
export function castType(text: string): LogicalType {
  return JSON.parse(text) as LogicalType
}

/** Whether the value is one of several constants of its type. Of null it is null. boolean. */
export const oneOf = <T>(
  value: Value<T>,
  values: readonly [Value<NonNullable<T>>, ...Value<NonNullable<T>>[]],
): Result<boolean | NullOf<T>> => call('oneOf', [value, ...values])
