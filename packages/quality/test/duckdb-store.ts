import { duckdb } from '@meshwright/duckdb'
import type { QueryStore } from '../src/index.ts'

export const { dialect: duckdbDialect } = duckdb()

export interface TestStore extends QueryStore {
  /** Every statement that came through `query`, in order. */
  readonly statements: string[]
  /** Runs statements that end with `;` and a line end. */
  run(sql: string): Promise<void>
  close(): Promise<void>
}

/** A DuckDB in memory that remembers what it was asked. */
export async function openDuckdb(): Promise<TestStore> {
  const store = await duckdb().scratch?.()
  if (store === undefined) throw new Error('DuckDB can always make a scratch store')
  const statements: string[] = []
  return {
    statements,
    async run(sql) {
      for (const statement of sql.split(/;\s*\n/)) if (statement.trim() !== '') await store.query(statement)
    },
    query(sql, options) {
      statements.push(sql)
      return store.query(sql, options)
    },
    close: () => store.close(),
  }
}
