import { columnOf, typeLabel } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { boundsOf, refuse, type BetweenParams, type Figure } from './bounded-check.ts'
import type { Check } from './check-kind.ts'
import { compareDecimals, quotientText, readDecimal, times } from './exact-decimal.ts'
import { columnIn } from './row-check.ts'

const NUMBERS: ReadonlySet<string> = new Set(['int64', 'decimal', 'float64'])
// Digits after those of the sum that a mean is shown with; it is compared exactly.
const MEAN_DIGITS = 6

/** Throws when the column holds no numbers, or a bound is none. */
export function assertNumbers(check: Check<BetweenParams>): void {
  const type = columnOf(check.contract, columnIn(check))?.type
  if (type === undefined || !NUMBERS.has(type.type))
    throw refuse(check, `${columnIn(check)} is ${type === undefined ? 'not there' : typeLabel(type)}, and only numbers have a sum`)
  for (const bound of boundsOf(check)) {
    if (type.type === 'float64' ? !Number.isFinite(Number(bound)) || bound.trim() === '' : readDecimal(bound) === undefined)
      throw refuse(check, `${JSON.stringify(bound)} is no number: write it as 49000 or 49000.50`)
  }
}

/** sum / count as a figure; exact for int64 and decimal, as float64 gives it for that. */
export function quotientFigure(sum: SqlValue, count: bigint, isMean: boolean): Figure | undefined {
  if (count === 0n) return undefined
  const exact = typeof sum === 'number' ? undefined : readDecimal(String(sum))
  if (exact === undefined) {
    const value = Number(sum) / Number(count)
    return { text: String(value), compare: (bound) => value - Number(bound) }
  }
  return {
    text: isMean ? plain(quotientText(exact, count, exact.scale + MEAN_DIGITS)) : String(sum),
    compare: (bound) => compareDecimals(exact, times(readDecimal(bound) ?? { units: 0n, scale: 0 }, count)),
  }
}

const plain = (digits: string): string => digits.replace(/\.?0+$/, '')
