import type { JsonValue } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'

/** A value of a query in the JSON form of its logical type: int64 as digits, bytes as base64, NaN and ±Infinity as text. */
export function jsonOf(value: SqlValue): JsonValue {
  switch (typeof value) {
    case 'bigint':
      return value.toString()
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      if (value === null) return null
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
      if (Array.isArray(value)) return value.map(jsonOf)
      return Object.fromEntries(
        Object.entries(value as { readonly [field: string]: SqlValue }).map(([name, inner]) => [name, jsonOf(inner)]),
      )
    default:
      return value
  }
}
