/** A decimal number as whole units of 10^-scale: exact arithmetic on the texts that engines return. */
export interface ExactDecimal {
  readonly units: bigint
  readonly scale: number
}

/** Reads `-12.50`; undefined when the text is no plain decimal number. */
export function readDecimal(text: string): ExactDecimal | undefined {
  const found = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (found === null) return undefined
  const fraction = found[3] ?? ''
  const units = BigInt((found[2] ?? '') + fraction)
  return { units: found[1] === '-' ? -units : units, scale: fraction.length }
}

const rescaled = (value: ExactDecimal, scale: number): bigint => value.units * 10n ** BigInt(scale - value.scale)

export function difference(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const scale = Math.max(a.scale, b.scale)
  return { units: rescaled(a, scale) - rescaled(b, scale), scale }
}

/** Negative when a is below b, 0 when they are equal. */
export function compareDecimals(a: ExactDecimal, b: ExactDecimal): number {
  const { units } = difference(a, b)
  return units < 0n ? -1 : units > 0n ? 1 : 0
}

export const times = (value: ExactDecimal, factor: bigint): ExactDecimal => ({ units: value.units * factor, scale: value.scale })

/** value / divisor to `scale` digits after the point, half away from zero. */
export function quotientText(value: ExactDecimal, divisor: bigint, scale: number): string {
  const units = rescaled(value, Math.max(scale, value.scale)) * 10n
  const digits = units / divisor
  const cut = 10n ** BigInt(Math.max(scale, value.scale) - scale + 1)
  const half = cut / 2n
  const rounded = (digits + (digits < 0n ? -half : half)) / cut
  const text = (rounded < 0n ? -rounded : rounded).toString().padStart(scale + 1, '0')
  return `${rounded < 0n ? '-' : ''}${text.slice(0, text.length - scale)}${scale === 0 ? '' : `.${text.slice(text.length - scale)}`}`
}

/** Whether |value| is at most `limit`. */
export function isWithin(value: ExactDecimal, limit: ExactDecimal): boolean {
  const scale = Math.max(value.scale, limit.scale)
  const units = rescaled(value, scale)
  return (units < 0n ? -units : units) <= rescaled(limit, scale)
}

/** Whether part / whole is at least `share`; an empty whole passes. */
export function reachesShare(part: bigint, whole: bigint, share: ExactDecimal): boolean {
  return part * 10n ** BigInt(share.scale) >= share.units * whole
}
