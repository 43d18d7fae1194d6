import type { Column, CsvFormat, TableName } from '@meshwright/contracts'
import { createTable, tableSql } from '@meshwright/sql'
import { cellSql } from './cell-sql.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { textLiteral } from './literal.ts'
import { keptValue, RAW, rowFits, valueSelects, type ReadCell } from './row-test-sql.ts'

export interface CsvReading {
  readonly path: string
  readonly format: CsvFormat
  /** How many columns the file has. */
  readonly width: number
  /** The table for what is not even a row. */
  readonly rejects: string
}

/** Whether the last cell of the line is empty: what tells an empty cell from a delimiter too many. */
export const OPEN_COLUMN = 'mw_open'

const cellName = (index: number) => `c${index}`

/** The staged table, with its hidden columns. */
export function createStagedCsv(staged: TableName, columns: readonly Column[]): string {
  const open: Column = { name: OPEN_COLUMN, type: { type: 'boolean' }, nullable: true, rules: [] }
  return createTable(staged, [...columns, RAW, open], duckdbDialect)
}

/**
 * Fills it from a CSV file in one pass: every cell is read as text, since DuckDB's own typed reading rounds, and converted exactly.
 * Cells go by position, as a header may hold one name twice. Rows that do not fit come too, with something in the place of nulls
 * that may not be, so that their number in the table is their number in the file.
 */
export function insertCsv(staged: TableName, columns: readonly Column[], names: readonly string[], reading: CsvReading): string {
  const cells = columns.map((column): ReadCell => {
    const at = names.indexOf(column.name)
    if (at === -1) return { column, cell: undefined, empty: 'true' }
    const text = cellName(at)
    return {
      column,
      cell: cellSql(text, column.type, column.input),
      empty: column.type.type === 'string' ? `${text} is null` : `(${text} is null or ${text} = '')`,
    }
  })
  const all = Array.from({ length: reading.width }, (_, index) => cellName(index))
  const kept = columns.map(keptValue)
  return `insert into ${tableSql(staged, duckdbDialect)}
select ${kept.join(', ')},
  case when ${rowFits(cells)} then null else [${all.join(', ')}] end,
  ${all.at(-1)} is null
from (select ${all.join(', ')}, ${valueSelects(cells).join(', ')} from ${readCsv(reading)})`
}

function readCsv({ path, format, width, rejects }: CsvReading): string {
  const columns = Array.from({ length: width }, (_, index) => `${cellName(index)}: 'VARCHAR'`)
  const nulls = ['', ...format.nullText].map(textLiteral)
  return `read_csv(${textLiteral(path)}, auto_detect = false, header = ${format.header}, delim = ${textLiteral(format.delimiter)}, quote = ${textLiteral(format.quote)}, escape = ${textLiteral(format.escape)},
  columns = {${columns.join(', ')}}, nullstr = [${nulls.join(', ')}], allow_quoted_nulls = false, null_padding = false, strict_mode = true, compression = 'none', hive_partitioning = false,
  store_rejects = true, rejects_table = ${textLiteral(rejects)}, rejects_scan = ${textLiteral(`${rejects}_scan`)})`
}
