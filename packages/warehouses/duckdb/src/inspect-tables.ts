import type { TableName } from '@meshwright/contracts'
import type { InspectedColumn, InspectedTable, ListedTable } from '@meshwright/sql'
import type { Connection } from './connection.ts'
import { materialRows } from './connections.ts'
import { textLiteral } from './literal.ts'
import { logicalTypeOf, parsePhysicalType } from './physical-type.ts'

/**
 * The tables and views of a schema, in the order of their names; of the database itself, or of an attached one. The schema's name matches in any
 * case, as in DuckDB. Asked for names alone, DuckDB neither counts rows nor writes DDL.
 */
export async function listTables(connection: Connection, schema: string, catalog?: string): Promise<ListedTable[]> {
  const where = `not internal and database_name = ${databaseName(catalog)} and lower(schema_name) = lower(${textLiteral(schema)})`
  const result = await connection.run(`
    select schema_name, table_name, 'table' from duckdb_tables() where ${where}
    union all select schema_name, view_name, 'view' from duckdb_views() where ${where}
    order by 1, 2`)
  return (materialRows(result) as [string, string, ListedTable['kind']][]).map(([found, table, kind]) => ({
    name: { ...(catalog === undefined ? {} : { catalog }), schema: found, table },
    kind,
  }))
}

const databaseName = (catalog: string | undefined) => (catalog === undefined ? 'current_database()' : textLiteral(catalog))

/** The tables and views of some names, in the order of these; of the database itself, or of an attached one. Names match in any case, as in DuckDB. */
export async function inspectTables(connection: Connection, wanted: readonly TableName[], catalog?: string): Promise<InspectedTable[]> {
  if (wanted.length === 0) return []
  const database = databaseName(catalog)
  const where = (name: string) =>
    `(lower(schema_name), lower(${name})) in (${wanted.map(({ schema, table }) => `(lower(${textLiteral(schema || 'main')}), lower(${textLiteral(table)}))`).join(', ')})`
  // Temporary tables and those of other databases have a name of their own in front, and are nobody's here. duckdb_tables() is not
  // asked, as it counts rows and writes DDL: every table has a column; a view may have none that DuckDB knows yet.
  const result = await connection.run(`
    select coalesce(c.schema_name, v.schema_name), coalesce(c.table_name, v.view_name), if(v.view_oid is null, 'table', 'view'),
      column_name, data_type, is_nullable
    from (select * from duckdb_columns() where not internal and database_name = ${database} and ${where('table_name')}) as c
      full join (select * from duckdb_views() where not internal and database_name = ${database} and ${where('view_name')}) as v
        on v.schema_name = c.schema_name and v.view_name = c.table_name
    order by 1, 2, column_index`)
  const tables: { name: TableName; kind: 'table' | 'view'; columns: InspectedColumn[] }[] = []
  for (const [schema, table, kind, column, type, nullable] of materialRows(result) as [
    string,
    string,
    'table' | 'view',
    string | null,
    string,
    boolean,
  ][]) {
    let last = tables.at(-1)
    if (last === undefined || last.name.schema !== schema || last.name.table !== table) {
      last = { name: { ...(catalog === undefined ? {} : { catalog }), schema, table }, kind, columns: [] }
      tables.push(last)
    }
    if (column !== null)
      last.columns.push({
        name: column,
        physicalType: type,
        type: logicalTypeOf(parsePhysicalType(type)),
        nullable: kind === 'view' || nullable,
      })
  }
  return tables
}

/** A lookup by name, in any case. */
export function tableFinder(tables: readonly InspectedTable[]): (name: TableName) => InspectedTable | undefined {
  const key = (name: TableName) => JSON.stringify([(name.schema || 'main').toLowerCase(), name.table.toLowerCase()])
  const known = new Map(tables.map((table) => [key(table.name), table]))
  return (name) => known.get(key(name))
}
