import type { Column } from '@meshwright/contracts'
import { physicalTypeOf } from './physical-type.ts'
import { ruleSql } from './rule-sql.ts'

/** A column of the staged table, as SQL over what was read. */
export interface ReadCell {
  readonly column: Column
  /** The value, or null where the cell is empty or does not plainly fit; undefined where SQL cannot tell. */
  readonly value: string | undefined
  /** Whether the cell is empty, so that null is what it means. */
  readonly empty: string
}

/** The value under a name of its own, which is cheap to repeat. */
export const valueName = (index: number) => `v${index}`

export const valueSelects = (cells: readonly ReadCell[]): string[] =>
  cells.map(({ column, value }, index) => `${value ?? `cast(null as ${physicalTypeOf(column.type)})`} as ${valueName(index)}`)

/** Whether a row certainly fits its contract: types, nulls and rules. Where it is false, JavaScript has the last word. */
export function rowFits(cells: readonly ReadCell[]): string {
  const tests = cells.map(({ column, empty }, index) => {
    const value = valueName(index)
    const rules = column.rules.map((rule) => ruleSql(value, column, rule))
    const kept = rules.length === 0 ? undefined : rules.join(' and ')
    if (!column.nullable) return kept === undefined ? `${value} is not null` : `(${value} is not null and ${kept})`
    return kept === undefined ? `(${value} is not null or ${empty})` : `case when ${value} is not null then ${kept} else ${empty} end`
  })
  return tests.join(' and ')
}
