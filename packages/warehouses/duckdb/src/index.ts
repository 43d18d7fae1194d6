export * from './duckdb-dialect.ts'
export * from './duckdb-error.ts'
export * from './duckdb.ts'
export * from './open-files.ts'
