import type { LogicalType } from '@meshwright/contracts'
import type { SqlDialect, SqlValue } from './sql-dialect.ts'
import { SqlError } from './sql-error.ts'

/** A value of a query tree as SQL text; its type is read off the value. Throws SqlError `value-unknown` for what has no literal. */
export function literalText(value: unknown, dialect: SqlDialect): string {
  const guessed = guessType(value)
  if (guessed === undefined)
    throw new SqlError(
      'value-unknown',
      `a query holds a ${value instanceof Date ? 'Date' : typeof value}, which has no literal: write timestamps as ISO text, JSON as text`,
    )
  return dialect.literal(value as SqlValue, guessed)
}

// Whole JS numbers are written as integers: they come from limit(10) and from comparisons such as count > 1.
function guessType(value: unknown): LogicalType | undefined {
  switch (typeof value) {
    case 'string':
      return { type: 'string' }
    case 'bigint':
      return { type: 'int64' }
    case 'boolean':
      return { type: 'boolean' }
    case 'number':
      return Number.isSafeInteger(value) ? { type: 'int64' } : { type: 'float64' }
    default:
      return value === null ? { type: 'string' } : value instanceof Uint8Array ? { type: 'bytes' } : undefined
  }
}
