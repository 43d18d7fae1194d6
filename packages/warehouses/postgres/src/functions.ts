import { typeLabel, type LogicalType } from '@meshwright/contracts'
import { SqlError, type CallTypes, type PortableFunction, type Spelling } from '@meshwright/sql'
import { physicalType } from './physical-types.ts'
import { postgresPattern } from './portable-pattern.ts'
import { demandText, readText } from './text-casts.ts'

// What each function means stands with its builder in @meshwright/sql. Casts pin the documented result type, which aggregates and
// operators of numeric forget.

/** How many digits a quotient is computed to beyond its scale, so that rounding it is rounding the exact value (see `quotient`). */
const GUARD_DIGITS = 80

const typed = (sql: string, type: LogicalType | undefined) => (type?.type === 'decimal' ? `cast(${sql} as ${physicalType(type)})` : sql)
const bigint = (sql: string) => `cast(${sql} as bigint)`
const at = (args: readonly string[], index: number) => args[index] ?? 'null'

/** A timestamp on the clock of UTC, whatever the zone of the session is; a date at midnight. */
function wallClock(sql: string, type: LogicalType | undefined): string {
  if (type?.type === 'timestamp') return `(${sql} at time zone 'UTC')`
  return type?.type === 'date' ? `cast(${sql} as timestamp)` : sql
}

const part =
  (field: string): Spelling =>
  ([value = 'null'], types) =>
    bigint(`extract(${field} from ${wallClock(value, types.arguments[0])})`)

/** Text compares by code points, as in every other engine. */
const byCodePoint = (sql: string, type: LogicalType | undefined) => (type?.type === 'string' ? `${sql} collate "C"` : sql)

/** False is below true; Postgres has another name for the extremes of those. */
const extreme =
  (name: string, ofBooleans: string): Spelling =>
  ([value = 'null'], types) =>
    typed(`${types.arguments[0]?.type === 'boolean' ? ofBooleans : name}(${byCodePoint(value, types.arguments[0])})`, types.result)
const operator =
  (sign: string): Spelling =>
  ([a = 'null', b = 'null'], types) =>
    typed(`(${a} ${sign} ${b})`, types.result)
const plain =
  (name: string): Spelling =>
  (args, types) =>
    typed(`${name}(${args.join(', ')})`, types.result)

/**
 * Rounded half away from zero, exactly: a quotient of 38-digit numbers that is not a tie lies further from one than GUARD_DIGITS
 * can blur. Postgres gives a quotient the scale of its dividend, so that is raised first.
 */
function quotient(dividend: string, divisor: string, scale: string, types: CallTypes): string {
  const digits = Math.max(0, Number(scale)) + GUARD_DIGITS
  return typed(`round(cast(${dividend} as numeric(1000, ${digits})) / nullif(${divisor}, 0), ${scale})`, types.result)
}

const unquoted = (literal: string) => literal.slice(1, -1).replaceAll("''", "'")

