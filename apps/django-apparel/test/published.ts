import { duckdb } from '@meshwright/duckdb'
import { tableSql, type SqlValue, type Warehouse } from '@meshwright/sql'
import type { Project } from '@meshwright/pipeline'

const json = (value: unknown) => JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))

/** Every published table of a project as sorted rows, by name; a table that is not published yet is left out. Hidden tables are listed apart. */
export async function published(
  project: Project,
  home: string,
  warehouse: Warehouse = duckdb(),
): Promise<{ tables: Map<string, string[]>; hidden: string[] }> {
  const store = await warehouse.open({
    home,
    environment: project.environment,
    signal: AbortSignal.timeout(60_000),
    access: 'read',
    waitSeconds: 30,
  })
  try {
    const existing = await store.list(project.environment.schema)
    const tables = new Map<string, string[]>()
    for (const { contract } of project.nodes) {
      const found = existing.find((table) => table.name.table === contract.name)
      if (found === undefined) continue
      const columns = contract.columns.map((column) => warehouse.dialect.identifier(column.name)).join(', ')
      const { rows } = await store.query(`select ${columns} from ${tableSql(found.name, warehouse.dialect)}`)
      tables.set(contract.name, rows.map((row: readonly SqlValue[]) => json(row)).toSorted())
    }
    return { tables, hidden: existing.filter((table) => table.name.table.startsWith('mw_stage__')).map((table) => table.name.table) }
  } finally {
    await store.close()
  }
}
