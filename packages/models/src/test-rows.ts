import { validateRow, type AnyContract, type Column } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import type { TestRow } from './model-test.ts'

/** Rows of a test as a table: only the columns that are there. */
export interface TestTable {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly SqlValue[])[]
  /** In words, what keeps the rows from being rows of the contract. */
  readonly problems: readonly string[]
}

/**
 * The table that stands for an upstream: the columns its rows name, and those that may be null. `read` are the columns that the
 * query reads.
 */
export function givenTable(contract: AnyContract, rows: readonly TestRow[], read: ReadonlySet<string>): TestTable {
  const named = namedColumns(rows)
  const columns = contract.columns.filter((column) => rows.length === 0 || named.has(column.name) || column.nullable)
  const lacking = contract.columns.filter((column) => !columns.includes(column) && read.has(column.name))
  return {
    columns,
    rows: valuesOf(rows, columns),
    problems: [
      ...lacking.map((column) => `column "${column.name}" is left out, but the query reads it and it may not be null`),
      ...rows.flatMap((row, index) => rowProblems(contract, row, columns, `row ${index + 1}`)),
    ],
  }
}

/** What is expected: every row names the same columns of the contract, and holds what the contract allows. */
export function expectedTable(contract: AnyContract, rows: readonly TestRow[]): TestTable {
  const named = namedColumns(rows)
  const columns = rows.length === 0 ? contract.columns : contract.columns.filter((column) => named.has(column.name))
  const nothing = rows.length > 0 && named.size === 0 ? ['the rows name no column'] : []
  const problems = rows.flatMap((row, index) => {
    const out = columns.filter((column) => valueOf(row, column) === undefined)
    const given = columns.filter((column) => !out.includes(column))
    return [
      ...out.map((column) => `row ${index + 1} leaves out "${column.name}", which others name: all name the columns that are compared`),
      ...rowProblems(contract, row, given, `row ${index + 1}`),
    ]
  })
  return { columns, rows: valuesOf(rows, columns), problems: [...nothing, ...problems] }
}

const valuesOf = (rows: readonly TestRow[], columns: readonly Column[]) =>
  rows.map((row) => columns.map((column) => (valueOf(row, column) ?? null) as SqlValue))

/** Not what every object has under a name such as `constructor`. */
const valueOf = (row: TestRow, { name }: Column): unknown => (Object.hasOwn(row, name) ? row[name] : undefined)

const namedColumns = (rows: readonly TestRow[]) =>
  new Set(rows.flatMap((row) => Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [name]))))

function rowProblems(contract: AnyContract, row: TestRow, columns: readonly Column[], which: string): string[] {
  const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
  const filled = {
    ...Object.fromEntries(columns.filter((column) => column.nullable).map((column) => [column.name, null])),
    ...given,
  }
  const wanted = new Set(columns.map((column) => column.name))
  return validateRow(contract, filled)
    .filter((issue) => issue.code !== 'missing' || wanted.has(issue.column))
    .map((issue) => `${which}: ${issue.message}`)
}
