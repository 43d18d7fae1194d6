import type { JsonValue } from '@meshwright/contracts'
import { ExpressionWrapper, type OperationNode } from 'kysely'
import { QualityError } from './quality-error.ts'

// Values of a query tree that JSON lacks are written as an object of one key that no node has.
const INT64 = '$int64'
const BYTES = '$bytes'

/** A query tree as JSON: kysely's nodes are plain objects already, and only their values need care. */
export function treeToJson(node: OperationNode): JsonValue {
  return toJson(node, 'expression')
}

function toJson(value: unknown, path: string): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      if (Number.isFinite(value)) return value
      break
    case 'bigint':
      return { [INT64]: value.toString() }
    case 'object':
      if (value === null) return null
      if (Array.isArray(value)) return value.map((item, index) => toJson(item, `${path}[${index}]`))
      if (value instanceof Uint8Array) return { [BYTES]: Buffer.from(value).toString('base64') }
      if (value instanceof Date) break
      return Object.fromEntries(
        Object.entries(value).flatMap(([name, inner]): [string, JsonValue][] =>
          inner === undefined ? [] : [[name, toJson(inner, `${path}.${name}`)]],
        ),
      )
  }
  throw new QualityError(
    'expression-invalid',
    `${path}: holds a ${value instanceof Date ? 'Date' : typeof value}, which a check cannot keep: write timestamps as ISO text and numbers as bigint or decimal text`,
  )
}

/** The expression behind the JSON of `treeToJson`. */
export function expressionFromJson(json: JsonValue): ExpressionWrapper<never, never, never> {
  const node = fromJson(json)
  if (typeof node !== 'object' || node === null || typeof (node as { kind?: unknown }).kind !== 'string') {
    throw new QualityError(
      'expression-invalid',
      'the parameters of a check hold no expression where one is needed: build it with checks(…), or keep the tree of treeToJson(…)',
    )
  }
  return new ExpressionWrapper(node as OperationNode)
}

function fromJson(json: JsonValue): unknown {
  if (Array.isArray(json)) return Object.freeze(json.map(fromJson))
  if (json === null || typeof json !== 'object') return json
  const fields = json as { readonly [key: string]: JsonValue }
  if (typeof fields[INT64] === 'string') return BigInt(fields[INT64])
  if (typeof fields[BYTES] === 'string') return new Uint8Array(Buffer.from(fields[BYTES], 'base64'))
  return Object.freeze(Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, fromJson(inner)])))
}
