import type { CheckSpec, Column, ContractDocument, Int64, JsonValue } from '@meshwright/contracts'
import type { Result, SqlValue } from '@meshwright/sql'
import type { Expression } from 'kysely'
import type * as z from 'zod'

/**
 * One kind of check: what it measures and how it judges. It works on every warehouse, as it speaks in portable expressions.
 * `P` is what its specs carry in `params`.
 */
export interface CheckKind<P = unknown> {
  /** What `CheckSpec.check` holds. */
  readonly name: string
  readonly params: z.ZodType<P>
  /** True when it looks at one row at a time, so that rows tested while they were loaded prove it. */
  readonly testsRows: boolean
  /** What must be known for the verdict, by name. Equal metrics of several checks are computed once. */
  metrics(check: Check<P>, scope: CheckScope): Readonly<Record<string, Metric>>
  /** Pure: the same metrics give the same verdict. */
  verdict(check: Check<P>, metrics: MetricValues, now: Date): Verdict
  /**
   * Columns that no two rows share when it passes without a failing row (rows with a null among them aside): a check of such columns
   * and more needs no scan then.
   */
  tellsApart?(check: Check<P>): readonly string[]
  /** Which rows to show when it fails; absent where a check is not about rows. */
  samples?(check: Check<P>, scope: CheckScope): SampleRows | undefined
}

/** Kinds of different parameters stand in one array; the schema in `params` guards what each is given. */
export type AnyCheckKind = CheckKind

/** A spec whose parameters were read. */
export interface Check<P = unknown> {
  readonly spec: CheckSpec
  readonly params: P
  readonly contract: ContractDocument
}

/** Builds the expressions of one check over its own table. */
export interface CheckScope {
  /** A column of the table, by name; `T` is its type where a comparison needs one: `column<bigint>('quantity')`. */
  column<T = never>(name: string): Result<T>
  /** A constant of a column's type, from its canonical text: `'10.00'`, `'2022-01-01'`. */
  constant(column: string, text: string): Result<never>
  /** An expression that was kept as JSON. */
  expression(tree: JsonValue): Result<never>
  /** Whether `column` is set and no row of another relation holds its value. Null there never matches. */
  unmatched(column: string, relation: string, toColumn: string): Result<boolean>
}

export type Metric =
  /** An aggregate over the rows of the table (those of the check's `where`). */
  | { readonly over: 'rows'; readonly value: Expression<unknown> }
  /** An aggregate over groups of rows with equal `keys`; `size` is how many rows a group has. Rows with a null in the keys are left out. */
  | { readonly over: 'groups'; readonly keys: readonly string[]; value(size: Result<Int64>): Expression<unknown> }
  /** An aggregate over all rows of another relation. `columns` are those it uses. */
  | {
      readonly over: 'relation'
      readonly relation: string
      readonly columns: readonly Column[]
      value(column: (name: string) => Result<never>): Expression<unknown>
    }

export type SampleRows =
  | { readonly rows: 'where'; readonly condition: Expression<unknown> }
  /** Rows that share these columns with another row. */
  | { readonly rows: 'sharing'; readonly columns: readonly string[] }

/** The measured values, by the names of `metrics`. */
export interface MetricValues {
  /** A whole number: a count, or a sum of counts. */
  count(name: string): bigint
  value(name: string): SqlValue
  has(name: string): boolean
}

export interface Verdict {
  readonly passed: boolean
  /** In words, with numbers. */
  readonly message: string
  /** Rows looked at and rows that fail; null where the check is not about rows. */
  readonly rows: bigint | null
  readonly failing: bigint | null
  readonly observed: Readonly<Record<string, JsonValue>>
}
