import type { InputFormat, LogicalType } from '@meshwright/contracts'
import { strptimeSql } from './strptime-sql.ts'
import { textLiteral } from './literal.ts'
import { physicalTypeOf } from './physical-type.ts'

/**
 * The value of a text as its type, or SQL null when the text does not plainly fit. What it gives is what `parseCell` gives; what
 * it leaves null, `parseCell` may still accept (spaces around a number, rare spellings). Undefined where only JavaScript can tell.
 * `text` is an expression that is cheap to repeat: a column.
 */
export function cellSql(text: string, type: LogicalType, input?: InputFormat): string | undefined {
  switch (type.type) {
    case 'string':
      // The one character that not every engine can store.
      return `case when not contains(${text}, chr(0)) then ${text} end`
    case 'boolean':
      return `case when lower(${text}) in ('true', 't', 'yes', 'y', '1') then true when lower(${text}) in ('false', 'f', 'no', 'n', '0') then false end`
    case 'int64':
      return spelled(text, 'bigint', String.raw`[+-]?\d{1,19}`)
    case 'float64':
      // Without a limit a number could become infinite; DuckDB reads the rest exactly.
      return plain(text, String.raw`[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,2})?`, 'double')
    case 'decimal':
      return spelled(text, physicalTypeOf(type), decimalPattern(type.precision, type.scale))
    case 'date':
      return moment(text, input, 'date', DATE, 'date')
    case 'time':
      return spelled(text, 'time', TIME, `strlen(${text}) < 16 and ${text} < '24'`)
    case 'localTimestamp':
      return moment(text, input, 'timestamp', `${DATE}(?:[T ]${TIME})?`, 'timestamp')
    case 'timestamp':
      return instant(text, input)
    case 'json':
      return `case when json_valid(${text}) and not regexp_matches(${text}, ${textLiteral(NOT_PLAIN_JSON)}) then cast(${text} as json) end`
    case 'bytes':
      return `case when regexp_full_match(${text}, ${textLiteral('(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?')}) then case when to_base64(from_base64(${text})) = ${text} then from_base64(${text}) end end`
    case 'array':
    case 'struct':
      return undefined
  }
}

// No year 0, and no 24:00:00, which DuckDB takes.
const DATE = String.raw`(?:000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})-\d\d-\d\d`
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?`
const OFFSET = String.raw`(?:Z|[+-](?:0\d|1[0-7])(?::?[0-5]\d)?)`

// Numbers that JS would round, escapes, JSON's null, and what DuckDB's reader takes beyond JSON (NaN, trailing commas).
const NOT_PLAIN_JSON = String.raw`[0-9.]{16}|[0-9][eE]|\\u|,\s*[\]}]|(?i:nan|inf)|^\s*null\s*$`

/**
 * Most texts are spelled as DuckDB itself would write the value: comparing them is a third of the cost of a pattern, which only sees
 * the others. `also` excludes what DuckDB writes and a contract does not know.
 */
function spelled(text: string, physical: string, pattern: string, also?: string): string {
  const value = `try_cast(${text} as ${physical})`
  return `case when cast(${value} as varchar) = ${text}${also === undefined ? '' : ` and ${also}`} then ${value} when regexp_full_match(${text}, ${textLiteral(pattern)}) then ${value} end`
}

const plain = (text: string, pattern: string, physical: string) =>
  `case when regexp_full_match(${text}, ${textLiteral(pattern)}) then try_cast(${text} as ${physical}) end`

/** As many digits before the point as fit, after zeros; after it as many as fit, then zeros. */
function decimalPattern(precision: number, scale: number): string {
  const whole = precision > scale ? String.raw`0*\d{1,${precision - scale}}` : '0+'
  const fraction = scale > 0 ? String.raw`\d{0,${scale}}0*` : '0*'
  return String.raw`[+-]?${whole}(?:\.${fraction})?`
}

function moment(text: string, input: InputFormat | undefined, target: string, iso: string, type: 'date' | 'timestamp'): string | undefined {
  // No infinity, and only years of four digits, which begin with 0001.
  if (input?.format === undefined)
    return spelled(text, target, iso, `${text} between '0001' and '9999-99' and strlen(${text}) < ${type === 'date' ? 11 : 27}`)
  const read = strptimeSql(text, input.format)
  return read === undefined
    ? undefined
    : type === 'date'
      ? `case when ${read} = date_trunc('day', ${read}) then cast(${read} as date) end`
      : read
}

function instant(text: string, input: InputFormat | undefined): string | undefined {
  const zone = input?.zone
  const naive =
    input?.format === undefined
      ? `case when regexp_full_match(${text}, ${textLiteral(`${DATE}(?:[T ]${TIME})?`)}) then try_cast(${text} as timestamp) end`
      : strptimeSql(text, input.format)
  const zoned = zone === undefined || naive === undefined ? undefined : onClockOf(naive, zone)
  if (input?.format !== undefined) return zoned
  const named = inYears(
    `case when regexp_full_match(${text}, ${textLiteral(`${DATE}[T ]${TIME}${OFFSET}`)}) then try_cast(${text} as timestamptz) end`,
  )
  return zoned === undefined ? named : `coalesce(${named}, ${zoned})`
}

/** In UTC, an instant may fall out of the years 1 to 9999. */
const inYears = (value: string) =>
  `case when ${value} between timestamptz '0001-01-01T00:00:00Z' and timestamptz '9999-12-31T23:59:59.999999Z' then ${value} end`

/**
 * The instant at which a zone's clock shows a time, where its offset is the same a day before and after: around a change, and before
 * 1970, where zone data differ, it is left to JavaScript.
 */
function onClockOf(naive: string, zone: string): string {
  const name = textLiteral(zone)
  const at = (shift: string) => `timezone(${name}, ${naive}${shift})`
  const steady = `${at(' - interval 1 day')} + interval 24 hours = ${at('')} and ${at(' + interval 1 day')} - interval 24 hours = ${at('')}`
  return `case when ${naive} between timestamp '1970-01-03' and timestamp '2037-12-30' and ${steady} then ${at('')} end`
}
