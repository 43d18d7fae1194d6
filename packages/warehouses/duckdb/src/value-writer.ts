import type { DuckDBValue } from '@duckdb/node-api'
import { daysOfDate, microsOfDateTime, microsOfInstant, microsOfTime, typeLabel, type LogicalType } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import type { DuckdbClient } from './duckdb-client.ts'
import { DuckdbError } from './duckdb-error.ts'
import { jsonText } from './literal.ts'

/** Makes what the client takes out of a canonical value; undefined when it is none of the type. */
type ValueWriter = (value: SqlValue) => DuckDBValue | undefined

/**
 * The writer of one column. Null is SQL null. Throws `value-invalid`, naming the column, for what is not of the type's canonical
 * form: nothing is rounded or cut.
 */
export function columnWriter(name: string, type: LogicalType, client: DuckdbClient): (value: SqlValue) => DuckDBValue {
  const write = writerOf(type, client)
  return (value) => {
    if (value === null) return null
    const written = write(value)
    if (written === undefined)
      throw new DuckdbError(
        'value-invalid',
        `column "${name}": ${shown(value)} is not a ${typeLabel(type)} in its canonical form (see LogicalType)`,
      )
    return written
  }
}

// Only the kind of value: it may be classified.
const shown = (value: SqlValue) => (typeof value === 'string' ? `a text of ${value.length} characters` : `a ${typeof value}`)

function writerOf(type: LogicalType, client: DuckdbClient): ValueWriter {
  switch (type.type) {
    case 'string':
      return (value) => (typeof value === 'string' ? value : undefined)
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : undefined)
    case 'int64':
      return (value) => (typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : undefined)
    case 'float64':
      return (value) => (typeof value === 'number' ? value : undefined)
    case 'decimal':
      return (value) => {
        const unscaled = typeof value === 'string' ? unscaledOf(value, type) : undefined
        return unscaled === undefined ? undefined : new client.DuckDBDecimalValue(unscaled, type.precision, type.scale)
      }
    case 'date':
      return (value) => {
        const days = typeof value === 'string' ? daysOfDate(value) : undefined
        return days === undefined ? undefined : new client.DuckDBDateValue(days)
      }
    case 'time':
      return (value) => {
        const micros = typeof value === 'string' ? microsOfTime(value) : undefined
        return micros === undefined ? undefined : new client.DuckDBTimeValue(BigInt(micros))
      }
    case 'timestamp':
      return (value) => {
        const micros = typeof value === 'string' ? microsOfInstant(value) : undefined
        return micros === undefined ? undefined : new client.DuckDBTimestampTZValue(micros)
      }
    case 'localTimestamp':
      return (value) => {
        const micros = typeof value === 'string' ? microsOfDateTime(value) : undefined
        return micros === undefined ? undefined : new client.DuckDBTimestampValue(micros)
      }
    case 'json':
      return jsonText
    case 'bytes':
      return (value) => (value instanceof Uint8Array ? new client.DuckDBBlobValue(value) : undefined)
    case 'array': {
      const element = nullable(writerOf(type.element, client))
      return (value) => {
        if (!Array.isArray(value)) return undefined
        const items = value.map(element)
        return items.includes(undefined) ? undefined : new client.DuckDBListValue(items as DuckDBValue[])
      }
    }
    case 'struct': {
      const fields = Object.entries(type.fields).map(([name, field]) => [name, nullable(writerOf(field.type, client))] as const)
      return (value) => {
        if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
        const record = value as Readonly<Record<string, SqlValue>>
        const entries = fields.map(([name, write]) => [name, write(record[name] ?? null)] as const)
        return entries.some(([, entry]) => entry === undefined)
          ? undefined
          : new client.DuckDBStructValue(Object.fromEntries(entries) as Record<string, DuckDBValue>)
      }
    }
  }
}

const nullable =
  (write: ValueWriter): ValueWriter =>
  (value) =>
    value === null ? null : write(value)

/** The unscaled integer of a decimal text with exactly its type's fraction digits. */
function unscaledOf(text: string, type: { readonly precision: number; readonly scale: number }): bigint | undefined {
  const point = text.length - type.scale - 1
  const digits = type.scale === 0 ? text : text[point] === '.' ? text.slice(0, point) + text.slice(point + 1) : ''
  const match = /^-?0*(\d*)$/.exec(digits)
  return match === null || digits === '' || digits === '-' || (match[1] as string).length > type.precision ? undefined : BigInt(digits)
}
