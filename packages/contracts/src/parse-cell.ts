import type { Parsed } from './canonical-value.ts'
import type { Column } from './column.ts'
import type { Cell } from './connector.ts'
import { isRawJson, jsonTextOf } from './lossless-json.ts'
import type { LogicalType, StructField } from './logical-type.ts'
import { parseArray, parseBytes, parseJson, parseStruct, type CellContext, type RawCell } from './parse-nested-cell.ts'
import { parseDecimal, parseFloat64, parseInt64, plainNumber } from './parse-number-cell.ts'
import { parseTimeText, parseTimeValue } from './parse-time-cell.ts'
import { showCell, textProblem } from './show-cell.ts'

/**
 * Turns a raw value of a source into the canonical JS form of a column's type, exactly, or says why it cannot: nothing is ever
 * rounded, shortened or guessed. Rules of the column are not looked at (see ruleHolds).
 *
 * - Empty text is null, except for strings, where it is the empty text. Null in a column that is not nullable is a reason.
 * - Text is trimmed, except for strings.
 * - Naive text of a timestamp is read on the clock of `input.zone`; a time that this clock shows twice means the first one.
 * - A JS Date is an instant; for dates and local timestamps its UTC fields count, as spreadsheets give them.
 * - For json, text is JSON text, and other values are themselves. A bare JSON null is refused, as it would read back as SQL null.
 *
 * A classified column's value is never in a reason or hint.
 */
export function parseCell(column: Column, cell: Cell): Parsed {
  const parsed = parseAs(
    column.type,
    column.nullable,
    cell,
    { input: column.input, hidden: column.classification !== undefined, inside: false },
    'the column',
  )
  return 'reason' in parsed && typeof cell === 'string' && SHEET_ERROR.test(cell)
    ? { ...parsed, hint: 'a formula of the spreadsheet failed there: mend it, or leave the cell empty' }
    : parsed
}

const SHEET_ERROR = /^#(N\/A|REF!|DIV\/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$/

/** How a reason reads to a person: `column order_date: "31/12/2022" is not a timestamp (…)`. */
export function formatReason(column: Pick<Column, 'name'>, reason: string): string {
  return `column ${column.name}: ${reason}`
}

const isNumber = ({ type }: LogicalType) => type === 'int64' || type === 'float64' || type === 'decimal'
const spelledExample = (decimal = '.', thousands = '') => `1${thousands}234${decimal}5`

export function parseAs(
  type: LogicalType,
  nullable: boolean,
  cell: RawCell,
  context: CellContext,
  what: string,
  shown = () => showCell(cell, context.hidden),
): Parsed {
  if (cell === null || cell === undefined || (cell === '' && type.type !== 'string' && !(type.type === 'json' && context.inside))) {
    return nullable ? { value: null } : { reason: `is empty, and ${what} is not nullable` }
  }
  const { decimal, thousands } = context.input ?? {}
  if ((decimal !== undefined || thousands !== undefined) && !context.inside && typeof cell === 'string' && isNumber(type)) {
    const plain = plainNumber(cell.trim(), {
      ...(decimal === undefined ? {} : { decimal }),
      ...(thousands === undefined ? {} : { thousands }),
    })
    if (plain === undefined)
      return { reason: `${shown()} is not a number as the file spells them (expected ${spelledExample(decimal, thousands)})` }
    return parseAs(type, nullable, plain, { ...context, input: undefined }, what, shown)
  }
  if (isRawJson(cell)) {
    return type.type === 'json'
      ? { reason: `${shown()} is a number that JSON readers would round` }
      : parseAs(type, nullable, cell.rawJSON, context, what)
  }
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
      return typeof cell === 'string' ? parseTimeText(type.type, context.input, cell, shown) : parseTimeValue(type.type, cell, shown)
    case 'json':
      return parseJson(cell, context, shown)
    case 'bytes':
      return parseBytes(cell, shown)
    case 'array':
      return parseArray(cell, shown, (item) =>
        parseAs(type.element, type.elementNullable, item, { ...context, inside: true }, 'an element'),
      )
    case 'struct':
      return parseStruct(Object.keys(type.fields), cell, context, shown, (name, item) => {
        const field = type.fields[name] as StructField
        return parseAs(field.type, field.nullable, item, { ...context, inside: true }, 'the field')
      })
  }
}

function parseString(cell: Cell, shown: () => string): Parsed<string> {
  if (cell instanceof Uint8Array) return { reason: `${shown()} is bytes, and not text` }
  if (cell instanceof Date && Number.isNaN(cell.getTime())) return { reason: 'is an invalid Date' }
  const text =
    typeof cell === 'string' ? cell : cell instanceof Date ? cell.toISOString() : typeof cell === 'object' ? jsonTextOf(cell) : String(cell)
  const problem = textProblem(text)
  return problem === undefined ? { value: text } : { reason: `${shown()} ${problem}` }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', '0'].map((word) => [word, false] as const),
])

function parseBoolean(cell: Cell, shown: () => string): Parsed<boolean> {
  if (typeof cell === 'boolean') return { value: cell }
  const word =
    typeof cell === 'string' ? cell.trim().toLowerCase() : typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : ''
  const value = BOOLEANS.get(word)
  return value === undefined ? { reason: `${shown()} is not a boolean (expected true or false)` } : { value }
}
