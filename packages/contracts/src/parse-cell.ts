import type { Column } from './column.ts'
import type { Cell } from './connector.ts'
import type { JsonValue } from './flavours.ts'
import type { LogicalType } from './logical-type.ts'
import { dateText, fromEpochSeconds, instantText, localText, parseClock, parseFormatted, parseIso, timeText, zonedInstant, type MomentParts, type Parsed } from './temporal.ts'

/** A value in the canonical JS form of its logical type (see LogicalType). */
export type CanonicalValue = string | number | bigint | boolean | Uint8Array | null | readonly CanonicalValue[] | { readonly [field: string]: CanonicalValue }

/** The value, or in words why it is none; `hint` says what to do, where that can be seen. */
export type ParsedCell = { readonly value: CanonicalValue } | { readonly reason: string; readonly hint?: string }

/**
 * A raw cell of a source as a value of its column: exactly, never by rounding. Text is trimmed unless the column holds text; the empty
 * text is null unless the column holds text. Rules of the column are not looked at (see ruleHolds).
 */
export function parseCell(column: Column, cell: Cell): ParsedCell {
  const empty = cell === null || cell === undefined || (cell === '' && column.type.type !== 'string')
  if (empty) return column.nullable ? { value: null } : { reason: 'is empty, and the column is not nullable' }
  return parseValue(column.type, cell, column)
}

/** A reason with its column before it: `column qty: "two" is not an int64`. */
export function formatReason(column: Column, reason: string): string {
  return `column ${column.name}: ${reason}`
}

function parseValue(type: LogicalType, cell: Exclude<Cell, null>, column: Column): ParsedCell {
  const shown = shownCell(cell, column)
  switch (type.type) {
    case 'string':
      return parseString(cell)
    case 'boolean':
      return parseBoolean(cell, shown)
    case 'int64':
      return parseInt64(cell, shown)
    case 'float64':
      return parseFloat64(cell, shown)
    case 'decimal':
      return parseDecimal(cell, type.precision, type.scale, shown)
    case 'date':
    case 'timestamp':
    case 'localTimestamp':
      return parseMoment(type.type, cell, column, shown)
    case 'time': {
      const parsed = parseClock(String(cell).trim())
      if (parsed === undefined) return { reason: `${shown} is not a time (expected 10:00:00)` }
      return 'problem' in parsed ? { reason: `${shown} is not a time: ${parsed.problem}` } : { value: timeText(parsed) }
    }
    case 'json':
      return parseJson(cell, shown)
    case 'bytes':
      return parseBytes(cell, shown)
    case 'array':
    case 'struct':
      return parseNested(type, cell, column, shown)
  }
}

/** A cell as messages show it: cut at 60 characters; the value of a classified column never appears. */
function shownCell(cell: Cell, column: Column): string {
  if (column.classification !== undefined) return 'its value'
  const text = typeof cell === 'string' ? cell : typeof cell === 'object' && cell !== null && !(cell instanceof Date) ? safeJson(cell) : cell instanceof Date ? cell.toISOString() : String(cell)
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text)
}

const safeJson = (value: unknown): string => JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)) ?? ''

function parseString(cell: Exclude<Cell, null>): ParsedCell {
  const text = typeof cell === 'string' ? cell : cell instanceof Date ? cell.toISOString() : typeof cell === 'object' ? safeJson(cell) : String(cell)
  return text.includes('\u0000') ? { reason: 'holds a NUL character, which not every engine can store' } : { value: text }
}

const TRUE = new Set(['true', 't', 'yes', 'y', '1'])
const FALSE = new Set(['false', 'f', 'no', 'n', '0'])

function parseBoolean(cell: Exclude<Cell, null>, shown: string): ParsedCell {
  if (typeof cell === 'boolean') return { value: cell }
  const text = String(cell).trim().toLowerCase()
  if (TRUE.has(text)) return { value: true }
  return FALSE.has(text) ? { value: false } : { reason: `${shown} is not a boolean (expected true or false, yes or no, 1 or 0)` }
}

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

