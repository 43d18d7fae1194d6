import { typeLabel, type LogicalType } from '@meshwright/contracts'
import { SqlError } from '@meshwright/sql'
import { cellSql, testedSql, type CellSql } from './cell-sql.ts'
import { duckdbLiteral, textLiteral } from './literal.ts'
import { physicalTypeOf } from './physical-type.ts'

/** The value as another type, exactly as the portable `cast` says; from text an error where it does not fit. */
export function castTo(value: string, from: LogicalType | undefined, to: LogicalType): string {
  if (from?.type === to.type && from.type !== 'decimal') return nested(to) ? `cast(${value} as ${physicalTypeOf(to)})` : value
  if (from?.type === 'string') return isText(value) ? constant(value, to) : fromText(value, to)
  if (to.type === 'string') return toText(value, from)
  if (to.type === 'decimal' && from?.type === 'float64') return decimalOfFloat(value, physicalTypeOf(to))
  return `cast(${value} as ${physicalTypeOf(to)})`
}

/** As `castTo` from text, but null where it does not fit. */
export function tryCastTo(value: string, to: LogicalType): string {
  const cell = to.type === 'float64' ? floatSql(value) : cellSql(value, to)
  return cell === undefined ? `try_cast(${value} as ${physicalTypeOf(to)})` : testedSql(cell)
}

// Of a file's cells JavaScript reads the rare spellings; here nobody does.
const floatSql = (text: string): CellSql => ({
  value: `try_cast(${text} as double)`,
  test: (value) =>
    `regexp_full_match(${text}, '[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|-?Infinity') and ${value} is not null and (not isinf(${value}) or ${text} in ('Infinity', '-Infinity'))`,
})

const nested = (type: LogicalType) => type.type === 'array' || type.type === 'struct'
const isText = (sql: string) => /^'(?:[^']|'')*'$/.test(sql)

/** A constant is looked at now, and written plainly. */
function constant(sql: string, to: LogicalType): string {
  const text = sql.slice(1, -1).replaceAll("''", "'")
  const digits = to.type === 'decimal' ? (/\.(\d*)$/.exec(text)?.[1]?.length ?? 0) : 0
  if (to.type === 'decimal' && digits > to.scale)
    throw new SqlError('argument-invalid', `literal ${sql} has ${digits} digits after the point, and ${typeLabel(to)} holds ${to.scale}`)
  if (to.type === 'json') return `cast(${sql} as json)`
  if (to.type === 'int64' || to.type === 'float64' || to.type === 'boolean' || to.type === 'bytes' || nested(to)) return fromText(sql, to)
  return duckdbLiteral(text, to)
}

function fromText(value: string, to: LogicalType): string {
  const read = tryCastTo(value, to)
  return `case when ${value} is not null then coalesce(${read}, error(concat(${value}, ' is not a ', ${textLiteral(typeLabel(to))}))) end`
}

// By the digits that it is written with, as 1.005 is no tie in binary; those with a negative exponent DuckDB reads wrongly.
const decimalOfFloat = (value: string, physical: string) =>
  `case when abs(${value}) < 1e-4 then cast(${value} as ${physical}) else cast(cast(${value} as varchar) as ${physical}) end`

// The fraction without trailing zeros, and without a point when nothing is left of it.
const clockText = (value: string) => `(strftime(${value}, '%Y-%m-%dT%H:%M:%S') || rtrim(rtrim(strftime(${value}, '.%f'), '0'), '.'))`

/** The canonical text of a value: see LogicalType. */
export function toText(value: string, from: LogicalType | undefined): string {
  switch (from?.type) {
    case 'timestamp':
      return `(${clockText(`(${value} at time zone 'UTC')`)} || 'Z')`
    case 'localTimestamp':
      return clockText(value)
    case 'time':
      return `substring(${clockText(`(date '2000-01-01' + ${value})`)}, 12)`
    case 'bytes':
      return `to_base64(${value})`
    case 'float64':
      return `case when isnan(${value}) then 'NaN' when isinf(${value}) then if(${value} < 0, '-Infinity', 'Infinity') else regexp_replace(cast(${value} as varchar), '[.]0$', '') end`
    case 'decimal':
      // Without a digit before the point DuckDB writes none: .5
      return `cast(${from.precision === from.scale && from.precision < 38 ? `cast(${value} as decimal(${from.precision + 1},${from.scale}))` : value} as varchar)`
    default:
      return `cast(${value} as varchar)`
  }
}
