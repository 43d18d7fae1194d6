import type { Column, CsvFormat, TableName } from '@meshwright/contracts'
import { createTable, tableSql } from '@meshwright/sql'
import { RAW_COLUMN } from './candidates.ts'
import { fileCellSql } from './cell-sql.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { textLiteral } from './literal.ts'
import { keptValue, openCells, RAW, valueSelects, type ReadCell } from './row-test-sql.ts'

export interface CsvReading {
  readonly path: string
  readonly format: CsvFormat
  /** How many columns the file has. */
  readonly width: number
  /** The columns that the file does not hold, and their text. */
  readonly constants: ReadonlyMap<string, string>
  /** The table for what is not even a row. */
  readonly rejects: string
}

// A part of the file that one thread reads at a time. A fifth faster than DuckDB's 32 MB (1M rows × 8, 2 threads), which leave threads
// without work at the end and go past the caches; lines of up to its 2 MB fit.
const BUFFER_BYTES = 4 << 20

const cellName = (index: number) => `c${index}`

/** How the staged table tells whether the last cell of a line is empty: that, too, ends with a delimiter, as one too many does. */
export interface LastCell {
  /** A condition over the staged table, true for rows whose last cell is empty. */
  readonly isEmpty: string
  /** The hidden column that it needs, where the table would not tell by itself. */
  readonly column: string | undefined
}

export function lastCell(columns: readonly Column[], names: readonly string[]): LastCell {
  const last = columns.find((column) => names.indexOf(column.name) === names.length - 1)
  // Text in quotes may be empty, and is another null than no text at all where the column holds no text.
  if (last === undefined || (last.nullable && last.type.type !== 'string')) return { isEmpty: 'mw_open', column: 'mw_open' }
  const value = last.nullable ? `${duckdbDialect.identifier(last.name)} is null` : 'false'
  return { isEmpty: `case when ${RAW_COLUMN} is null then ${value} else ${RAW_COLUMN}[${names.length}] is null end`, column: undefined }
}

/** The staged table, with its hidden columns. */
export function createStagedCsv(staged: TableName, columns: readonly Column[], last: LastCell): string {
  const open: Column[] = last.column === undefined ? [] : [{ name: last.column, type: { type: 'boolean' }, nullable: true, rules: [] }]
  return createTable(staged, [...columns, RAW, ...open], duckdbDialect)
}

/**
 * Fills it from a CSV file in one pass: every cell is read as text, since DuckDB's own typed reading rounds, and converted exactly.
 * Cells go by position, as a header may hold one name twice. Rows that do not fit come too, with something in the place of nulls
 * that may not be, so that their number in the table is their number in the file.
 */
export function insertCsv(
  staged: TableName,
  columns: readonly Column[],
  names: readonly string[],
  last: LastCell,
  reading: CsvReading,
): string {
  const cells = columns.map((column): ReadCell => {
    const at = names.indexOf(column.name)
    const constant = reading.constants.get(column.name)
    if (at === -1 && constant === undefined) return { column, cell: undefined, empty: 'true' }
    const text = constant === undefined ? cellName(at) : textLiteral(constant)
    return {
      column,
      cell: fileCellSql(text, column.type, column.input),
      empty: column.type.type === 'string' ? `${text} is null` : `(${text} is null or ${text} = '')`,
    }
  })
  const all = Array.from({ length: reading.width }, (_, index) => cellName(index))
  const kept = columns.map(keptValue)
  return `insert into ${tableSql(staged, duckdbDialect)}
select ${kept.join(', ')},
  ${openCells(cells, `[${all.join(', ')}]`)}${last.column === undefined ? '' : `,\n  ${all.at(-1)} is null`}
from (select ${all.join(', ')}, ${valueSelects(cells).join(', ')} from ${readCsv(reading)})`
}

function readCsv({ path, format, width, rejects }: CsvReading): string {
  const columns = Array.from({ length: width }, (_, index) => `${cellName(index)}: 'VARCHAR'`)
  const nulls = ['', ...format.nullText].map(textLiteral)
  return `read_csv(${textLiteral(path)}, auto_detect = false, header = ${format.header}, delim = ${textLiteral(format.delimiter)}, quote = ${textLiteral(format.quote)}, escape = ${textLiteral(format.escape)},
  columns = {${columns.join(', ')}}, nullstr = [${nulls.join(', ')}], allow_quoted_nulls = false, null_padding = false, strict_mode = true, compression = '${format.compression}', skip = ${format.skip}, hive_partitioning = false, buffer_size = ${BUFFER_BYTES},
  store_rejects = true, rejects_table = ${textLiteral(rejects)}, rejects_scan = ${textLiteral(`${rejects}_scan`)})`
}
