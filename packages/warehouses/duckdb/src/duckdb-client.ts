import { createRequire } from 'node:module'
import { DuckdbError } from './duckdb-error.ts'

/** The client, as a module. */
export type DuckdbClient = typeof import('@duckdb/node-api')

/**
 * It is loaded when a store is opened: a plan or a `--help` never pays for it. Required, not imported: it is no ES module, and to find the names
 * that it exports Node would read each of its 180 files twice.
 */
export async function duckdbClient(): Promise<DuckdbClient> {
  try {
    return createRequire(import.meta.url)('@duckdb/node-api') as DuckdbClient
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
    const why = missing ? 'is not installed: npm install @duckdb/node-api' : `cannot be loaded: ${String(cause)}`
    throw new DuckdbError('client-missing', `the package @duckdb/node-api ${why}`, { cause })
  }
}
