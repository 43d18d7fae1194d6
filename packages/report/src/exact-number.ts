/** A decimal number that loses nothing: `units / 10^scale`. Only positions on the page are ever JS numbers. */
export interface Exact {
  readonly units: bigint
  readonly scale: number
}

export const ZERO: Exact = Object.freeze({ units: 0n, scale: 0 })

/** Reads a bigint or the digits of a decimal; undefined when the text is no plain decimal number (exponents are not). */
export function readExact(value: bigint | string): Exact | undefined {
  if (typeof value === 'bigint') return { units: value, scale: 0 }
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(value)
  if (match === null) return undefined
  const fraction = match[3] ?? ''
  const units = BigInt((match[2] ?? '') + fraction)
  return { units: match[1] === '-' ? -units : units, scale: fraction.length }
}

function atScale(value: Exact, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale)
}

export function add(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale)
  return { units: atScale(a, scale) + atScale(b, scale), scale }
}

export function subtract(a: Exact, b: Exact): Exact {
  return add(a, { units: -b.units, scale: b.scale })
}

/** The sum of what is there: nulls count as nothing, and no values at all sum to zero. */
export function sum(values: Iterable<Exact | null>): Exact {
  let total = ZERO
  for (const value of values) if (value !== null) total = add(total, value)
  return total
}

/** Negative, zero or positive, as sort functions want it. */
export function compare(a: Exact, b: Exact): number {
  const scale = Math.max(a.scale, b.scale)
  const left = atScale(a, scale)
  const right = atScale(b, scale)
  return left < right ? -1 : left > right ? 1 : 0
}

/** `a / b` to `scale` fraction digits, halves away from zero; undefined when `b` is zero. */
export function divide(a: Exact, b: Exact, scale: number): Exact | undefined {
  if (b.units === 0n) return undefined
  const numerator = a.units * 10n ** BigInt(scale + b.scale)
  const denominator = b.units * 10n ** BigInt(a.scale)
  const negative = numerator < 0n !== denominator < 0n
  const top = numerator < 0n ? -numerator : numerator
  const bottom = denominator < 0n ? -denominator : denominator
  const units = (2n * top + bottom) / (2n * bottom)
  return { units: negative ? -units : units, scale }
}

/** Canonical digits: `-1234.50`. */
export function exactText(value: Exact): string {
  const negative = value.units < 0n
  const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, '0')
  const whole = digits.slice(0, digits.length - value.scale)
  return `${negative ? '-' : ''}${whole}${value.scale === 0 ? '' : `.${digits.slice(-value.scale)}`}`
}

/** How long a bar is. Rounds, so it is for drawing and nothing else. */
export function drawn(value: Exact): number {
  return Number(exactText(value))
}
