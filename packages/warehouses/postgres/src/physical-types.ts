import type { LogicalType } from '@meshwright/contracts'

/** As `format_type` writes them, so that what a table is made with is what it is found with. */
const SIMPLE: Readonly<Record<Exclude<LogicalType['type'], 'decimal' | 'array'>, string>> = {
  string: 'text',
  boolean: 'boolean',
  int64: 'bigint',
  float64: 'double precision',
  date: 'date',
  time: 'time without time zone',
  timestamp: 'timestamp with time zone',
  localTimestamp: 'timestamp without time zone',
  json: 'jsonb',
  bytes: 'bytea',
  struct: 'jsonb',
}

/** A struct is held as jsonb; so is an array of arrays, as Postgres demands that those be rectangular. */
export function physicalType(type: LogicalType): string {
  if (type.type === 'decimal') return `numeric(${type.precision},${type.scale})`
  if (type.type !== 'array') return SIMPLE[type.type]
  return type.element.type === 'array' ? 'jsonb' : `${physicalType(type.element)}[]`
}

/** Smaller integers and floats come exactly as the larger ones; a uuid and padded text come as text. */
const LOGICAL: Readonly<Record<string, LogicalType>> = {
  text: { type: 'string' },
  'character varying': { type: 'string' },
  character: { type: 'string' },
  name: { type: 'string' },
  uuid: { type: 'string' },
  boolean: { type: 'boolean' },
  smallint: { type: 'int64' },
  integer: { type: 'int64' },
  bigint: { type: 'int64' },
  real: { type: 'float64' },
  'double precision': { type: 'float64' },
  date: { type: 'date' },
  'time without time zone': { type: 'time' },
  'timestamp with time zone': { type: 'timestamp' },
  'timestamp without time zone': { type: 'localTimestamp' },
  json: { type: 'json' },
  jsonb: { type: 'json' },
  bytea: { type: 'bytes' },
}

/** The logical type of a type as `format_type` writes it. A numeric without precision has none: its values are of any scale. */
export function logicalType(physical: string): LogicalType | undefined {
  if (physical.endsWith('[]')) {
    const element = logicalType(physical.slice(0, -2))
    return element === undefined || element.type === 'array' ? undefined : { type: 'array', element, elementNullable: true }
  }
  const numeric = /^numeric\((\d+),(\d+)\)$/.exec(physical)
  if (numeric !== null) {
    const [precision, scale] = [Number(numeric[1]), Number(numeric[2])]
    return precision <= 38 && scale <= precision ? { type: 'decimal', precision, scale } : undefined
  }
  // character varying(20), timestamp(3) with time zone
  return LOGICAL[physical.replace(/\(\d+\)/, '')]
}
