import type { CanonicalValue, Parsed } from './canonical-value.ts'
import type { Cell } from './connector.ts'
import { isRawJson, parseLosslessJson, type RawJson } from './lossless-json.ts'
import { didYouMean } from './nearest-name.ts'
import type { InputFormat } from './column.ts'
import { textProblem } from './show-cell.ts'

/** What holds for a cell wherever it is nested. */
export interface CellContext {
  readonly input: InputFormat | undefined
  readonly hidden: boolean
  /** Inside an array or struct, text of a json value is a string and not JSON text. */
  readonly inside: boolean
}

/** A raw value, or a number of a JSON text that JS would round. */
export type RawCell = Cell | RawJson

/** json: text is JSON text; native values are kept. */
export function parseJson(cell: Cell, context: CellContext, shown: () => string): Parsed {
  let value: unknown = cell
  if (typeof cell === 'string' && !context.inside) {
    const read = readJsonText(cell)
    if (read === undefined) return { reason: `${shown()} is not JSON` }
    value = read.value
    if (value === null) return { reason: `is the JSON value null, which could not be told from an empty cell` }
  }
  const json = toJsonValue(value, context)
  return 'reason' in json ? { reason: `${shown()} ${json.reason}` } : json
}

function readJsonText(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseLosslessJson(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The value if JSON can hold it exactly. */
function toJsonValue(value: unknown, context: CellContext): Parsed {
  if (value === null || typeof value === 'boolean') return { value }
  if (isRawJson(value))
    return {
      reason: context.hidden
        ? 'holds a number that JSON readers would round'
        : `holds the number ${value.rawJSON}, which JSON readers would round`,
    }
  if (typeof value === 'number') return Number.isFinite(value) ? { value } : { reason: 'holds NaN or an infinity, which JSON has not' }
  if (typeof value === 'bigint') {
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))
      ? { value: Number(value) }
      : { reason: 'holds a number beyond 2^53, which JSON readers would round' }
  }
  if (typeof value === 'string') {
    const problem = textProblem(value)
    return problem === undefined ? { value } : { reason: problem }
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? { reason: 'holds an invalid Date' } : { value: value.toISOString() }
  if (Array.isArray(value)) {
    const items: CanonicalValue[] = []
    for (const item of value as unknown[]) {
      const inner = toJsonValue(item ?? null, context)
      if ('reason' in inner) return inner
      items.push(inner.value)
    }
    return { value: items }
  }
  if (isRecord(value)) {
    const fields: [string, CanonicalValue][] = []
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue
      const problem = textProblem(name)
      if (problem !== undefined) return { reason: problem }
      const inner = toJsonValue(item, context)
      if ('reason' in inner) return inner
      fields.push([name, inner.value])
    }
    return { value: Object.fromEntries(fields) }
  }
  return { reason: 'is not a JSON value' }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)
}

/** bytes: themselves, or base64 with its padding. */
export function parseBytes(cell: Cell, shown: () => string): Parsed<Uint8Array> {
  if (cell instanceof Uint8Array) return { value: cell }
  if (typeof cell !== 'string') return { reason: `${shown()} is not bytes` }
  const text = cell.trim()
  const decoded = Buffer.from(text, 'base64')
  // Node's decoder skips what it does not know; only text that comes back the same was base64.
  if (decoded.toString('base64') !== text) return { reason: `${shown()} is not base64` }
  return { value: new Uint8Array(decoded) }
}

export function parseArray(cell: Cell, shown: () => string, parseItem: (item: RawCell) => Parsed): Parsed {
  const items = typeof cell === 'string' ? readJsonText(cell)?.value : cell
  if (!Array.isArray(items)) return { reason: `${shown()} is not an array (expected JSON such as [1, 2])` }
  const values: CanonicalValue[] = []
  for (const [index, item] of (items as RawCell[]).entries()) {
    const parsed = parseItem(item)
    if ('reason' in parsed) return { ...parsed, reason: `element ${index + 1}: ${parsed.reason}` }
    values.push(parsed.value)
  }
  return { value: values }
}

/** A field that is not there is null; one that the contract does not know is a reason. */
export function parseStruct(
  names: readonly string[],
  cell: Cell,
  context: CellContext,
  shown: () => string,
  parseField: (name: string, item: RawCell) => Parsed,
): Parsed {
  const record = typeof cell === 'string' ? readJsonText(cell)?.value : cell
  if (!isRecord(record)) return { reason: `${shown()} is not an object (expected JSON such as {"a": 1})` }
  const unknown = Object.keys(record).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    return {
      reason: context.hidden
        ? 'has a field that is not in the contract'
        : `has the field "${unknown}", which is not in the contract${didYouMean(unknown, names)}`,
    }
  }
  const values: [string, CanonicalValue][] = []
  for (const name of names) {
    const parsed = parseField(name, (Object.hasOwn(record, name) ? record[name] : null) as RawCell)
    if ('reason' in parsed) return { ...parsed, reason: `field "${name}": ${parsed.reason}` }
    values.push([name, parsed.value])
  }
  return { value: Object.fromEntries(values) }
}
