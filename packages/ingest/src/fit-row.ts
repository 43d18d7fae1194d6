import {
  formatReason,
  parseCell,
  rawCellsText,
  rowSchemaOf,
  ruleHolds,
  ruleLabel,
  spelledColumns,
  type AnyContract,
  type BrokenRecord,
  type Cell,
  type Column,
  type NumberSpelling,
  type SourcePosition,
} from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import type { RejectedRow } from './rejected-row.ts'

/** A row that fits, or every reason why it does not. */
export type Fit = { readonly values: SqlValue[] } | { readonly reasons: RejectedRow[] }

export type RowFitter = (cells: readonly Cell[], position: SourcePosition, raw?: string) => Fit

/**
 * Prepares the one test that every row must pass, whichever path it came by: each cell is of its column's type, is null only where
 * it may be, and keeps the column's rules. `names` are the names of the cells; a column that is not among them is null.
 */
export function rowFitter(contract: AnyContract, names: readonly string[], numbers?: NumberSpelling): RowFitter {
  const classified = isClassified(contract)
  const at = contract.columns.map((column) => names.indexOf(column.name))
  const tests = spelledColumns(contract, numbers).map((column) => cellTest(contract, column))
  const kept = (cells: readonly Cell[], raw: string | undefined) => {
    if (classified) return { raw: null, cells: null }
    const text = rawCellsText(names, cells)
    return { raw: raw ?? text, cells: text }
  }
  return (cells, position, raw) => {
    const values: SqlValue[] = []
    let reasons: RejectedRow[] | undefined
    for (let index = 0; index < tests.length; index++) {
      const cell = cells[at[index] as number] ?? null
      const result = (tests[index] as CellTest)(cell)
      if ('value' in result) values.push(result.value)
      else {
        const column = contract.columns[index] as Column
        reasons ??= []
        reasons.push({
          position,
          column: column.name,
          reason: result.reason,
          hint: result.hint ?? null,
          ...kept(cells, raw),
        })
      }
    }
    return reasons === undefined ? { values } : { reasons }
  }
}

/** A record that is not even a row: its text is kept unless the contract has a classified column, as the cell cannot be told. */
export function brokenRow(contract: AnyContract, broken: BrokenRecord): RejectedRow {
  return {
    position: broken.position,
    column: null,
    reason: broken.reason,
    hint: null,
    raw: isClassified(contract) ? null : broken.raw,
    cells: null,
  }
}

const isClassified = (contract: AnyContract): boolean => contract.columns.some((column) => column.classification !== undefined)

type CellTest = (cell: Cell) => { value: SqlValue } | { reason: string; hint?: string }

function cellTest(contract: AnyContract, column: Column): CellTest {
  const refinement = column.rowOnly ? rowSchemaOf(contract)?.shape[column.name] : undefined
  return (cell) => {
    const parsed = parseCell(column, cell)
    if ('reason' in parsed)
      return { reason: formatReason(column, parsed.reason), ...(parsed.hint === undefined ? {} : { hint: parsed.hint }) }
    const value = parsed.value as SqlValue
    for (const rule of column.rules) {
      if (!ruleHolds(column, rule, parsed.value))
        return { reason: formatReason(column, `${shown(column, value)} is not ${ruleLabel(rule)}`) }
    }
    if (refinement !== undefined && value !== null) {
      const checked = refinement['~standard'].validate(value)
      if (!(checked instanceof Promise) && checked.issues)
        return { reason: formatReason(column, checked.issues.map((issue: { message: string }) => issue.message).join('; ')) }
    }
    return { value }
  }
}

function shown(column: Column, value: SqlValue): string {
  if (column.classification !== undefined) return 'its value'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
