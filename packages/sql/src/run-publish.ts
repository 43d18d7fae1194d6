import type { PublishPart } from './publish-statements.ts'
import { SqlError } from './sql-error.ts'
import type { StoreStep } from './warehouse.ts'

/** How an adapter runs statements: on one connection, inside the transaction that it has begun and will end. */
export interface PublishExecution {
  /** One or more statements, separated by semicolons. */
  run(statements: string): Promise<unknown>
  /** Resolves to how many rows a query gives. */
  count(query: string): Promise<number>
}

/**
 * Runs the parts in order; in one round trip what nobody has to be told of in between. Throws SqlError `publish-invalid` when a guard
 * refuses; the caller rolls back.
 */
export async function runPublishParts(
  parts: readonly PublishPart[],
  { run, count }: PublishExecution,
  onStep: ((step: StoreStep) => void) | undefined,
): Promise<void> {
  const together: string[] = []
  // A statement may end in a comment, which the end of the line ends.
  const flush = async () => void (together.length && (await run(together.splice(0).join('\n;\n'))))
  for (const part of parts) {
    if (onStep !== undefined) {
      await flush()
      onStep(part.step)
    }
    for (const { sql, refuse } of part.statements) {
      if (refuse === undefined) together.push(sql)
      else {
        await flush()
        if ((await count(sql)) > 0) throw new SqlError('publish-invalid', refuse)
      }
    }
  }
  await flush()
}
