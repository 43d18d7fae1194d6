import { duckdb, type DuckdbOptions } from '../src/index.ts'

/** How a process that will be killed makes its warehouse. */
export default (settings: DuckdbOptions) => duckdb(settings)
