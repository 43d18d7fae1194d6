import type { LogicalType } from '@meshwright/contracts'

/** A DuckDB type, read from its text. `name` is upper case; what has no meaning here (MAP, UNION, ENUM values) is not looked into. */
export interface PhysicalType {
  readonly name: string
  /** Of DECIMAL. */
  readonly parameters: readonly number[]
  /** Of lists (`T[]`, name `LIST`) and arrays (`T[3]`, name `ARRAY`). */
  readonly element?: PhysicalType
  /** Of STRUCT, in order. */
  readonly fields?: readonly (readonly [string, PhysicalType])[]
}

const known = new Map<string, PhysicalType>()

/** Reads `STRUCT(a BIGINT, "b c" VARCHAR[])`, `DECIMAL(12,2)`, `TIMESTAMP WITH TIME ZONE` and all others. */
export function parsePhysicalType(text: string): PhysicalType {
  let type = known.get(text)
  if (type === undefined) {
    type = new TypeReader(text).type()
    known.set(text, type)
  }
  return type
}

class TypeReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text.trim()
  }

  type(): PhysicalType {
    let type = this.#base()
    for (let bounds = this.#take(/^\s*\[(\d*)\]/); bounds; bounds = this.#take(/^\s*\[(\d*)\]/)) {
      type = { name: bounds[1] === '' ? 'LIST' : 'ARRAY', parameters: [], element: type }
    }
    return type
  }

  #base(): PhysicalType {
    const word = this.#take(/^\s*("(?:[^"]|"")*"|[^,()[\]]+)/)?.[1]?.trim() ?? ''
    const name = word.replaceAll('"', '').toUpperCase()
    if (this.#take(/^\s*\(/) === undefined) return { name, parameters: [] }
    if (name === 'STRUCT') return { name, parameters: [], fields: this.#fields() }
    const inside = this.#balanced()
    return { name, parameters: name === 'DECIMAL' || name === 'NUMERIC' ? inside.split(',').map(Number) : [] }
  }

  #fields(): [string, PhysicalType][] {
    const fields: [string, PhysicalType][] = []
    do {
      const name = this.#take(/^\s*(?:"((?:[^"]|"")*)"|([^\s"]+))\s+/)
      fields.push([name?.[1]?.replaceAll('""', '"') ?? name?.[2] ?? '', this.type()])
    } while (this.#take(/^\s*,/))
    this.#take(/^\s*\)/)
    return fields
  }

  /** What stands before the closing parenthesis, which is taken too. */
  #balanced(): string {
    const start = this.#at
    for (let depth = 1; depth > 0 && this.#at < this.#text.length;) {
      const part = this.#take(/^(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|[\s\S])/)?.[0]
      if (part === '(') depth++
      if (part === ')') depth--
    }
    return this.#text.slice(start, this.#at - 1)
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.#text.slice(this.#at))
    if (match === null) return undefined
    this.#at += match[0].length
    return match
  }
}

const LOGICAL: Readonly<Record<string, LogicalType>> = {
  VARCHAR: { type: 'string' },
  UUID: { type: 'string' },
  ENUM: { type: 'string' },
  BOOLEAN: { type: 'boolean' },
  TINYINT: { type: 'int64' },
  SMALLINT: { type: 'int64' },
  INTEGER: { type: 'int64' },
  BIGINT: { type: 'int64' },
  UTINYINT: { type: 'int64' },
  USMALLINT: { type: 'int64' },
  UINTEGER: { type: 'int64' },
  UBIGINT: { type: 'decimal', precision: 20, scale: 0 },
  HUGEINT: { type: 'decimal', precision: 38, scale: 0 },
  UHUGEINT: { type: 'decimal', precision: 38, scale: 0 },
  FLOAT: { type: 'float64' },
  DOUBLE: { type: 'float64' },
  DATE: { type: 'date' },
  TIME: { type: 'time' },
  TIMESTAMP: { type: 'localTimestamp' },
  TIMESTAMP_S: { type: 'localTimestamp' },
  TIMESTAMP_MS: { type: 'localTimestamp' },
  'TIMESTAMP WITH TIME ZONE': { type: 'timestamp' },
  TIMESTAMPTZ: { type: 'timestamp' },
  BLOB: { type: 'bytes' },
  JSON: { type: 'json' },
}

/**
 * What values of a DuckDB type mean, or undefined: MAP, UNION, INTERVAL, BIT, TIMETZ, and TIMESTAMP_NS, whose nanoseconds no
 * logical type holds.
 */
export function logicalTypeOf(type: PhysicalType): LogicalType | undefined {
  if (type.name === 'DECIMAL' || type.name === 'NUMERIC') {
    const [precision = 18, scale = 3] = type.parameters
    return { type: 'decimal', precision, scale }
  }
  if (type.element !== undefined) {
    const element = logicalTypeOf(type.element)
    return element === undefined ? undefined : { type: 'array', element, elementNullable: true }
  }
  if (type.fields !== undefined) {
    const fields = type.fields.map(([name, field]) => [name, logicalTypeOf(field)] as const)
    if (fields.some(([, field]) => field === undefined)) return undefined
    return {
      type: 'struct',
      fields: Object.fromEntries(fields.map(([name, field]) => [name, { type: field as LogicalType, nullable: true }])),
    }
  }
  return LOGICAL[type.name]
}

const PHYSICAL = {
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
  int64: 'BIGINT',
  float64: 'DOUBLE',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  localTimestamp: 'TIMESTAMP',
  json: 'JSON',
  bytes: 'BLOB',
} as const

/** The DuckDB type that holds a logical type exactly. */
export function physicalTypeOf(type: LogicalType): string {
  switch (type.type) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'array':
      return `${physicalTypeOf(type.element)}[]`
    case 'struct':
      return `STRUCT(${Object.entries(type.fields)
        .map(([name, field]) => `"${name.replaceAll('"', '""')}" ${physicalTypeOf(field.type)}`)
        .join(', ')})`
    default:
      return PHYSICAL[type.type]
  }
}
