import { sameType, type Column, type LogicalType, type TableName } from '@meshwright/contracts'
import { tableSql } from './query-compiler.ts'
import type { SqlDialect } from './sql-dialect.ts'
import type { InspectedColumn } from './warehouse.ts'

/**
 * The DDL of a table: each column with its physical type, `not null` where the contract says so. No keys: checks prove them. The name of
 * a temporary one has no schema.
 */
export function createTable(
  name: TableName,
  columns: readonly Column[],
  dialect: SqlDialect,
  { ifNotExists = false, temporary = false }: { readonly ifNotExists?: boolean; readonly temporary?: boolean } = {},
): string {
  const lines = columns.map((column) => `  ${columnDefinition(column, dialect)}`)
  return `create ${temporary ? 'temporary ' : ''}table ${ifNotExists ? 'if not exists ' : ''}${tableSql(name, dialect)} (\n${lines.join(',\n')}\n)`
}

function columnDefinition(column: Column, dialect: SqlDialect): string {
  return `${dialect.identifier(column.name)} ${dialect.physicalType(column.type)}${column.nullable ? '' : ' not null'}`
}

/** The query with each column of the contract cast to its type, in the contract's order; other columns are left out. */
export function castSelect(select: string, columns: readonly Column[], dialect: SqlDialect): string {
  const casts = columns.map((column) => {
    const name = dialect.identifier(column.name)
    return `cast(q.${name} as ${dialect.physicalType(column.type)}) as ${name}`
  })
  return `select ${casts.join(', ')} from (\n${select}\n) as q`
}

/** Columns as SQL text, quoted and separated by commas. */
export function columnList(columns: readonly { readonly name: string }[], dialect: SqlDialect, prefix = ''): string {
  return columns.map((column) => prefix + dialect.identifier(column.name)).join(', ')
}

/** Whether a column of the engine is what `createTable` would make for a logical type: a struct may be held as JSON text. */
export function holdsType(column: InspectedColumn, type: LogicalType, dialect: SqlDialect): boolean {
  const physical = dialect.physicalType(type)
  const stored = dialect.logicalType(physical)
  if (stored !== undefined && column.type !== undefined) return sameType(stored, column.type)
  return physical.toLowerCase() === column.physicalType.toLowerCase()
}
