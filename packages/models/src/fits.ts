import type { Contract } from '@meshwright/contracts'
import type { FlavourOf } from '@meshwright/sql'

// What the compiler says when a query does not yield what its contract promises. The check stands on the contract argument, where
// tsc reports it in one line; `unknown extends O` lets the first pass through, before the callback has been looked at.

type IsAny<T> = 0 extends 1 & T ? true : false

/** `'int64'`, `'decimal | null'`, `'any'`: the type of a column in the words of contracts. */
export type ColumnLabel<T> = IsAny<T> extends true ? 'any' : null extends T ? `${FlavourOf<NonNullable<T>>} | null` : FlavourOf<T>

type Mismatch<R, O> = {
  [K in keyof R & keyof O & string]: ColumnLabel<O[K]> extends ColumnLabel<R[K]>
    ? never
    : ColumnLabel<O[K]> extends FlavourOf<NonNullable<R[K]>> // a value that is never null fits a nullable column
      ? never
      : `${K} must be '${ColumnLabel<R[K]>}' but the query gives '${ColumnLabel<O[K]>}'`
}[keyof R & keyof O & string]

/** Everything that keeps rows `O` of a query from being rows `R` of the contract named `N`, as text; never when it fits. */
export type Problem<N extends string, R, O> =
  | ([Exclude<keyof R, keyof O>] extends [never] ? never : `${N}: the query lacks column '${Exclude<keyof R, keyof O> & string}'`)
  | ([Exclude<keyof O, keyof R>] extends [never] ? never : `${N}: the contract has no column '${Exclude<keyof O, keyof R> & string}'`)
  | ([Mismatch<R, O>] extends [never] ? never : `${N}: ${Mismatch<R, O>}`)

// Rows that are the same type need no words: a sixth of the work of checking a model.
type Same<R, O> = (<T>() => T extends R ? 1 : 2) extends <T>() => T extends O ? 1 : 2 ? true : false

/** The contract itself when the query fits it, else the problem as a string literal type. */
export type Fits<N extends string, R, O> = unknown extends O
  ? Contract<N, R>
  : Same<R, O> extends true
    ? Contract<N, R>
    : [Problem<N, R, O>] extends [never]
      ? Contract<N, R>
      : Problem<N, R, O>
