import type { JsonValue } from './flavours.ts'
import type { LogicalType } from './logical-type.ts'
import type { CanonicalValue } from './canonical-value.ts'

/** A canonical value in its JSON form (see LogicalType): no digit is lost. */
export function toJson(type: LogicalType, value: CanonicalValue): JsonValue {
  if (value === null) return null
  switch (type.type) {
    case 'int64':
      return String(value)
    case 'float64':
      return typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value as number)
    case 'bytes':
      return btoa(String.fromCharCode(...(value as Uint8Array)))
    case 'array':
      return (value as readonly CanonicalValue[]).map((element) => toJson(type.element, element))
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, toJson(field.type, (value as Record<string, CanonicalValue>)[name] ?? null)]))
    default:
      return value as JsonValue
  }
}

/** The canonical value of its JSON form. The form is trusted: it was written by `toJson`. */
export function fromJson(type: LogicalType, json: JsonValue): CanonicalValue {
  if (json === null) return null
  switch (type.type) {
    case 'int64':
      return BigInt(String(json))
    case 'float64':
      return Number(json)
    case 'bytes':
      return Uint8Array.from(atob(String(json)), (character) => character.charCodeAt(0))
    case 'array':
      return (json as readonly JsonValue[]).map((element) => fromJson(type.element, element))
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, fromJson(field.type, (json as Record<string, JsonValue>)[name] ?? null)]))
    default:
      return json as CanonicalValue
  }
}
