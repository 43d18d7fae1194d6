import type { Decimal, Float64, Int64 } from '@meshwright/contracts'
import { call, scaleOption, type FlavourOf, type NullOf, type NullOfAny, type NumberValue, type Numeric, type Result } from './call.ts'

// Arithmetic. Null when an operand is null. An overflow is an error, never a wrapped or rounded value; of float64 it may be infinite.

/** What an operator of two numbers makes: int64 of two int64, float64 beside a float64, else a decimal. */
export type Arithmetic<A, B> =
  FlavourOf<NonNullable<A> | NonNullable<B>> extends 'int64'
    ? Int64
    : FlavourOf<NonNullable<A>> extends 'float64'
      ? Float64
      : FlavourOf<NonNullable<B>> extends 'float64'
        ? Float64
        : Decimal

/** An operator of two numbers; null when one of them is null. */
export type Binary = <A extends Numeric | null, B extends Numeric | null>(
  a: NumberValue<A>,
  b: NumberValue<B>,
) => Result<Arithmetic<A, B> | NullOfAny<[A, B]>>

/** a + b. int64 + int64 is int64; with a decimal: decimal(max integer digits + max scale + 1, max scale), at most 38; with a float64: float64. */
export const add: Binary = (a, b) => call('add', [a, b])

/** a − b, typed as `add`. */
export const subtract: Binary = (a, b) => call('subtract', [a, b])

/** a × b. int64 × int64 is int64; decimals: decimal(p1 + p2, s1 + s2), at most 38 digits; with a float64: float64. An int64 beside a decimal counts as decimal(19,0). */
export const multiply: Binary = (a, b) => call('multiply', [a, b])

/** a ÷ b for int64 and decimals, to `scale` digits, half away from zero; null when b is 0. decimal(38,scale). */
export const divide = <A extends Int64 | Decimal | null, B extends Int64 | Decimal | null>(
  a: NumberValue<A>,
  b: NumberValue<B>,
  options: { readonly scale: number },
): Result<Decimal | null> => call('divide', [a, b, scaleOption('divide', options.scale)])

/** a ÷ b as float64, for shares and rates where digits do not count; null when b is 0. */
export const ratio = <A extends Numeric | null, B extends Numeric | null>(a: NumberValue<A>, b: NumberValue<B>): Result<Float64 | null> =>
  call('ratio', [a, b])

/** A decimal rounded to `scale` digits, half away from zero. decimal(38,scale). */
export const round = <T extends Decimal | null>(value: NumberValue<T>, scale: number): Result<Decimal | NullOf<T>> =>
  call('round', [value, scaleOption('round', scale)])

/** The value without its sign. The type of the argument. */
export const abs = <T extends Numeric | null>(value: NumberValue<T>): Result<T> => call('abs', [value])
