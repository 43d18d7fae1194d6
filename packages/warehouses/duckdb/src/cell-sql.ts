import type { InputFormat, LogicalType } from '@meshwright/contracts'
import { strptimeSql } from './strptime-sql.ts'
import { textLiteral } from './literal.ts'
import { physicalTypeOf } from './physical-type.ts'

/** How SQL reads a text as a type. */
export interface CellSql {
  /** The value where the test holds; anything elsewhere. */
  readonly value: string
  /**
   * Where this is true, the value is exactly what `parseCell` gives. Where it is not (or null), `parseCell` may still accept the text:
   * spaces around a number, rare spellings. `value` is given as an expression that is cheap to repeat.
   */
  readonly test: (value: string) => string
  /** A cheaper test that implies it, and that the usual spelling passes. */
  readonly usual?: (value: string) => string
}

/** Undefined where only JavaScript can tell. `text` is an expression that is cheap to repeat: a column. */
export function cellSql(text: string, type: LogicalType, input?: InputFormat): CellSql | undefined {
  switch (type.type) {
    case 'string':
      // NUL, which not every engine can store, is looked for elsewhere: a search of the file costs nothing beside one of each cell.
      return { value: text, test: () => `${text} is not null` }
    case 'boolean':
      return notNull(
        `case when lower(${text}) in ('true', 't', 'yes', 'y', '1') then true when lower(${text}) in ('false', 'f', 'no', 'n', '0') then false end`,
      )
    case 'int64':
      if (isSpelled(input)) return plainSpelling(text, 'bigint', input, String.raw`\d{1,19}`, '')
      return spelled(text, 'bigint', String.raw`[+-]?\d{1,19}`)
    case 'float64':
      if (isSpelled(input)) return plainSpelling(text, 'double', input, String.raw`\d{1,40}`, String.raw`\d{0,40}`)
      // Without a limit a number could become infinite; DuckDB reads the rest exactly.
      return matching(text, 'double', String.raw`[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,2})?`)
    case 'decimal':
      if (isSpelled(input)) return decimalSpelling(text, type, input)
      return spelled(text, physicalTypeOf(type), decimalPattern(type.precision, type.scale))
    case 'date':
      return moment(text, input, 'date', DATE)
    case 'time':
      return spelled(text, 'time', TIME, (value) => `${value} < time '24:00:00'`)
    case 'localTimestamp':
      return moment(text, input, 'timestamp', `${DATE}(?:[T ]${TIME})?`)
    case 'timestamp':
      return instant(text, input)
    case 'json':
      return notNull(
        `case when json_valid(${text}) and not regexp_matches(${text}, ${textLiteral(NOT_PLAIN_JSON)}) then cast(json(${text}) as json) end`,
      )
    case 'bytes':
      return {
        value: `case when regexp_full_match(${text}, ${textLiteral(BASE64)}) then from_base64(${text}) end`,
        test: (value) => `to_base64(${value}) = ${text}`,
      }
    case 'array':
    case 'struct':
      return undefined
  }
}

/** As `cellSql`, of a cell of a file, where the empty text is no value: it is also the base64 of no bytes. */
export function fileCellSql(text: string, type: LogicalType, input?: InputFormat): CellSql | undefined {
  return cellSql(type.type === 'bytes' ? `nullif(${text}, '')` : text, type, input)
}

/** The value, or null where the test does not hold. */
export function testedSql({ value, test }: CellSql): string {
  return `case when ${test(value)} then ${value} end`
}

const BASE64 = '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?'

