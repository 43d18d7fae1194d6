import { formTest } from './canonical-form.ts'
import type { CanonicalValue } from './canonical-value.ts'
import { ContractError } from './errors.ts'
import type { JsonValue } from './flavours.ts'
import { typeLabel, type LogicalType } from './logical-type.ts'
import { showCell } from './show-cell.ts'

/** A canonical value in its JSON form (see LogicalType): no digit is lost. The value is trusted. */
export function toJson(type: LogicalType, value: CanonicalValue): JsonValue {
  if (value === null) return null
  switch (type.type) {
    case 'int64':
      return String(value)
    case 'float64':
      return toJsonNumber(value as number)
    case 'bytes': {
      const bytes = value as Uint8Array
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
    }
    case 'array':
      return (value as readonly CanonicalValue[]).map((element) => toJson(type.element, element))
    case 'struct':
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [
          name,
          toJson(field.type, (value as Record<string, CanonicalValue>)[name] ?? null),
        ]),
      )
    default:
      return value as JsonValue
  }
}

// JSON has neither NaN nor infinities, and JSON.stringify drops the sign of a negative zero.
function toJsonNumber(value: number): JsonValue {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}

/** The canonical value of a JSON form; throws ContractError `document-invalid` when it is not one of the type. */
export function fromJson(type: LogicalType, json: JsonValue): CanonicalValue {
  if (json === null) return null
  switch (type.type) {
    case 'int64':
      return canonical(type, typeof json === 'string' && /^-?\d{1,19}$/.test(json) ? BigInt(json) : json, json)
    case 'float64':
      return canonical(type, typeof json === 'string' && FLOAT_WORDS.has(json) ? Number(json) : json, json)
    case 'bytes':
      return canonical(type, typeof json === 'string' ? fromBase64(json) : json, json)
    case 'array':
      return canonical(
        type,
        Array.isArray(json) ? (json as readonly JsonValue[]).map((element) => fromJson(type.element, element)) : json,
        json,
      )
    case 'struct':
      return canonical(
        type,
        isRecord(json) ? Object.fromEntries(Object.entries(json).map(([name, inner]) => [name, fromField(type, name, inner)])) : json,
        json,
      )
    default:
      return canonical(type, json, json)
  }
}

const FLOAT_WORDS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity', '-0'])

function fromField(type: Extract<LogicalType, { type: 'struct' }>, name: string, json: JsonValue): CanonicalValue {
  const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
  return field === undefined ? json : fromJson(field.type, json)
}

function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined
}

const isRecord = (json: JsonValue): json is { readonly [key: string]: JsonValue } =>
  json !== null && typeof json === 'object' && !Array.isArray(json)

function canonical(type: LogicalType, value: CanonicalValue | undefined, json: JsonValue): CanonicalValue {
  const problem = formTest(type)(value)
  if (problem === undefined) return value as CanonicalValue
  throw new ContractError('document-invalid', `${showCell(json, false)} is not the JSON form of a ${typeLabel(type)}`)
}