export const FUNCTIONS: Readonly<Record<PortableFunction, Spelling>> = {
  year: part('year'),
  quarter: part('quarter'),
  month: part('month'),
  day: part('day'),
  dayOfWeek: part('isodow'),
  truncateDate: (args, types) => `cast(date_trunc(${at(args, 0)}, ${wallClock(at(args, 1), types.arguments[1])}) as date)`,
  truncateTime: (args, types) => `date_trunc(${at(args, 0)}, ${at(args, 1)}${types.arguments[1]?.type === 'timestamp' ? ", 'UTC'" : ''})`,
  toDate: ([value = 'null'], types) =>
    `cast(${types.arguments[0]?.type === 'timestamp' ? wallClock(value, types.arguments[0]) : value} as date)`,
  addDays: ([date = 'null', days = 'null']) => `(${date} + cast(${days} as integer))`,
  addMonths: ([date = 'null', months = 'null']) =>
    `cast(cast(${date} as timestamp) + cast(${months} as integer) * interval '1 month' as date)`,
  daysBetween: ([from = 'null', to = 'null']) => bigint(`(${to} - ${from})`),

  sum: plain('sum'),
  avg: ([value = 'null', scale = '0'], types) => quotient(`sum(${value})`, `count(${value})`, scale, types),
  min: extreme('min', 'bool_and'),
  max: extreme('max', 'bool_or'),
  count: ([value = 'null']) => `count(${value})`,
  countAll: () => 'count(*)',
  countDistinct: ([value = 'null']) => `count(distinct ${value})`,
  countIf: ([condition = 'null']) => `count(*) filter (where ${condition})`,
  stringAgg: (args, types) => `string_agg(${at(args, 0)}, ${at(args, 1)} order by ${byCodePoint(at(args, 2), types.arguments[2])})`,

  lower: plain('lower'),
  upper: plain('upper'),
  trim: ([value = 'null']) => `btrim(${value}, ' ')`,
  concat: (args) => `(${args.map((arg) => `cast(${arg} as text)`).join(' || ')})`,
  length: ([value = 'null']) => bigint(`char_length(${value})`),
  substring: (args) => `substr(${args.join(', ')})`,
  replace: plain('replace'),
  matches: ([value = 'null', pattern = "''"]) => `(${value} ~ '${postgresPattern(unquoted(pattern)).replaceAll("'", "''")}')`,
  hash: plain('md5'),

  add: operator('+'),
  subtract: operator('-'),
  multiply: operator('*'),
  divide: ([a = 'null', b = 'null', scale = '0'], types) => quotient(a, b, scale, types),
  ratio: ([a = 'null', b = 'null']) => `(cast(${a} as double precision) / nullif(cast(${b} as double precision), 0))`,
  round: plain('round'),
  abs: plain('abs'),

  coalesce: plain('coalesce'),
  nullIf: plain('nullif'),
  oneOf: ([value = 'null', ...values]) => `(${value} in (${values.join(', ')}))`,
  cast: ([value = 'null'], types) => castTo(value, types),
  tryCast: ([value = 'null'], types) => tryCastTo(value, types),

  inOrder: ([value = 'null'], types) => byCodePoint(value, types.arguments[0]),
  rowNumber: () => 'row_number()',
  rank: () => 'rank()',
  denseRank: () => 'dense_rank()',
}

function castTo(value: string, types: CallTypes): string {
  const { result } = types
  if (result === undefined) throw new SqlError('query-invalid', 'cast: the type to cast to is not known')
  if (result.type === 'string') return textOf(value, types.arguments[0])
  const demanded = types.arguments[0]?.type === 'string' ? demandText(value, result) : undefined
  if (demanded !== undefined) return typed(demanded, result)
  if (result.type === 'decimal' && types.arguments[0]?.type === 'float64') return decimalOfFloat(value, result)
  if (result.type === 'date' && types.arguments[0]?.type === 'timestamp') return `cast(${wallClock(value, types.arguments[0])} as date)`
  return `cast(${value} as ${physicalType(result)})`
}

/** By the digits that a float64 is written with, as 1.005 is no tie in binary; numeric would hold a NaN. */
function decimalOfFloat(value: string, type: LogicalType): string {
  const text = `cast(${value} as text)`
  return `cast(case when ${value} = 'NaN' then ${text} || ' is not a ${typeLabel(type)}' else ${text} end as ${physicalType(type)})`
}

/** The fewest digits that read back as the value; numbers of 16 digits without an exponent, as in other engines. */
function textOfFloat(value: string): string {
  const text = `cast(${value} as text)`
  return `case when abs(${value}) >= 1e15 and abs(${value}) < 1e16 then cast(cast(${text} as numeric) as text) else ${text} end`
}

/** Canonical text: ISO with T and Z, no trailing zeros in the fraction, whatever the session shows. */
function textOf(value: string, type: LogicalType | undefined): string {
  const moment = (sql: string) => String.raw`regexp_replace(to_char(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS.US'), '\.?0+$', '')`
  switch (type?.type) {
    case 'timestamp':
      return `(${moment(wallClock(value, type))} || 'Z')`
    case 'localTimestamp':
      return moment(value)
    case 'date':
      return `to_char(${value}, 'YYYY-MM-DD')`
    case 'float64':
      return textOfFloat(value)
    case 'bytes':
      return `replace(encode(${value}, 'base64'), chr(10), '')`
    default:
      return `cast(${value} as text)`
  }
}

function tryCastTo(value: string, types: CallTypes): string {
  const { result } = types
  if (result?.type === 'string') return value
  const read = result && readText(value, result)
  if (read === undefined)
    throw new SqlError(
      'query-invalid',
      `tryCast: to ${result === undefined ? 'an unknown type' : typeLabel(result)} there is none in Postgres`,
    )
  return typed(read, result)
}
