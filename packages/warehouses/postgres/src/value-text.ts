import type { LogicalType } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'

/** Writes a canonical value as the text that Postgres reads as exactly it; null stays null. */
export type ValueWriter = (value: SqlValue) => string | null

/** The writer for values of a type, prepared once per column. */
export function valueWriter(type: LogicalType): ValueWriter {
  const write = notNull(type)
  return (value) => (value === null ? null : write(value))
}

function notNull(type: LogicalType): (value: Exclude<SqlValue, null>) => string {
  switch (type.type) {
    case 'boolean':
      return (value) => (value === true ? 't' : 'f')
    case 'float64':
      return (value) => (Object.is(value, -0) ? '-0' : String(value))
    case 'json':
      return (value) => JSON.stringify(value)
    case 'bytes':
      return (value) => `\\x${Buffer.from(value as Uint8Array).toString('hex')}`
    case 'struct':
      return (value) => JSON.stringify(jsonForm(value, type))
    case 'array': {
      if (type.element.type === 'array') return (value) => JSON.stringify(jsonForm(value, type))
      const element = valueWriter(type.element)
      return (value) => `{${(value as readonly SqlValue[]).map((item) => quotedElement(element(item))).join(',')}}`
    }
    default:
      return String
  }
}

const quotedElement = (text: string | null) => (text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`)

/** A value inside jsonb, in the JSON form of its type (see LogicalType): int64 and decimals are strings, so that nothing is rounded. */
function jsonForm(value: SqlValue, type: LogicalType): unknown {
  if (value === null) return null
  switch (type.type) {
    case 'int64':
      return String(value)
    case 'float64':
      return Number.isFinite(value) ? value : String(value)
    case 'bytes':
      return Buffer.from(value as Uint8Array).toString('base64')
    case 'array':
      return (value as readonly SqlValue[]).map((item) => jsonForm(item, type.element))
    case 'struct':
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [name, jsonForm((value as Record<string, SqlValue>)[name] ?? null, field.type)]),
      )
    default:
      return value
  }
}
