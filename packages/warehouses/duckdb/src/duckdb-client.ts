import { DuckdbError } from './duckdb-error.ts'

/** The client, as a module. It is loaded when a store is opened: a plan or a `--help` never pays for it. */
export type DuckdbClient = typeof import('@duckdb/node-api')

export async function duckdbClient(): Promise<DuckdbClient> {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    const why = missing ? 'is not installed: npm install @duckdb/node-api' : `cannot be loaded: ${String(cause)}`
    throw new DuckdbError('client-missing', `the package @duckdb/node-api ${why}`, { cause })
  }
}
