import { typeLabel, type LogicalType } from '@meshwright/contracts'
import { SqlError } from '@meshwright/sql'
import { cellSql, testedSql } from './cell-sql.ts'
import { duckdbLiteral, textLiteral } from './literal.ts'
import { physicalTypeOf } from './physical-type.ts'

/** The value as another type, exactly as the portable `cast` says; from text an error where it does not fit. */
export function castTo(value: string, from: LogicalType | undefined, to: LogicalType): string {
  if (from?.type === to.type && from.type !== 'decimal') return nested(to) ? `cast(${value} as ${physicalTypeOf(to)})` : value
  if (from?.type === 'string') return isText(value) ? constant(value, to) : fromText(value, to)
  if (to.type === 'string') return toText(value, from)
  return `cast(${value} as ${physicalTypeOf(to)})`
}

/** As `castTo` from text, but null where it does not fit. */
export function tryCastTo(value: string, to: LogicalType): string {
  const cell = cellSql(value, to)
  return cell === undefined ? `try_cast(${value} as ${physicalTypeOf(to)})` : testedSql(cell)
}

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
    case 'decimal':
      // Without a digit before the point DuckDB writes none: .5
      return `cast(${from.precision === from.scale && from.precision < 38 ? `cast(${value} as decimal(${from.precision + 1},${from.scale}))` : value} as varchar)`
    default:
      return `cast(${value} as varchar)`
  }
}
