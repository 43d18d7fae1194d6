import type { Column, LogicalType } from '@meshwright/contracts'
import { RAW_COLUMN } from './candidates.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
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
 * `raw` where a row may not fit its contract (types, nulls, rules), null where it certainly does. Where it is not null, JavaScript has
 * the last word, and the values do not count. DuckDB tests each part of a condition only on the rows that are still open, so the
 * usual spellings of all cells come first.
 */
export function openCells(cells: readonly ReadCell[], raw: string): string {
  const usual = cells.some(({ cell }) => cell?.usual !== undefined)
    ? `when ${rowTest(cells, (cell) => cell.usual ?? cell.test)} then null\n  `
    : ''
  return `case ${usual}when ${rowTest(cells, (cell) => cell.test)} then null\n  else ${raw} end`
}

function rowTest(cells: readonly ReadCell[], testOf: (cell: CellSql) => CellSql['test']): string {
  const tests = cells.map(({ column, cell, empty }, index) => {
    if (cell === undefined) return column.nullable ? empty : 'false'
    const value = valueName(index)
    const parts = [testOf(cell)(value), ...column.rules.map((rule) => ruleSql(value, column, rule))].join(' and ')
    return column.nullable ? `((${parts}) or ${empty})` : parts
  })
  return tests.join(' and ')
}

/** The column in which a staged table keeps the cells of rows that are still open. */
export const RAW: Column = {
  name: RAW_COLUMN,
  type: { type: 'array', element: { type: 'string' }, elementNullable: true },
  nullable: true,
  rules: [],
}

/** What goes into the staged table: the value, and something else where it may not be null, in rows that will be taken out again. */
export const keptValue = (column: Column, index: number): string =>
  column.nullable ? valueName(index) : `coalesce(${valueName(index)}, ${placeholder(column.type)})`

/** Any value of a type. */
function placeholder(type: LogicalType): string {
  switch (type.type) {
    case 'string':
      return `''`
    case 'boolean':
      return 'false'
    case 'int64':
    case 'float64':
    case 'decimal':
      return '0'
    case 'date':
    case 'localTimestamp':
    case 'timestamp':
      return `${type.type === 'date' ? 'date' : type.type === 'timestamp' ? 'timestamptz' : 'timestamp'} '1970-01-01'`
    case 'time':
      return `time '00:00:00'`
    case 'json':
      return `cast('{}' as json)`
    case 'bytes':
      return `cast('' as blob)`
    case 'array':
      return '[]'
    case 'struct':
      return duckdbDialect.literal({}, type)
  }
}
