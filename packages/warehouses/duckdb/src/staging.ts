import { createTable, type LoadRequest } from '@meshwright/sql'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import type { DuckdbClient } from './duckdb-client.ts'
import { duckdbDialect } from './duckdb-dialect.ts'

/** What filling one staged table needs. */
export interface Staging {
  readonly connections: Connections
  /** The load's own. */
  readonly connection: Connection
  readonly client: DuckdbClient
  readonly request: LoadRequest
  /** To be called when the table is filled, before that is committed. */
  readonly onStaged: () => void
}

/** Makes the staged table and fills it, in one transaction. */
export async function staged<T>({ connection, request, onStaged }: Staging, fill: () => Promise<T>): Promise<T> {
  await connection.run('begin transaction')
  await connection.run(createTable(request.staged, request.columns, duckdbDialect))
  const result = await fill()
  onStaged()
  await connection.run('commit')
  return result
}
