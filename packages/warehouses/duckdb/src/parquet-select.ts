import { sameType, type Column, type TableName } from '@meshwright/contracts'
import { createTable, tableSql } from '@meshwright/sql'
import { toText } from './cast-sql.ts'
import { fileCellSql, type CellSql } from './cell-sql.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { textLiteral } from './literal.ts'
import { logicalTypeOf, parsePhysicalType, physicalTypeOf, type PhysicalType } from './physical-type.ts'
import { keptValue, openCells, RAW, valueSelects, type ReadCell } from './row-test-sql.ts'

/** A column of a Parquet file, as DuckDB reads it. */
export interface ParquetColumn {
  readonly name: string
  readonly physicalType: string
}

export const createStagedParquet = (staged: TableName, columns: readonly Column[]): string =>
  createTable(staged, [...columns, RAW], duckdbDialect)

/**
 * Fills a staged table from a Parquet file: a column of the very type is taken as it is, text is read as in a CSV file. Undefined when a
 * column has a type whose values JavaScript must judge.
 */
export function insertParquet(
  staged: TableName,
  columns: readonly Column[],
  found: readonly ParquetColumn[],
  path: string,
  constants: ReadonlyMap<string, string>,
): string | undefined {
  const cells = columns.map((column, index) => readCell(column, sourceName(index), found, constants.get(column.name)))
  if (cells.includes(undefined)) return undefined
  const known = cells as readonly (ReadCell & { readonly text: string })[]
  const sources = columns.flatMap((column, index) => (found.some((one) => one.name === column.name) ? [index] : []))
  return `insert into ${tableSql(staged, duckdbDialect)}
select ${columns.map(keptValue).join(', ')},
  ${openCells(known, `[${known.map((cell) => cell.text).join(', ')}]`)}
from (select ${[...sources.map(sourceName), ...valueSelects(known)].join(', ')}
from (select ${sources.length === 0 ? '1' : sources.map((index) => `${duckdbDialect.identifier((columns[index] as Column).name)} as ${sourceName(index)}`).join(', ')} from read_parquet(${textLiteral(path)}, hive_partitioning = false)))`
}

/** A column of the file, under a name that no other has. */
const sourceName = (index: number) => `s${index}`

function readCell(
  column: Column,
  name: string,
  found: readonly ParquetColumn[],
  constant: string | undefined,
): (ReadCell & { readonly text: string }) | undefined {
  if (constant !== undefined) {
    const text = textLiteral(constant)
    return { column, cell: fileCellSql(text, column.type, column.input), empty: 'false', text }
  }
  const source = found.find((one) => one.name === column.name)
  if (source === undefined) return { column, cell: undefined, empty: 'true', text: 'null' }
  const type = parsePhysicalType(source.physicalType)
  const isText = type.name === 'VARCHAR' || type.name === 'JSON'
  const cell = isText ? textCell(name, column, type) : exactCell(name, column, type)
  if (cell === undefined) return undefined
  const blank = isText && column.type.type !== 'string'
  return { column, cell, empty: blank ? `(${name} is null or ${name} = '')` : `${name} is null`, text: toText(name, logicalTypeOf(type)) }
}

function textCell(name: string, column: Column, type: PhysicalType): CellSql | undefined {
  // Unlike a CSV file, nothing has looked for NUL yet.
  if (column.type.type === 'string') return type.name === 'JSON' ? undefined : { value: name, test: () => `not contains(${name}, chr(0))` }
  return fileCellSql(name, column.type, column.input)
}

const INTEGERS: ReadonlySet<string> = new Set([
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'HUGEINT',
])
const YEARS = `'0001-01-01' and %t '9999-12-31'`

/** A column whose type is the contract's, or holds the same values. */
function exactCell(name: string, column: Column, { name: source, parameters, element, fields }: PhysicalType): CellSql | undefined {
  const cast = `try_cast(${name} as ${physicalTypeOf(column.type)})`
  const same: CellSql = { value: name, test: (value) => `${value} is not null` }
  switch (column.type.type) {
    case 'boolean':
      return source === 'BOOLEAN' ? same : undefined
    case 'int64':
      return INTEGERS.has(source) ? { value: cast, test: (value) => `${value} is not null` } : undefined
    case 'float64':
      return source === 'DOUBLE' || source === 'FLOAT' ? { value: cast, test: (value) => `${value} is not null` } : undefined
    case 'decimal':
      // Compared in the wider of both types, so a digit that was rounded away shows.
      return (source === 'DECIMAL' && parameters.length === 2) || INTEGERS.has(source)
        ? { value: cast, test: (value) => `${value} = ${name}` }
        : undefined
    case 'date':
      return source === 'DATE' ? { value: name, test: (value) => `${value} between date ${YEARS.replace('%t', 'date')}` } : undefined
    case 'time':
      return source === 'TIME' ? { value: name, test: (value) => `${value} < time '24:00:00'` } : undefined
    case 'localTimestamp': {
      if (!/^TIMESTAMP(?:_S|_MS|_NS)?$/.test(source)) return undefined
      const inYears = (value: string) => `${value} >= timestamp '0001-01-01' and ${value} < timestamp '9999-12-31' + interval 1 day`
      return {
        value: cast,
        test: (value) => (source === 'TIMESTAMP_NS' ? `cast(${value} as timestamp_ns) = ${name} and ${inYears(value)}` : inYears(value)),
      }
    }
    case 'timestamp':
      return source === 'TIMESTAMP WITH TIME ZONE'
        ? {
            value: name,
            test: (value) => `${value} >= timestamptz '0001-01-01T00:00:00Z' and ${value} <= timestamptz '9999-12-31T23:59:59.999999Z'`,
          }
        : undefined
    case 'bytes':
      return source === 'BLOB' ? same : undefined
    case 'array': {
      const logical = element === undefined ? undefined : logicalTypeOf({ name: 'LIST', parameters: [], element })
      return logical !== undefined && isPlain(column) && sameType(logical, column.type) ? same : undefined
    }
    case 'struct': {
      const logical = fields === undefined ? undefined : logicalTypeOf({ name: 'STRUCT', parameters: [], fields })
      return logical !== undefined && isPlain(column) && sameType(logical, column.type) ? same : undefined
    }
    default:
      return undefined
  }
}

/** Whether every value that DuckDB holds of a nested type is one of the contract's, whatever it has inside. */
function isPlain({ type }: Column): boolean {
  const safe = new Set(['boolean', 'int64', 'float64', 'bytes'])
  if (type.type === 'array') return type.elementNullable && safe.has(type.element.type)
  return type.type === 'struct' && Object.values(type.fields).every((field) => field.nullable && safe.has(field.type.type))
}
