import type { JsonValue } from './flavours.ts'

/** A number of a JSON text that JS would round, as it was written: `JSON.rawJSON` of its text, which JSON.stringify writes as it is. */
export interface RawJson {
  readonly rawJSON: string
}

// ES2026, in V8 since 2023; TypeScript's library does not know it yet.
interface SourceTextJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): RawJson
  isRawJSON(value: unknown): value is RawJson
}
const json = JSON as unknown as SourceTextJson

export const isRawJson = (value: unknown): value is RawJson => json.isRawJSON(value)

// Up to 15 significant digits always survive; everything else is looked at.
const SUSPECT = /[\d.]{16}|\d[eE]/

/**
 * Parses JSON of a source; numbers that JS would round, and all integers beyond 2^53, whose writer may have rounded them, become RawJson.
 * Throws a SyntaxError for text that is not JSON.
 */
export const parseLosslessJson = (text: string): unknown =>
  parse(text, (source, value) => sameNumber(source, value) && !isLarge(source, value))

/** Parses JSON that a warehouse holds; numbers that JS would round become RawJson. Throws a SyntaxError for text that is not JSON. */
export const exactJson = (text: string): JsonValue => parse(text, sameNumber) as JsonValue

function parse(text: string, keeps: (source: string, value: number) => boolean): unknown {
  if (!SUSPECT.test(text)) return JSON.parse(text)
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !keeps(source, value) ? json.rawJSON(source) : value,
  )
}

const isLarge = (source: string, value: number) => Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.eE]/.test(source)

const sameNumber = (source: string, value: number) => Number.isFinite(value) && normalized(source) === normalized(String(value))

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
  if (isRawJson(value)) return value.rawJSON
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
