import * as z from 'zod'
import { formTest } from './canonical-form.ts'
import type { CanonicalValue } from './canonical-value.ts'
import type { Column } from './column.ts'
import { rowSchemaOf, type AnyContract } from './contract.ts'
import { didYouMean } from './nearest-name.ts'
import { ruleHolds } from './rule-holds.ts'
import { ruleLabel } from './rule.ts'
import { showCell } from './show-cell.ts'

/** One thing wrong with a row. The message names the column; it never shows a classified value. */
export interface Issue {
  readonly column: string
  readonly code: 'missing' | 'unknown' | 'null' | 'type' | 'rule' | 'refinement'
  readonly message: string
}

/**
 * Everything wrong with a row of JS values in canonical form (`RowOf<typeof orders>`); empty when it fits. Every column must be
 * there, nullable ones as null. To read raw cells of a source, use `parseCell`. For many rows, prepare once with `rowValidator`.
 */
export function validateRow(contract: AnyContract, row: Readonly<Record<string, unknown>>): Issue[] {
  return rowValidator(contract)(row)
}

const validators = new WeakMap<AnyContract, (row: Readonly<Record<string, unknown>>) => Issue[]>()

/** The prepared form of `validateRow`. A contract that came as a document has no `rowOnly` refinements to check. */
export function rowValidator(contract: AnyContract): (row: Readonly<Record<string, unknown>>) => Issue[] {
  const known = validators.get(contract)
  if (known !== undefined) return known
  const tests = contract.columns.map((column) => ({ name: column.name, test: columnTest(contract, column) }))
  const names = new Set(contract.columns.map((column) => column.name))
  const validate = (row: Readonly<Record<string, unknown>>) => {
    const issues: Issue[] = []
    let found = 0
    for (const { name, test } of tests) {
      const value = Object.hasOwn(row, name) ? row[name] : undefined
      if (value === undefined) {
        issues.push({ column: name, code: 'missing', message: `column "${name}" is missing${didYouMean(name, extra(row, names))}` })
      } else test(value, issues)
      if (Object.hasOwn(row, name)) found++
    }
    if (Object.keys(row).length > found) {
      for (const name of extra(row, names)) {
        issues.push({ column: name, code: 'unknown', message: `column "${name}" is not in the contract${didYouMean(name, names)}` })
      }
    }
    return issues
  }
  validators.set(contract, validate)
  return validate
}

const extra = (row: object, names: ReadonlySet<string>) => Object.keys(row).filter((name) => !names.has(name))

function columnTest(contract: AnyContract, column: Column): (value: unknown, issues: Issue[]) => void {
  const test = formTest(column.type)
  const refinement = column.rowOnly === true ? rowSchemaOf(contract)?.shape[column.name] : undefined
  const hidden = column.classification !== undefined
  const say = (issues: Issue[], code: Issue['code'], what: string) => {
    issues.push({ column: column.name, code, message: `column ${column.name}: ${what}` })
  }
  return (value, issues) => {
    if (value === null) {
      if (!column.nullable) say(issues, 'null', 'is null, and the column is not nullable')
      return
    }
    const form = test(value)
    if (form !== undefined) {
      say(issues, 'type', `${showCell(value, hidden)} is not ${form}`)
      return
    }
    let holds = true
    for (const rule of column.rules) {
      if (!ruleHolds(column, rule, value as CanonicalValue)) {
        holds = false
        say(issues, 'rule', `${showCell(value, hidden)} is not ${ruleLabel(rule)}`)
      }
    }
    // The zod schema holds the portable rules, too: they would be told twice.
    if (refinement === undefined || !holds) return
    const parsed = z.safeParse(refinement, value)
    if (!parsed.success)
      say(
        issues,
        'refinement',
        hidden ? 'its value is refused by a refinement' : parsed.error.issues.map((issue) => issue.message).join('; '),
      )
  }
}
