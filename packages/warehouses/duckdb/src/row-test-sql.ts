import type { Column } from '@meshwright/contracts'
import type { CellSql } from './cell-sql.ts'
import { physicalTypeOf } from './physical-type.ts'
import { ruleSql } from './rule-sql.ts'

/** A column of the staged table, as SQL over what was read. */
export interface ReadCell {
  readonly column: Column
  /** Undefined where SQL cannot tell. */
  readonly cell: CellSql | undefined
  /** Whether the cell is empty, so that null is what it means. */
  readonly empty: string
}

/** The value under a name of its own, which is cheap to repeat. */
export const valueName = (index: number) => `v${index}`

export const valueSelects = (cells: readonly ReadCell[]): string[] =>
  cells.map(({ column, cell }, index) => `${cell?.value ?? `cast(null as ${physicalTypeOf(column.type)})`} as ${valueName(index)}`)

/**
 * Whether a row certainly fits its contract: types, nulls and rules. Where it is not true, JavaScript has the last word, and the
 * values do not count. To stand as the condition of a CASE, where DuckDB tests each part only on the rows that are still open.
 */
export function rowFits(cells: readonly ReadCell[]): string {
  const tests = cells.map(({ column, cell, empty }, index) => {
    if (cell === undefined) return column.nullable ? empty : 'false'
    const value = valueName(index)
    const tests = [cell.test(value), ...column.rules.map((rule) => ruleSql(value, column, rule))].join(' and ')
    return column.nullable ? `((${tests}) or ${empty})` : tests
  })
  return tests.join('\n    and ')
}
