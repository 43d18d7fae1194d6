// ECMAScript's JSON.parse source text access, which Node 22 has and TypeScript's es2024 library does not name yet.
interface SourceTextJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): value is { readonly rawJSON: string }
}
const json = JSON as unknown as SourceTextJson

// A number that could be rounded has 16 digits, a fraction or an exponent. A match inside a text only costs time.
const MAYBE_INEXACT = /\d{16}|\d[.eE]/

/**
 * Parses JSON without rounding: safe integers are numbers; every other number is kept as its source text (in a raw JSON object,
 * see `exactCell`). Throws SyntaxError as JSON.parse does.
 */
export function parseExactJson(text: string): unknown {
  if (!MAYBE_INEXACT.test(text)) return JSON.parse(text)
  return json.parse(text, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined && !isSafeSource(context.source) ? json.rawJSON(context.source) : value,
  )
}

const isSafeSource = (source: string) => /^-?\d{1,15}$/.test(source) || (/^-?\d{16}$/.test(source) && Number.isSafeInteger(Number(source)))

/** A parsed value as a cell: a number that JS could round is its text, an array or object is JSON text that spells numbers as the source does. */
export function exactCell(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return value as string | number | boolean
  return json.isRawJSON(value) ? value.rawJSON : exactJsonText(value)
}

/** What a parsed value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (json.isRawJSON(value)) return 'a number'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A parsed value as JSON text, its numbers as the source spells them. */
export function exactJsonText(value: unknown): string {
  return JSON.stringify(value)
}
