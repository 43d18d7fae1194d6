import type { Decimal, Float64, Int64 } from '@meshwright/contracts'
import type { Expression } from 'kysely'
import { call, option, scaleOption, type FlavourOf, type NumberValue, type Numeric, type Result, type Text, type Value } from './call.ts'

// Aggregates. Nulls are left out. Over no rows (or only nulls) the result is null, but for the counts, which are 0.

/** What adding values of a type makes: float64 stays, everything else becomes a decimal. */
export type SumOf<T> = FlavourOf<NonNullable<T>> extends 'float64' | 'number' ? Float64 : Decimal

/**
 * The exact sum. Of int64: decimal(38,0). Of decimal(p,s): decimal(38,s). Of float64: float64, in no promised order.
 * Over no rows null; `orZero(sum(…))` where zero is meant.
 */
export const sum = <T extends Numeric | null>(value: NumberValue<T>): Result<SumOf<T> | null> => call('sum', [value])

/** The mean of int64 or decimal values, to `scale` digits, half away from zero. decimal(38,scale). Over no rows null. */
export const avg = <T extends Int64 | Decimal | null>(value: NumberValue<T>, options: { readonly scale: number }): Result<Decimal | null> =>
  call('avg', [value, scaleOption('avg', options.scale)])

/** The smallest value; text by its code points. The type of the argument. Over no rows null. */
export const min = <T>(value: Value<T>): Result<T | null> => call('min', [value])

/** The largest value; text by its code points. The type of the argument. Over no rows null. */
export const max = <T>(value: Value<T>): Result<T | null> => call('max', [value])

/** How many rows. int64, 0 over none. */
export const countAll = (): Result<Int64> => call('countAll', [])

/** How many rows in which the value is not null. int64, 0 over none. */
export const count = (value: Value<unknown>): Result<Int64> => call('count', [value])

/** How many different values, nulls left out. int64, 0 over none. JSON values differ as the engine says: DuckDB compares their text, Postgres the values. */
export const countDistinct = (value: Value<unknown>): Result<Int64> => call('countDistinct', [value])

/** How many rows for which the condition is true (neither false nor null). int64, 0 over none. */
export const countIf = (condition: Expression<boolean | null> | Expression<import('kysely').SqlBool>): Result<Int64> =>
  call('countIf', [condition])

/** The texts joined, in the order of `orderBy` (ascending; the text itself by default), nulls left out. string. Over no rows null. */
export const stringAgg = <T extends Text | null>(
  value: Value<T>,
  separator: string,
  options: { readonly orderBy?: Value<unknown> } = {},
): Result<string | null> => call('stringAgg', [value, option(separator), options.orderBy ?? value])
