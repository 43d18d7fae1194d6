import type { Column, PublishMode } from '@meshwright/contracts'
import type { SqlDialect } from './sql-dialect.ts'

/** True for a row in the interval that is replaced, as SQL; null where its column is. */
export function intervalCondition(
  mode: Extract<PublishMode, { mode: 'replaceInterval' }>,
  columns: readonly Column[],
  dialect: SqlDialect,
): string {
  const name = dialect.identifier(mode.column)
  const type = columns.find((candidate) => candidate.name === mode.column)?.type ?? { type: 'string' as const }
  const value = (text: string) =>
    dialect.literal(type.type === 'int64' ? BigInt(text) : type.type === 'float64' ? Number(text) : text, type)
  return `${name} >= ${value(mode.start)} and ${name} < ${value(mode.end)}`
}
