import type { Column, CsvFormat, TableName } from '@meshwright/contracts'
import { tableSql } from '@meshwright/sql'
import { cellSql } from './cell-sql.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { textLiteral } from './literal.ts'
import { rowFits, valueSelects, valueName, type ReadCell } from './row-test-sql.ts'

export interface CsvReading {
  readonly path: string
  readonly format: CsvFormat
  /** How many columns the file has. */
  readonly width: number
  /** The table for what is not even a row. */
  readonly rejects: string
}

/** Holds all cells of a row as text, where the row does not plainly fit; null elsewhere. */
export const RAW_COLUMN = 'mw_raw'
/** Whether the last cell of the line is empty: what tells an empty cell from a delimiter too many. */
export const OPEN_COLUMN = 'mw_open'

const cellName = (index: number) => `c${index}`

/**
 * Makes the staged table out of a CSV file in one pass: every cell is read as text, since DuckDB's own typed reading rounds, and
 * converted exactly. Cells go by position, as a header may hold one name twice.
 */
export function stageCsv(staged: TableName, columns: readonly Column[], names: readonly string[], reading: CsvReading): string {
  const cells = columns.map((column): ReadCell => {
    const at = names.indexOf(column.name)
    if (at === -1) return { column, value: undefined, empty: 'true' }
    const text = cellName(at)
    return {
      column,
      value: cellSql(text, column.type, column.input),
      empty: column.type.type === 'string' ? `${text} is null` : `(${text} is null or ${text} = '')`,
    }
  })
  const all = Array.from({ length: reading.width }, (_, index) => cellName(index))
  const kept = columns.map((column, index) => `${valueName(index)} as ${duckdbDialect.identifier(column.name)}`)
  return `create table ${tableSql(staged, duckdbDialect)} as
select ${kept.join(', ')},
  case when ${rowFits(cells)} then null else [${all.join(', ')}] end as ${RAW_COLUMN},
  ${all.at(-1)} is null as ${OPEN_COLUMN}
from (select ${all.join(', ')}, ${valueSelects(cells).join(', ')} from ${readCsv(reading)})`
}

function readCsv({ path, format, width, rejects }: CsvReading): string {
  const columns = Array.from({ length: width }, (_, index) => `${cellName(index)}: 'VARCHAR'`)
  const nulls = ['', ...format.nullText].map(textLiteral)
  return `read_csv(${textLiteral(path)}, auto_detect = false, header = ${format.header}, delim = ${textLiteral(format.delimiter)}, quote = ${textLiteral(format.quote)}, escape = ${textLiteral(format.escape)},
  columns = {${columns.join(', ')}}, nullstr = [${nulls.join(', ')}], allow_quoted_nulls = false, null_padding = false, strict_mode = true, compression = 'none', hive_partitioning = false,
  store_rejects = true, rejects_table = ${textLiteral(rejects)}, rejects_scan = ${textLiteral(`${rejects}_scan`)})`
}