// No year 0, and no 24:00:00, which DuckDB takes.
const DATE = String.raw`(?:000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})-\d\d-\d\d`
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?`
const OFFSET = String.raw`(?:Z|[+-](?:0\d|1[0-7])(?::?[0-5]\d)?)`

// Numbers that JS would round, escapes, JSON's null, what DuckDB's reader takes beyond JSON (NaN, trailing commas), and what it writes in
// another way than JavaScript: 1.0, and keys in an order of numbers. So that one value has one text, as DuckDB compares that.
const NOT_PLAIN_JSON = String.raw`[0-9.]{16}|[0-9][eE]|\\u|,\s*[\]}]|(?i:nan|inf)|^\s*null\s*$|\.0+(?:[^0-9]|$)|"[0-9]+"\s*:`

/**
 * Most texts are spelled as DuckDB itself would write the value: comparing them is a third of the cost of a pattern, which only sees
 * the others. `also` excludes what DuckDB writes and a contract does not know.
 */
function spelled(text: string, physical: string, pattern: string, also?: (value: string) => string): CellSql {
  const { value, test } = matching(text, physical, pattern)
  const usual = (computed: string) => `cast(${computed} as varchar) = ${text}${also === undefined ? '' : ` and ${also(computed)}`}`
  return { value, usual, test: (computed) => `((${usual(computed)}) or (${test(computed)}))` }
}

const matching = (text: string, physical: string, pattern: string): CellSql => ({
  value: `try_cast(${text} as ${physical})`,
  test: (value) => `regexp_full_match(${text}, ${textLiteral(pattern)}) and ${value} is not null`,
})

const notNull = (value: string): CellSql => ({ value, test: (computed) => `${computed} is not null` })

/** As many digits before the point as fit, after zeros; after it as many as fit, then zeros. */
function decimalPattern(precision: number, scale: number): string {
  const whole = precision > scale ? String.raw`0*\d{1,${precision - scale}}` : '0+'
  const fraction = scale > 0 ? String.raw`\d{0,${scale}}0*` : '0*'
  return String.raw`[+-]?${whole}(?:\.${fraction})?`
}

/** Numbers as the file spells them: `1.250,50`. */
const isSpelled = (input: InputFormat | undefined): input is InputFormat => input?.decimal !== undefined || input?.thousands !== undefined

function plainSpelling(
  text: string,
  physical: string,
  { decimal = '.', thousands }: InputFormat,
  whole: string,
  fraction: string,
): CellSql {
  const escaped = (character: string) => character.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`)
  const ungrouped = thousands === undefined ? text : `replace(${text}, ${textLiteral(thousands)}, '')`
  const value = `try_cast(${decimal === '.' ? ungrouped : `replace(${ungrouped}, ${textLiteral(decimal)}, '.')`} as ${physical})`
  const grouped = thousands === undefined ? '' : String.raw`|\d{1,3}(?:${escaped(thousands)}\d{3})+`
  const pattern = `[+-]?(?:${whole}${grouped})${fraction === '' ? '' : `(?:${escaped(decimal)}${fraction})?`}`
  return { value, test: (computed) => `regexp_full_match(${text}, ${textLiteral(pattern)}) and ${computed} is not null` }
}

function decimalSpelling(text: string, type: Extract<LogicalType, { type: 'decimal' }>, input: InputFormat): CellSql {
  // DuckDB rounds what has more digits after the point; a cast refuses what has more before it.
  return plainSpelling(text, physicalTypeOf(type), input, String.raw`\d{1,60}`, String.raw`\d{0,${type.scale}}0*`)
}

function moment(text: string, input: InputFormat | undefined, target: 'date' | 'timestamp', iso: string): CellSql | undefined {
  if (input?.format === undefined) {
    // Neither infinities nor years of five digits or before the first.
    const last = target === 'date' ? `date '9999-12-31'` : `timestamp '9999-12-31 23:59:59.999999'`
    return spelled(text, target, iso, (value) => `${value} between ${target} '0001-01-01' and ${last}`)
  }
  const read = strptimeSql(text, input.format)
  if (read === undefined) return undefined
  return notNull(target === 'date' ? `case when ${read} = date_trunc('day', ${read}) then cast(${read} as date) end` : read)
}

function instant(text: string, input: InputFormat | undefined): CellSql | undefined {
  const zone = input?.zone
  const local = moment(text, input, 'timestamp', `${DATE}(?:[T ]${TIME})?`)
  const zoned = zone === undefined || local === undefined ? undefined : onClockOf(testedSql(local), zone)
  if (input?.format !== undefined) return zoned === undefined ? undefined : notNull(zoned)
  const named = matching(text, 'timestamptz', `${DATE}[T ]${TIME}${OFFSET}`)
  if (zoned === undefined) return { value: named.value, test: (value) => `${named.test(value)} and ${inYears(value)}` }
  return notNull(`coalesce(case when ${named.test(named.value)} and ${inYears(named.value)} then ${named.value} end, ${zoned})`)
}

/** In UTC, an instant may fall out of the years 1 to 9999. */
const inYears = (value: string) => `${value} between timestamptz '0001-01-01T00:00:00Z' and timestamptz '9999-12-31T23:59:59.999999Z'`

/**
 * The instant at which a zone's clock shows a time, where its offset is the same a day before and after: around a change, and before
 * 1970, where zone data differ, it is left to JavaScript.
 */
function onClockOf(local: string, zone: string): string {
  const name = textLiteral(zone)
  const at = (shift: string) => `timezone(${name}, ${local}${shift})`
  const steady = `${at(' - interval 1 day')} + interval 24 hours = ${at('')} and ${at(' + interval 1 day')} - interval 24 hours = ${at('')}`
  return `case when ${local} between timestamp '1970-01-03' and timestamp '2037-12-30' and ${steady} then ${at('')} end`
}
