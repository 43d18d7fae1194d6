import * as z from 'zod'

/**
 * What a value *means*, independent of any engine. DDL, casts and the JS form of results follow from it.
 *
 * | logical type   | JS form                                             | JSON form            |
 * | -------------- | --------------------------------------------------- | -------------------- |
 * | string         | string                                              | string               |
 * | boolean        | boolean                                             | boolean              |
 * | int64          | bigint                                              | string of its digits |
 * | float64        | number (NaN and ±Infinity allowed)                  | number, or 'NaN', 'Infinity', '-Infinity', '-0' |
 * | decimal(p,s)   | string with exactly s fraction digits: `'10.50'`    | the same string      |
 * | date           | string `YYYY-MM-DD`                                 | the same string      |
 * | time           | string `HH:MM:SS[.ffffff]`, microseconds            | the same string      |
 * | timestamp      | an instant: `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`         | the same string      |
 * | localTimestamp | a wall-clock time: `YYYY-MM-DDTHH:MM:SS[.ffffff]`   | the same string      |
 * | json           | any JSON value; a number that JS would round is `JSON.rawJSON` of its text | the value |
 * | bytes          | Uint8Array                                          | base64 string        |
 * | array<T>       | array of T, elements may be null if so declared     | array                |
 * | struct         | plain object                                        | object               |
 */
export type LogicalType =
  | { readonly type: 'string' }
  | { readonly type: 'boolean' }
  | { readonly type: 'int64' }
  | { readonly type: 'float64' }
  | { readonly type: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly type: 'date' }
  | { readonly type: 'time' }
  | { readonly type: 'timestamp' }
  | { readonly type: 'localTimestamp' }
  | { readonly type: 'json' }
  | { readonly type: 'bytes' }
  | { readonly type: 'array'; readonly element: LogicalType; readonly elementNullable: boolean }
  | { readonly type: 'struct'; readonly fields: Readonly<Record<string, StructField>> }

export interface StructField {
  readonly type: LogicalType
  readonly nullable: boolean
}

export type LogicalTypeName = LogicalType['type']

const simple = <const N extends LogicalTypeName>(type: N) => z.object({ type: z.literal(type) })

/** The document form of a logical type. */
export const logicalTypeSchema: z.ZodType<LogicalType> = z.lazy(() =>
  z.discriminatedUnion('type', [
    simple('string'),
    simple('boolean'),
    simple('int64'),
    simple('float64'),
    z.object({ type: z.literal('decimal'), precision: z.int().min(1).max(38), scale: z.int().min(0).max(38) }),
    simple('date'),
    simple('time'),
    simple('timestamp'),
    simple('localTimestamp'),
    simple('json'),
    simple('bytes'),
    z.object({ type: z.literal('array'), element: logicalTypeSchema, elementNullable: z.boolean() }),
    z.object({
      type: z.literal('struct'),
      fields: z.record(z.string(), z.object({ type: logicalTypeSchema, nullable: z.boolean() })),
    }),
  ]),
)

/** `decimal(12,2)`, `array<int64>`, `struct<a int64, b string?>`: the form that messages and pages show. */
export function typeLabel(type: LogicalType): string {
  switch (type.type) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'array':
      return `array<${typeLabel(type.element)}${type.elementNullable ? '?' : ''}>`
    case 'struct':
      return `struct<${Object.entries(type.fields)
        .map(([name, field]) => `${name} ${typeLabel(field.type)}${field.nullable ? '?' : ''}`)
        .join(', ')}>`
    default:
      return type.type
  }
}

/** Whether two types hold the same values; the order of a struct's fields does not matter. */
export function sameType(a: LogicalType, b: LogicalType): boolean {
  if (a.type === 'decimal' && b.type === 'decimal') return a.precision === b.precision && a.scale === b.scale
  if (a.type === 'array' && b.type === 'array') return a.elementNullable === b.elementNullable && sameType(a.element, b.element)
  if (a.type === 'struct' && b.type === 'struct') return sameFields(a.fields, b.fields)
  return a.type === b.type
}

function sameFields(a: Readonly<Record<string, StructField>>, b: Readonly<Record<string, StructField>>): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [left, right] = [a[name], Object.hasOwn(b, name) ? b[name] : undefined]
      return left !== undefined && right !== undefined && left.nullable === right.nullable && sameType(left.type, right.type)
    })
  )
}
