import { columnOf, compareCanonical, MeshwrightError, type CanonicalValue } from '@meshwright/contracts'
import { max, min } from '@meshwright/sql'
import { boundedCheck, boundsOf, refuse, type BetweenParams } from './bounded-check.ts'
import type { Check } from './check-kind.ts'
import { compareDecimals, readDecimal } from './exact-decimal.ts'
import { columnIn } from './row-check.ts'

/** A kind about the smallest or the largest value of a column. Nulls are left out; no value fails. */
export function extremeCheck(name: string, which: 'smallest' | 'largest') {
  return boundedCheck({
    name,
    what: (check) => `the ${which} ${columnIn(check)}`,
    tells: true,
    metrics(check, { column }) {
      for (const bound of boundsOf(check)) comparing(check, bound)
      const measure = which === 'smallest' ? min : max
      return { value: { over: 'rows', value: measure(column(columnIn(check))) } }
    },
    figure(check, metrics) {
      const value = metrics.value('value')
      return value === null ? undefined : { text: String(value), compare: (bound) => comparing(check, bound)(value as CanonicalValue) }
    },
  })
}

/** Numbers may have bounds with more digits than their column; all else is compared in the column's own form. */
function comparing(check: Check<BetweenParams>, bound: string): (value: CanonicalValue) => number {
  const type = columnOf(check.contract, columnIn(check))?.type ?? { type: 'string' as const }
  const limit = type.type === 'int64' || type.type === 'decimal' ? readDecimal(bound) : undefined
  if (limit !== undefined) return (value) => compareDecimals(readDecimal(String(value)) ?? { units: 0n, scale: 0 }, limit)
  try {
    return compareCanonical(type, bound)
  } catch (error) {
    if (error instanceof MeshwrightError) throw refuse(check, error.message)
    throw error
  }
}
