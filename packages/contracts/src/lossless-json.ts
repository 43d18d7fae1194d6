/** A number of a JSON text that no JS number holds exactly, or an integer beyond 2^53, as it was written. */
export class JsonNumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

// TypeScript's library does not know the third argument yet (ES2026, in V8 since 2023).
type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown

// Up to 15 significant digits always survive; everything else is looked at.
const SUSPECT = /[\d.]{16}|\d[eE]/

/**
 * Parses JSON; numbers that JS would round become JsonNumberText. Throws a SyntaxError for text that is not JSON.
 */
export function parseLosslessJson(text: string): unknown {
  if (!SUSPECT.test(text)) return JSON.parse(text)
  return parseWithSource(text, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined && !sameNumber(context.source, value)
      ? new JsonNumberText(context.source)
      : value,
  )
}

function sameNumber(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.eE]/.test(source)) return false
  return normalized(source) === normalized(String(value))
}

/** Significant digits and exponent: equal for equal numbers. */
function normalized(text: string): string {
  const [mantissa = '', exponent = '0'] = text
    .replace('-', (sign, at: number) => (at === 0 ? '' : sign))
    .toLowerCase()
    .split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  return significant === ''
    ? '0'
    : `${significant}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)}`
}

/** JSON text of a native value, bigints as their exact digits, dates as ISO text, bytes as base64. */
export function jsonTextOf(value: unknown): string {
  if (value instanceof JsonNumberText) return value.text
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Date) return JSON.stringify(value)
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'))
  if (Array.isArray(value)) return `[${value.map(jsonTextOf).join(',')}]`
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => `${JSON.stringify(key)}:${jsonTextOf(inner)}`)
      .join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
