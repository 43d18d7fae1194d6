import type { CanonicalValue } from './canonical-value.ts'
import { ContractError } from './errors.ts'
import { typeLabel, type LogicalType } from './logical-type.ts'
import { parseAs } from './parse-cell.ts'

/**
 * A bound of a column, in the canonical form of its type (`'0'` of a decimal(12,2) is `'0.00'`, `'2022-01-01'` of a localTimestamp is
 * its midnight). Throws ContractError `contract-invalid` when the type has no order or the text is not of it.
 */
export function canonicalBound(type: LogicalType, bound: string): Exclude<CanonicalValue, null> {
  if (UNORDERED.has(type.type)) throw new ContractError('contract-invalid', `${typeLabel(type)} has no order, so it has no bounds`)
  const parsed = parseAs(type, false, bound, { input: undefined, hidden: false, inside: false }, 'a bound')
  if ('reason' in parsed || parsed.value === null) {
    throw new ContractError('contract-invalid', `the bound ${'reason' in parsed ? parsed.reason : JSON.stringify(bound)}`)
  }
  return parsed.value
}

const UNORDERED: ReadonlySet<string> = new Set(['boolean', 'json', 'bytes', 'array', 'struct'])

/** How a value stands to a bound: negative below it, 0 equal, positive above it. Values must be canonical and not null. */
export function compareCanonical(type: LogicalType, bound: string): (value: CanonicalValue) => number {
  const limit = canonicalBound(type, bound)
  switch (type.type) {
    case 'int64':
      return (value) => order(value as bigint, limit as bigint)
    case 'float64':
      return (value) => compareFloats(value as number, limit as number)
    case 'decimal': {
      const unscaled = toUnscaled(limit as string)
      return (value) => order(toUnscaled(value as string), unscaled)
    }
    case 'timestamp': {
      // Without its Z, so that a shorter fraction is the smaller text.
      const clock = (limit as string).slice(0, -1)
      return (value) => order((value as string).slice(0, -1), clock)
    }
    case 'string':
      return (value) => compareCodePoints(value as string, limit as string)
    default:
      return (value) => order(value as string, limit as string)
  }
}

function order<T extends bigint | number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

// Both sides have the scale of the column, so their digits compare as integers.
const toUnscaled = (decimal: string) => BigInt(decimal.replace('.', ''))

/** NaN is equal to itself and above everything, as in Postgres and DuckDB. */
function compareFloats(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
  return Number.isNaN(b) ? -1 : order(a, b)
}

/** JS orders text by UTF-16 units, which puts surrogates before U+E000; engines order by code points. */
export function compareCodePoints(a: string, b: string): number {
  const end = Math.min(a.length, b.length)
  for (let at = 0; at < end; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) continue
    const surrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff
    return surrogate(left) === surrogate(right) ? left - right : surrogate(left) ? 1 : -1
  }
  return a.length - b.length
}
