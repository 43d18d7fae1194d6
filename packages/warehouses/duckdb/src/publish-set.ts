import {
  SqlError,
  controlTable,
  createControl,
  publishNames,
  publishedQuery,
  publishStatements,
  runPublishParts,
  type PublishSet,
  type StoreStep,
} from '@meshwright/sql'
import type { Connections } from './connections.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { DuckdbError } from './duckdb-error.ts'
import { inspectTables, tableFinder } from './inspect-tables.ts'

/** Publishes a set in one transaction; one that was published before changes nothing. */
export async function publishSet(
  connections: Connections,
  set: PublishSet,
  schema: string,
  onStep: ((step: StoreStep) => void) | undefined,
): Promise<void> {
  const control = controlTable(schema)
  onStep?.('publish:begin')
  try {
    const published = await connections.transaction(
      async (connection) => {
        await connection.run(createControl(control, duckdbDialect))
        const execute = async (sql: string) => (await connection.runAndReadAll(sql)).currentRowCount
        if ((await execute(publishedQuery(set.publishId, control, duckdbDialect))) > 0) return false
        const existing = tableFinder(await inspectTables(connection, publishNames(set)))
        await runPublishParts(publishStatements(set, duckdbDialect, { control, existing }), execute, onStep)
        onStep?.('publish:commit')
        return true
      },
      { doing: `publish ${set.publishId}` },
    )
    if (published) onStep?.('publish:committed')
  } catch (error) {
    if (error instanceof SqlError) throw new DuckdbError('publish-invalid', error.message, { cause: error, problems: error.problems })
    throw error
  }
}
