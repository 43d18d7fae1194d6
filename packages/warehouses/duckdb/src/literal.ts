import { daysOfDate, microsOfDateTime, microsOfInstant, microsOfTime, typeLabel, type LogicalType } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { DuckdbError } from './duckdb-error.ts'
import { physicalTypeOf } from './physical-type.ts'

/** A value as DuckDB SQL that means exactly it. Throws `value-invalid` for a value that is not of the type's canonical form. */
export function duckdbLiteral(value: SqlValue, type: LogicalType): string {
  if (value === null) return 'null'
  switch (type.type) {
    case 'string':
      if (typeof value === 'string') return textLiteral(value)
      break
    case 'boolean':
      if (typeof value === 'boolean') return value ? 'true' : 'false'
      break
    case 'int64':
      if (typeof value === 'bigint') return integerLiteral(value)
      if (typeof value === 'number' && Number.isSafeInteger(value)) return integerLiteral(BigInt(value))
      break
    case 'float64':
      if (typeof value === 'number') return floatLiteral(value)
      break
    case 'decimal':
      if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)) return `cast('${value}' as ${physicalTypeOf(type)})`
      break
    case 'date':
      if (typeof value === 'string' && daysOfDate(value) !== undefined)
        return /^\d/.test(value) ? `date '${value}'` : `(date '1970-01-01' + ${daysOfDate(value)})`
      break
    case 'time':
      if (typeof value === 'string' && microsOfTime(value) !== undefined) return `time '${value}'`
      break
    case 'localTimestamp':
      if (typeof value === 'string') return momentLiteral('timestamp', value, microsOfDateTime(value)) ?? refuse(value, type)
      break
    case 'timestamp':
      if (typeof value === 'string') return momentLiteral('timestamptz', value, microsOfInstant(value)) ?? refuse(value, type)
      break
    case 'json':
      return `cast(${textLiteral(jsonText(value))} as json)`
    case 'bytes':
      if (value instanceof Uint8Array) return `from_hex('${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}')`
      break
    case 'array':
      if (Array.isArray(value))
        return `cast([${value.map((item: SqlValue) => duckdbLiteral(item, type.element)).join(', ')}] as ${physicalTypeOf(type)})`
      break
    case 'struct': {
      const record = value as Readonly<Record<string, SqlValue>>
      const fields = Object.entries(type.fields).map(
        ([name, field]) => `${textLiteral(name)}: ${duckdbLiteral(record[name] ?? null, field.type)}`,
      )
      if (typeof value === 'object') return `cast({${fields.join(', ')}} as ${physicalTypeOf(type)})`
    }
  }
  return refuse(value, type)
}

function refuse(value: SqlValue, type: LogicalType): never {
  throw new DuckdbError('value-invalid', `a ${typeof value} is not a ${typeLabel(type)} in its canonical form (see LogicalType)`)
}

/** A statement ends at the character NUL, so that one is written as a call. */
export function textLiteral(text: string): string {
  const parts = text.split('\u0000').map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(' || chr(0) || ')})`
}

// The smallest int64 would be read as the negative of a number that is none.
const SMALLEST = -(2n ** 63n)

function integerLiteral(value: bigint): string {
  return value === SMALLEST ? `cast('${value}' as bigint)` : String(value)
}

/** With an exponent, as DuckDB reads `1.5` as a decimal. */
function floatLiteral(value: number): string {
  if (!Number.isFinite(value)) return `cast('${value}' as double)`
  return Object.is(value, -0) ? '-0e0' : value.toExponential()
}

function momentLiteral(type: 'timestamp' | 'timestamptz', text: string, micros: bigint | undefined): string | undefined {
  if (micros === undefined) return undefined
  if (/^\d/.test(text)) return `${type} '${text}'`
  return type === 'timestamp' ? `make_timestamp(${micros})` : `to_timestamp(0) + to_microseconds(${micros})`
}

/** JSON text of a canonical JSON value; bigints, which other types may hold inside, as their digits. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))
}
