import type { Decimal, Float64, Int64 } from '@meshwright/contracts'
import { ExpressionWrapper, FunctionNode, ValueNode, type Expression, type OperationNode } from 'kysely'
import { PORTABLE_PREFIX, type PortableFunction } from '../portable-function.ts'
import { SqlError } from '../sql-error.ts'

/** Any expression over any tables: what a portable function takes. */
export type Value<T> = Expression<T>

/** What a portable function gives: an expression that can be named with `.as()` and used in other calls. */
export type Result<T> = ExpressionWrapper<never, never, T>

/** null when T may be null: most functions of a null are null. */
export type NullOf<T> = T extends null ? null : never

/** Null when any of several may be. */
export type NullOfAny<T extends readonly unknown[]> = { [K in keyof T]: NullOf<T[K]> }[number]

/** Text, and none of the values that JS holds as strings too: those become text by a `cast`. */
export type Text = string & { readonly $lt?: never }

export type Numeric = Int64 | Float64 | Decimal

/** `'int64'`, `'decimal'`, … or the JS name of an unflavoured type. */
export type FlavourOf<T> = [T] extends [{ readonly $lt?: infer L extends string }] ? (string extends L ? JsName<T> : L) : JsName<T>
type JsName<T> = [T] extends [string]
  ? 'string'
  : [T] extends [boolean]
    ? 'boolean'
    : [T] extends [bigint]
      ? 'bigint'
      : [T] extends [number]
        ? 'number'
        : 'unknown'

/**
 * A value that is no text: decimals and dates are strings in JS as well, so that text would fit where they are wanted. What the compiler
 * shows of a text says what to do. A text beside another type is left to the engine: a constant in a `case` of decimals is one.
 */
export type NotText<T, Wanted extends string> = Value<T> &
  (0 extends 1 & T
    ? unknown // any, of which nothing is known
    : [NoText<NonNullable<T>>] extends [never]
      ? `this is text, and not ${Wanted}: cast or tryCast it first`
      : unknown)
type NoText<T> = T extends unknown ? (FlavourOf<T> extends 'string' ? never : T) : never
export type NumberValue<T> = NotText<T, 'a number'>

export function call<T>(name: PortableFunction, operands: readonly (Value<unknown> | OperationNode)[]): Result<T> {
  return new ExpressionWrapper<never, never, T>(
    FunctionNode.create(
      PORTABLE_PREFIX + name,
      operands.map((operand) => ('toOperationNode' in operand ? operand.toOperationNode() : operand)),
    ),
  )
}

/** An option of a call (a scale, a unit): a literal in the tree, the same in every dialect. */
export function option(value: string | number): OperationNode {
  return ValueNode.createImmediate(value)
}

/** The digits after the point that a result is to have. Throws SqlError `argument-invalid` for what no decimal has. */
export function scaleOption(name: PortableFunction, scale: number): OperationNode {
  if (!Number.isInteger(scale) || scale < 0 || scale > 38)
    throw new SqlError('argument-invalid', `${name}(…, ${scale}): the scale is a whole number from 0 to 38, the digits after the point`)
  return option(scale)
}
