import type { Parsed } from './canonical-value.ts'
import type { Column } from './column.ts'
import type { Cell } from './connector.ts'
import type { LogicalType } from './logical-type.ts'
import { JsonNumberText } from './lossless-json.ts'
import { parseArray, parseBytes, parseJson, parseStruct, type CellContext, type RawCell } from './parse-nested-cell.ts'
import { parseDecimal, parseFloat64, parseInt64 } from './parse-number-cell.ts'
import { parseTimeText, parseTimeValue, type TimeType } from './parse-time-cell.ts'
import { showCell, textProblem } from './show-cell.ts'

/**
 * A raw cell of a source as a value of its column: exactly, never by rounding, or in words why not. Text is trimmed unless the column
 * holds text; blank text is null unless the column holds text. Rules of the column are not looked at (see ruleHolds).
 */
export function parseCell(column: Column, cell: Cell): Parsed {
  return parseAs(column.type, column.nullable, cell, { input: column.input, hidden: column.classification !== undefined, inside: false }, 'the column')
}

/** A reason behind the name of its column: `column qty: "two" is not an int64`. */
export function formatReason(column: Column, reason: string): string {
  return `column ${column.name}: ${reason}`
}

/** As `parseCell` for a value that is no column: `what` is what reasons call it. */
export function parseAs(type: LogicalType, nullable: boolean, raw: RawCell, context: CellContext, what: string): Parsed {
  const cell = (raw instanceof JsonNumberText && type.type !== 'json' ? raw.text : raw) as Cell
  const keepsBlank = type.type === 'string' || (type.type === 'json' && context.inside)
  if (cell === null || cell === undefined || (!keepsBlank && typeof cell === 'string' && cell.trim() === '')) {
    return nullable ? { value: null } : { reason: `is empty, and ${what} is not nullable` }
  }
  const shown = () => showCell(cell, context.hidden)
  const inner: CellContext = { ...context, inside: true }
  switch (type.type) {
    case 'string':
      return parseString(cell, shown)
    case 'boolean':
      return parseBoolean(cell, shown)
    case 'int64':
      return parseInt64(cell, shown)
    case 'float64':
      return parseFloat64(cell, shown)
    case 'decimal':
      return parseDecimal(type.precision, type.scale, cell, shown)
    case 'date':
    case 'time':
    case 'timestamp':
    case 'localTimestamp':
      return parseTime(type.type, cell, context, shown)
    case 'json':
      return parseJson(raw as Cell, context, shown)
    case 'bytes':
      return parseBytes(cell, shown)
    case 'array':
      return parseArray(cell, shown, (item) => parseAs(type.element, type.elementNullable, item, inner, 'the element'))
    case 'struct':
      return parseStruct(Object.keys(type.fields), cell, context, shown, (name, item) => {
        const field = type.fields[name]
        return field === undefined ? { value: null } : parseAs(field.type, field.nullable, item, inner, 'the field')
      })
  }
}

function parseString(cell: Exclude<Cell, null>, shown: () => string): Parsed<string> {
  const text = typeof cell === 'string' ? cell : cell instanceof Date ? cell.toISOString() : typeof cell === 'object' ? jsonOf(cell) : String(cell)
  const problem = textProblem(text)
  return problem === undefined ? { value: text } : { reason: `${shown()} ${problem}` }
}

const jsonOf = (value: unknown): string => JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))

const TRUE = new Set(['true', 't', 'yes', 'y', '1'])
const FALSE = new Set(['false', 'f', 'no', 'n', '0'])

function parseBoolean(cell: Cell, shown: () => string): Parsed<boolean> {
  if (typeof cell === 'boolean') return { value: cell }
  const text = String(cell).trim().toLowerCase()
  if (TRUE.has(text)) return { value: true }
  return FALSE.has(text) ? { value: false } : { reason: `${shown()} is not a boolean (expected true or false, yes or no, 1 or 0)` }
}

function parseTime(type: TimeType, cell: Cell, context: CellContext, shown: () => string): Parsed<string> {
  return typeof cell === 'string' ? parseTimeText(type, context.input, cell.trim(), shown) : parseTimeValue(type, cell, shown)
}
