import type { Cell } from './connector.ts'
import { isRawJson, jsonTextOf, parseLosslessJson } from './lossless-json.ts'

/**
 * The cells of a record, by the names the source gives them, as JSON text from which `parseRawCells` has them back: `parseCell`
 * says the same of them. What JSON does not know is an object of one key, `{"$date":"…"}`.
 */
export function rawCellsText(names: readonly string[], cells: readonly Cell[]): string {
  return jsonTextOf(Object.fromEntries(names.map((name, index) => [name, tagged(cells[index] ?? null)])))
}

/** The cells of a record by name. Throws a SyntaxError for text that is not JSON. */
export function parseRawCells(text: string): Readonly<Record<string, Cell>> {
  const record = parseLosslessJson(text) as Readonly<Record<string, unknown>>
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, untagged(value)]))
}

const TAGS: Readonly<Record<string, (value: never) => unknown>> = {
  $date: (text: string) => new Date(text),
  $bytes: (text: string) => new Uint8Array(Buffer.from(text, 'base64')),
  $number: Number,
  $json: (value: unknown) => value,
}

function tagged(cell: Cell): unknown {
  if (cell instanceof Date) return { $date: Number.isNaN(cell.getTime()) ? 'invalid' : cell.toISOString() }
  if (cell instanceof Uint8Array) return { $bytes: Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString('base64') }
  if (typeof cell === 'number' && (!Number.isFinite(cell) || Object.is(cell, -0)))
    return { $number: Object.is(cell, -0) ? '-0' : String(cell) }
  return tagOf(cell) === undefined ? cell : { $json: cell }
}

function untagged(value: unknown): Cell {
  // Of the numbers that JS would round only a bigint was written as one; others are in cells that somebody has corrected.
  if (isRawJson(value)) return /^-?\d+$/.test(value.rawJSON) ? BigInt(value.rawJSON) : value.rawJSON
  const tag = tagOf(value)
  return (tag === undefined ? value : TAGS[tag]?.((value as Readonly<Record<string, unknown>>)[tag] as never)) as Cell
}

function tagOf(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const [first, ...more] = Object.keys(value)
  return first !== undefined && more.length === 0 && Object.hasOwn(TAGS, first) ? first : undefined
}