function parseInt64(cell: Exclude<Cell, null>, shown: string): ParsedCell {
  const text = typeof cell === 'bigint' ? cell.toString() : typeof cell === 'number' ? (Number.isSafeInteger(cell) ? String(cell) : '') : typeof cell === 'string' ? cell.trim() : ''
  if (!/^[+-]?\d+$/.test(text)) return { reason: `${shown} is not an int64 (expected a whole number)`, ...numberHint(text || String(cell)) }
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  if (value < INT64_MIN || value > INT64_MAX) {
    return { reason: `${shown} is outside int64 (${INT64_MIN} to ${INT64_MAX})`, hint: 'numbers of up to 38 digits fit decimal(38, 0)' }
  }
  return { value }
}

function parseFloat64(cell: Exclude<Cell, null>, shown: string): ParsedCell {
  if (typeof cell === 'number') return { value: cell }
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? { value: Number(cell) } : { reason: `${shown} has more digits than a float64 holds` }
  const text = typeof cell === 'string' ? cell.trim() : ''
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(text)
  if (special !== null) return { value: special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity }
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { reason: `${shown} is not a float64`, ...numberHint(text) }
  const value = Number(text)
  return Number.isFinite(value) ? { value } : { reason: `${shown} is larger than a float64 can be` }
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i

function parseDecimal(cell: Exclude<Cell, null>, precision: number, scale: number, shown: string): ParsedCell {
  const text = typeof cell === 'string' ? cell.trim() : typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : ''
  const match = DECIMAL.exec(text)
  const label = `decimal(${precision},${scale})`
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) return { reason: `${shown} is not a ${label}`, ...numberHint(text) }
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (Math.abs(Number(exponent)) > 100) return { reason: `${shown} does not fit ${label}` }
  const point = whole.length + Number(exponent)
  const digits = (whole + fraction).padEnd(Math.max(0, point), '0')
  const integer = (point <= 0 ? '' : digits.slice(0, point)).replace(/^0+/, '')
  const rest = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(Math.max(0, point))).replace(/0+$/, '')
  if (rest.length > scale) return { reason: `${shown} has more than ${scale} digits after the point, and ${label} is never rounded` }
  if (integer.length > precision - scale) return { reason: `${shown} has more than ${precision - scale} digits before the point of ${label}` }
  const value = `${integer || '0'}${scale === 0 ? '' : `.${rest.padEnd(scale, '0')}`}`
  return { value: sign === '-' && /[1-9]/.test(value) ? `-${value}` : value }
}

function numberHint(text: string): { hint?: string } {
  if (/^[+-]?\d{1,3}(\.\d{3})*,\d+$|^[+-]?\d+,\d+$/.test(text)) return { hint: 'the file uses a decimal comma: write 1.5 for 1,5' }
  return /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? { hint: 'the file groups thousands: write 1234 for 1,234' } : {}
}

const EXPECTED = { date: '2022-12-31', timestamp: '2022-12-31T10:00:00Z', localTimestamp: '2022-12-31 or 2022-12-31 10:00:00' } as const

function parseMoment(type: 'date' | 'timestamp' | 'localTimestamp', cell: Exclude<Cell, null>, column: Column, shown: string): ParsedCell {
  const format = column.input?.format
  const parts = cell instanceof Date ? dateParts(cell) : format === undefined ? parseIso(String(cell).trim()) : parseFormatted(String(cell).trim(), format)
  const label = type === 'localTimestamp' ? 'timestamp' : type
  if (parts === undefined) {
    return { reason: `${shown} is not a ${label} (expected ${format ?? EXPECTED[type]})`, ...(format === undefined ? dayFirstHint(String(cell).trim(), type) : {}) }
  }
  if ('problem' in parts) return { reason: `${shown} is not a ${label}: ${parts.problem}` }
  const value = momentText(type, parts, column)
  return typeof value === 'string' ? { value } : { reason: `${shown} ${value.problem}` }
}

function momentText(type: 'date' | 'timestamp' | 'localTimestamp', parts: MomentParts, column: Column): Parsed<string> {
  if (type === 'timestamp') {
    if (parts.offsetMinutes !== undefined) return instantText(parts, parts.offsetMinutes)
    const zone = column.input?.zone
    return zone === undefined ? { problem: "names no offset, so it is no instant: declare its clock with timestamp({ zone: '…' }), or use localTimestamp()" } : zonedInstant(parts, zone)
  }
  if (parts.offsetMinutes !== undefined && parts.timed && type === 'localTimestamp') return { problem: 'has an offset, so it is an instant: use timestamp()' }
  if (type === 'localTimestamp') return localText(parts)
  return parts.hour || parts.minute || parts.second || parts.micros ? { problem: 'has a time of day, which a date would lose: use localTimestamp()' } : dateText(parts)
}

