import type { AnyContract, ReportValue, RowOf } from '@meshwright/contracts'
import { compare, readExact, type Exact } from './exact-number.ts'
import type { Format, Unit } from './number-format.ts'
import { ReportError } from './report-error.ts'

/** The rows of one table, with the contract they keep. */
export interface Table<C extends AnyContract = AnyContract> {
  readonly contract: C
  readonly rows: readonly RowOf<C>[]
}

/** The tables of a report, by the names of its `reads`. */
export type Tables<R extends Readonly<Record<string, AnyContract>>> = { readonly [K in keyof R]: Table<R[K]> }

type FlavouredRow<C> = C extends { readonly $row?: infer Row } ? Row : never
type FlavourOf<T> = NonNullable<T> extends { readonly $lt?: infer L } ? (unknown extends L ? 'none' : NonNullable<L>) : 'none'

export type ColumnName<C> = keyof FlavouredRow<C> & string

/** Columns that hold exact numbers: int64 and decimal. A text column is refused, though decimals are strings in JS. */
export type NumberColumn<C> = {
  [K in ColumnName<C>]: 0 extends 1 & FlavouredRow<C>[K] ? K : FlavourOf<FlavouredRow<C>[K]> extends 'int64' | 'decimal' ? K : never
}[ColumnName<C>]

/** A number to show: a column, and what it counts (`count` unless said). The label is made from the column's name. */
export interface Measure<C> {
  readonly column: NumberColumn<C>
  readonly unit?: Unit
  readonly label?: string
}

/** `text` as it is; `month`: 1 to 12 as the name of the month. */
export type Reading = 'text' | 'month'

function cell(row: object, column: string): ReportValue | undefined {
  return (row as Readonly<Record<string, ReportValue | undefined>>)[column]
}

/** An exact number of a row, or null. Throws ReportError `report-input` for anything else. */
export function numberAt(table: Table, row: object, column: string): Exact | null {
  const value = cell(row, column)
  if (value === null) return null
  const number = typeof value === 'bigint' || typeof value === 'string' ? readExact(value) : undefined
  if (number === undefined) {
    const shown =
      value === undefined
        ? 'nothing (the column is missing in the row)'
        : `${typeof value} ${JSON.stringify(typeof value === 'bigint' ? String(value) : value)}`
    throw new ReportError(
      'report-input',
      `${table.contract.name}.${column}: expected a bigint or the digits of a decimal, found ${shown}; hand over rows in canonical form`,
    )
  }
  return number
}

/** A value as readers see it; null is shown as words, so that it cannot be taken for an empty text. */
export function textAt(
  table: Table,
  row: object,
  column: string,
  format: Format,
  reading: Reading = 'text',
  style: 'long' | 'short' = 'long',
): string {
  const value = cell(row, column)
  if (value === null || value === undefined) return '(none)'
  if (reading === 'month' && typeof value === 'bigint') return format.month(value, style)
  if (typeof value === 'string') return value === '' ? '(empty)' : value
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  return JSON.stringify(value)
}

/** `customer_name` → `Customer name`. */
export function labelOf(column: string): string {
  const words = column.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function measureLabel(measure: { readonly column: string; readonly label?: string | undefined }): string {
  return measure.label ?? labelOf(measure.column)
}

/** Text by code unit: the same order on every machine, whatever its locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The rows by a column's value, numbers as numbers, nulls last: tables come in no promised order. */
export function inOrder(table: Table, column: string): readonly object[] {
  const isDecimal = table.contract.columns.find(({ name }) => name === column)?.type.type === 'decimal'
  return [...(table.rows as readonly object[])].sort((a, b) => {
    const [left, right] = [cell(a, column) ?? null, cell(b, column) ?? null]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    if (isNumber(left) && isNumber(right)) return left < right ? -1 : left > right ? 1 : 0
    const [first, then] = isDecimal ? [readExact(String(left)), readExact(String(right))] : []
    return first === undefined || then === undefined ? byText(String(left), String(right)) : compare(first, then)
  })
}

const isNumber = (value: ReportValue): value is bigint | number => typeof value === 'bigint' || typeof value === 'number'
