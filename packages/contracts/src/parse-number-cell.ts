import type { Parsed } from './canonical-value.ts'
import type { NumberSpelling } from './column.ts'
import type { Cell } from './connector.ts'

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n

export function isInt64(value: bigint): boolean {
  return value >= MIN_INT64 && value <= MAX_INT64
}

const COMMA = /^[+-]?[\d.]*\d,\d[\d,.]*$/
const COMMA_HINT = "the file uses commas in numbers: declare what they are on the file, { decimal: ',' } or { thousands: ',' }"
const commaHint = (text: string) => (COMMA.test(text) ? { hint: COMMA_HINT } : {})

/**
 * A number's text as `1234.5`. Text that is not spelled as declared is undefined: groups are of three digits, the first of one to
 * three.
 */
export function plainNumber(text: string, { decimal = '.', thousands }: NumberSpelling): string | undefined {
  const [grouped = '', fraction = '', more] = text.split(decimal)
  const whole = thousands === undefined || !grouped.includes(thousands) ? grouped : ungrouped(grouped, thousands)
  if (whole === undefined || more !== undefined || whole.includes('.') || fraction.includes('.')) return undefined
  return text.includes(decimal) ? `${whole}.${fraction}` : whole
}

function ungrouped(text: string, thousands: string): string | undefined {
  const groups = text.replace(/^[+-]/, '').split(thousands)
  const fits = groups.every((digits, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(digits))
  return fits ? text.replaceAll(thousands, '') : undefined
}

/** int64: digits with an optional sign, a bigint, or a number that JS holds exactly. */
export function parseInt64(cell: Cell, shown: () => string): Parsed<bigint> {
  let value: bigint
  if (typeof cell === 'string') {
    const text = cell.trim()
    if (!/^[+-]?\d+$/.test(text)) return { reason: `${shown()} is not an int64 (expected digits such as 42)`, ...commaHint(text) }
    // Nothing longer is worth the quadratic time that BigInt needs.
    value =
      text.length <= 24
        ? BigInt(text)
        : BigInt(/^[+-]?0*\d{1,20}$/.test(text) ? text.replace(/^([+-]?)0+(?=\d)/, '$1') : '99999999999999999999')
  } else if (typeof cell === 'bigint') value = cell
  else if (typeof cell === 'number') {
    if (!Number.isInteger(cell)) return { reason: `${shown()} is not an int64: it is not a whole number` }
    if (!Number.isSafeInteger(cell))
      return { reason: `${shown()} is a number beyond 2^53, which may have been rounded before it came here` }
    value = BigInt(cell)
  } else return { reason: `${shown()} is not an int64 (expected digits such as 42)` }
  if (!isInt64(value)) return { reason: `${shown()} is outside int64 (${MIN_INT64} to ${MAX_INT64})` }
  return { value }
}

/** float64: JS syntax without hexadecimal, NaN, and infinities as `inf` or `Infinity` in any case. */
export function parseFloat64(cell: Cell, shown: () => string): Parsed<number> {
  if (typeof cell === 'number') return { value: cell }
  if (typeof cell === 'bigint') {
    return BigInt(Number(cell)) === cell
      ? { value: Number(cell) }
      : { reason: `${shown()} is not exactly a float64; declare the column as int64() or decimal()` }
  }
  if (typeof cell !== 'string') return { reason: `${shown()} is not a float64 (expected a number such as 1.5)` }
  const text = cell.trim()
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) {
    const value = Number(text)
    return Number.isFinite(value) ? { value } : { reason: `${shown()} is outside float64` }
  }
  const word = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text)
  if (word === null) return { reason: `${shown()} is not a float64 (expected a number such as 1.5)`, ...commaHint(text) }
  if (word[2]?.toLowerCase() === 'nan') return { value: Number.NaN }
  return { value: word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY }
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/

/** decimal(p,s): exact or not at all. Numbers count as the shortest text that names them. */
export function parseDecimal(precision: number, scale: number, cell: Cell, shown: () => string): Parsed<string> {
  const name = `decimal(${precision},${scale})`
  if (typeof cell !== 'string' && typeof cell !== 'number' && typeof cell !== 'bigint')
    return { reason: `${shown()} is not a ${name} (expected a number such as 1.5)` }
  const text = String(cell).trim()
  const match = DECIMAL.exec(text)
  const whole = match?.[2] ?? ''
  const fraction = match?.[3] ?? ''
  if (match === null || whole.length + fraction.length === 0)
    return { reason: `${shown()} is not a ${name} (expected a number such as 1.5)`, ...commaHint(text) }

  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return { value: scale === 0 ? '0' : `0.${'0'.repeat(scale)}` }
  const significant = digits.replace(/0+$/, '')
  // The value is `significant` × 10^-places.
  const places = fraction.length - Number(match[4] ?? 0) - (digits.length - significant.length)
  if (places > scale) return { reason: `${shown()} has ${places} digits after the point, and ${name} holds ${scale}: nothing is rounded` }
  const before = significant.length - places
  if (before > precision - scale)
    return { reason: `${shown()} is outside ${name}: ${before} digits before the point, and it holds ${precision - scale}` }
  const unscaled = (significant + '0'.repeat(scale - places)).padStart(scale + 1, '0')
  const sign = match[1] === '-' ? '-' : ''
  return { value: scale === 0 ? sign + unscaled : `${sign}${unscaled.slice(0, -scale)}.${unscaled.slice(-scale)}` }
}
