import type { CanonicalValue } from './canonical-value.ts'
import type { Cell } from './connector.ts'
import type { AnyContract, RowOf } from './contract.ts'
import { formatReason, parseCell } from './parse-cell.ts'
import { rowValidator, type Issue } from './validate-row.ts'

/** A row that fits, in canonical form, or everything that is wrong with it. */
export type ParsedRow<Row> =
  { readonly row: Row; readonly issues?: undefined } | { readonly row?: undefined; readonly issues: readonly Issue[] }

/**
 * Reads a record as somebody sent it (parsed JSON, a form) by the rules of `parseCell`, as rows of files are: exactly, or with every
 * reason why not. A missing key is null, and an issue where the column is not nullable. Numbers that JavaScript has rounded are
 * refused: have int64 and decimals sent as text where they may be large.
 */
export function parseRow<C extends AnyContract>(contract: C, record: Readonly<Record<string, Cell>>): ParsedRow<RowOf<C>> {
  const row: Record<string, CanonicalValue | Cell> = { ...record }
  const issues: Issue[] = []
  for (const column of contract.columns) {
    const { name } = column
    if (!Object.hasOwn(record, name) && !column.nullable) continue
    const cell = Object.hasOwn(record, name) ? (record[name] ?? null) : null
    const parsed = parseCell(column, cell)
    if ('value' in parsed) row[name] = parsed.value
    else {
      const hint = parsed.hint === undefined ? '' : `: ${parsed.hint}`
      issues.push({
        column: name,
        code: cell === null ? 'null' : 'type',
        message: `${formatReason(column, parsed.reason)}${hint}`,
      })
    }
  }
  const unread = new Set(issues.map((issue) => issue.column))
  issues.push(...rowValidator(contract)(row).filter((issue) => !unread.has(issue.column)))
  return issues.length === 0 ? { row: row as RowOf<C> } : { issues }
}
