import { createTable, tableSql, type InspectedColumn, type UpstreamTable } from '@meshwright/sql'
import { postgresDialect } from './postgres-dialect.ts'
import { PostgresError } from './postgres-error.ts'
import type { PgClient } from './pg-client.ts'
import type { ResultTypes } from './result-columns.ts'

/** Asks the server what a query returns, over empty temporary tables that its transaction takes away again. */
export async function describeQuery(
  client: PgClient,
  select: string,
  upstream: readonly UpstreamTable[],
  types: ResultTypes,
): Promise<readonly InspectedColumn[]> {
  // Temporary tables are made, also where nothing else may be changed.
  await client.query('begin read write')
  for (const table of upstream) {
    if (table.name.schema !== '') {
      throw new PostgresError(
        'unsupported',
        `cannot describe a query over ${tableSql(table.name, postgresDialect)}: upstream tables are temporary here, so their names have no schema`,
      )
    }
    await client.query(createTable(table.name, table.columns, postgresDialect, { temporary: true }))
  }
  const { fields } = await client.query({ text: `select * from (\n${select}\n) as q limit 0`, rowMode: 'array', queryMode: 'extended' })
  const columns = await types.columns(client, fields)
  await client.query('rollback')
  return columns
}
