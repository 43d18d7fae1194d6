import type { DuckDBConnection } from '@duckdb/node-api'
import type { TableName } from '@meshwright/contracts'
import type { InspectedColumn, InspectedTable } from '@meshwright/sql'
import { textLiteral } from './literal.ts'
import { logicalTypeOf, parsePhysicalType } from './physical-type.ts'

// Temporary tables and those of attached databases have a name of their own in front, and are nobody's here.
const RELATIONS = `(
  select schema_name, table_name as name, 'table' as kind from duckdb_tables() where database_name = current_database() and not internal
  union all
  select schema_name, view_name, 'view' from duckdb_views() where database_name = current_database() and not internal
) as r`

/** The tables and views of a schema, or those of some names; in the order of their names. Names match in any case, as in DuckDB. */
export async function inspectTables(
  connection: DuckDBConnection,
  wanted: { readonly schema: string } | readonly TableName[],
): Promise<InspectedTable[]> {
  if ('length' in wanted && wanted.length === 0) return []
  const where =
    'length' in wanted
      ? `(lower(schema_name), lower(name)) in (${wanted.map(({ schema, table }) => `(lower(${textLiteral(schema || 'main')}), lower(${textLiteral(table)}))`).join(', ')})`
      : `lower(schema_name) = lower(${textLiteral(wanted.schema)})`
  const result = await connection.run(`
    with r as (select * from ${RELATIONS} where ${where})
    select r.schema_name, r.name, r.kind, c.column_name, c.data_type, c.is_nullable
    from r left join (select * from duckdb_columns() where database_name = current_database()) as c
      on c.schema_name = r.schema_name and c.table_name = r.name
    order by r.schema_name, r.name, c.column_index`)
  const tables: { name: TableName; kind: 'table' | 'view'; columns: InspectedColumn[] }[] = []
  for (const [schema, table, kind, column, type, nullable] of (await result.getRows()) as [
    string,
    string,
    'table' | 'view',
    string | null,
    string,
    boolean,
  ][]) {
    let last = tables.at(-1)
    if (last === undefined || last.name.schema !== schema || last.name.table !== table) {
      last = { name: { schema, table }, kind, columns: [] }
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
