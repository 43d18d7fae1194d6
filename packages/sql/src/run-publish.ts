import type { PublishPart } from './publish-statements.ts'
import { SqlError } from './sql-error.ts'
import type { StoreStep } from './warehouse.ts'

/**
 * Runs the parts in order, on one connection, inside the transaction the caller has begun and will end. `execute` returns how many
 * rows a query gave. Throws SqlError `publish-invalid` when a guard refuses; the caller rolls back.
 */
export async function runPublishParts(
  parts: readonly PublishPart[],
  execute: (sql: string) => Promise<number>,
  onStep: ((step: StoreStep) => void) | undefined,
): Promise<void> {
  for (const part of parts) {
    onStep?.(part.step)
    for (const statement of part.statements) {
      const rows = await execute(statement.sql)
      if (statement.refuse !== undefined && rows > 0) throw new SqlError('publish-invalid', statement.refuse)
    }
  }
}
