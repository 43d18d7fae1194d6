import { castSelect, columnList, tableSql, type BuildOutcome, type BuildRequest, type WarehousePlace } from '@meshwright/sql'
import type { PgClient } from './pg-client.ts'
import { postgresDialect } from './postgres-dialect.ts'

/** Creates the staged table or view of a query, each column cast to its contract's type. */
export async function buildRelation(client: PgClient, request: BuildRequest, place: WarehousePlace): Promise<BuildOutcome> {
  const kind = request.materialization === 'view' ? 'view' : 'table'
  const name = `${tableSql(request.staged, postgresDialect)} (${columnList(request.columns, postgresDialect)})`
  place.onStep?.('build:begin')
  const { rowCount } = await client.query({
    text: `create ${kind} ${name} as\n${castSelect(request.select, request.columns, postgresDialect)}`,
    rowMode: 'array',
    queryMode: 'extended',
  })
  place.onStep?.('build:staged')
  return { rows: kind === 'view' ? undefined : (rowCount ?? 0) }
}