/** Spreadsheets give a wall-clock time as a Date in UTC; so its UTC fields count. A timestamp takes it as the instant it is. */
function dateParts(date: Date): Parsed<MomentParts> {
  const milliseconds = date.getTime()
  if (Number.isNaN(milliseconds)) return { problem: 'it is no date at all' }
  const seconds = Math.floor(milliseconds / 1000)
  return { ...fromEpochSeconds(seconds, (milliseconds - seconds * 1000) * 1000), timed: false, offsetMinutes: 0 }
}

function dayFirstHint(text: string, type: string): { hint?: string } {
  const match = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T](\d{1,2}):(\d{2})(:\d{2})?)?$/.exec(text)
  if (match === null) return {}
  const [, first, mark, second, , hour, , seconds] = match
  const clock = hour === undefined ? '' : seconds === undefined ? ' %H:%M' : ' %H:%M:%S'
  const monthFirst = Number(second) > 12 && Number(first) <= 12
  const order = monthFirst ? 'month/day/year' : 'day/month/year'
  return { hint: `the file uses ${order}: declare it with ${type}({ format: '${monthFirst ? `%m${mark}%d` : `%d${mark}%m`}${mark}%Y${clock}' })` }
}

function parseJson(cell: Exclude<Cell, null>, shown: string): ParsedCell {
  if (typeof cell !== 'string') return cell instanceof Uint8Array || typeof cell === 'bigint' || cell instanceof Date ? { reason: `${shown} is not JSON` } : { value: cell as CanonicalValue }
  try {
    let lost = false
    const value = JSON.parse(cell, function (this: unknown, _key: string, inner: JsonValue, context?: { source?: string }) {
      if (typeof inner === 'number' && context?.source !== undefined && !sameNumber(context.source, inner)) lost = true
      return inner
    } as (this: unknown, key: string, value: unknown) => unknown) as CanonicalValue
    return lost ? { reason: `${shown} holds a number with more digits than JSON readers keep: write it as text` } : { value }
  } catch {
    return { reason: `${shown} is not JSON` }
  }
}

/** Whether a JSON number survives as a double: the same digits come back. */
function sameNumber(source: string, value: number): boolean {
  const digits = (text: string) => text.replace(/e.*$/i, '').replace(/[.-]/g, '').replace(/^0+|0+$/g, '')
  return digits(source) === digits(String(value))
}

function parseBytes(cell: Exclude<Cell, null>, shown: string): ParsedCell {
  if (cell instanceof Uint8Array) return { value: cell }
  const text = typeof cell === 'string' ? cell.trim() : ''
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return { reason: `${shown} is not base64` }
  return { value: Uint8Array.from(atob(text), (character) => character.charCodeAt(0)) }
}

function parseNested(type: Extract<LogicalType, { type: 'array' | 'struct' }>, cell: Exclude<Cell, null>, column: Column, shown: string): ParsedCell {
  const parsed = typeof cell === 'string' ? parseJson(cell, shown) : { value: cell as CanonicalValue }
  if ('reason' in parsed) return parsed
  const { value } = parsed
  const inner = (name: string, innerType: LogicalType, nullable: boolean, part: Cell) => parseCell({ ...column, name, type: innerType, nullable }, part)
  if (type.type === 'array') {
    if (!Array.isArray(value)) return { reason: `${shown} is not an array` }
    const elements = value.map((part, index) => inner(`${column.name}[${index}]`, type.element, type.elementNullable, part as Cell))
    const bad = elements.findIndex((element) => 'reason' in element)
    if (bad >= 0) return { reason: `element ${bad}: ${(elements[bad] as { reason: string }).reason}` }
    return { value: elements.map((element) => (element as { value: CanonicalValue }).value) }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) return { reason: `${shown} is not an object` }
  const fields: Record<string, CanonicalValue> = {}
  for (const [name, field] of Object.entries(type.fields)) {
    const part = inner(`${column.name}.${name}`, field.type, field.nullable, ((value as Record<string, Cell>)[name] ?? null) as Cell)
    if ('reason' in part) return { reason: `field ${name}: ${part.reason}` }
    fields[name] = part.value
  }
  return { value: fields }
}
