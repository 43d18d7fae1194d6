import type { TableName } from '@meshwright/contracts'
import type { InspectedColumn, InspectedTable, ListedTable } from '@meshwright/sql'
import { logicalType } from './physical-types.ts'
import type { PgClient } from './pg-client.ts'

/** A table and what Postgres calls its kind: `r` table, `p` partitioned, `f` foreign, `v` view, `m` materialised view. */
export interface FoundTable extends InspectedTable {
  readonly relkind: string
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** The tables and views among `names`. */
export function findTables(client: PgClient, names: readonly TableName[]): Promise<readonly FoundTable[]> {
  if (names.length === 0) return Promise.resolve([])
  return found(client, `(n.nspname, c.relname) in (${names.map((name) => `(${quoted(name.schema)}, ${quoted(name.table)})`).join(', ')})`)
}

export async function listTables(client: PgClient, schema: string): Promise<readonly ListedTable[]> {
  const { rows } = await client.query({
    text: `select c.relname, c.relkind in ('v', 'm')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'v', 'm') and n.nspname = ${quoted(schema)}
order by c.relname collate "C"`,
    rowMode: 'array',
  })
  return (rows as readonly (readonly string[])[]).map(([table = '', view]) => ({
    name: { schema, table },
    kind: view === 't' ? 'view' : 'table',
  }))
}

async function found(client: PgClient, where: string): Promise<readonly FoundTable[]> {
  const { rows } = await client.query({
    text: `select n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${where}
order by n.nspname, c.relname collate "C", a.attnum`,
    rowMode: 'array',
  })
  const tables: { name: TableName; kind: 'table' | 'view'; relkind: string; columns: InspectedColumn[] }[] = []
  for (const [schema = '', table = '', relkind = '', column, physicalType, notNull] of rows as readonly (readonly string[])[]) {
    let last = tables.at(-1)
    if (last === undefined || last.name.schema !== schema || last.name.table !== table) {
      last = { name: { schema, table }, kind: relkind === 'v' || relkind === 'm' ? 'view' : 'table', relkind, columns: [] }
      tables.push(last)
    }
    if (column !== undefined && column !== null && physicalType !== undefined) {
      last.columns.push({ name: column, physicalType, type: logicalType(physicalType), nullable: notNull !== 't' })
    }
  }
  return tables
}
