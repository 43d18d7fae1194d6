import type { Secret } from '@meshwright/contracts'
import type { Warehouse } from '@meshwright/sql'
import { PostgresAddress, type PostgresOptions } from './connection.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { openStore } from './postgres-store.ts'

/**
 * Postgres (16 or later) as a warehouse. Tables are kept in the environment's schema, which is created when missing. The database
 * is expected to be in UTF8. One run at a time writes an environment, by a lease; readers never wait.
 */
export function postgres(target: string | Secret | PostgresOptions): Warehouse {
  const address = new PostgresAddress(target)
  return { name: 'postgres', dialect: postgresDialect, defaultSchema: 'public', open: (place) => openStore(address, place) }
}
