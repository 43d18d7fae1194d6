import type { DuckDBMaterializedResult, DuckDBResult, DuckDBType, DuckDBVector } from '@duckdb/node-api'
import { setImmediate } from 'node:timers/promises'
import { dateOfDays, dateTimeOfMicros, exactJson, timeOfMicros } from '@meshwright/contracts'
import type { InspectedColumn, SqlValue } from '@meshwright/sql'
import { logicalTypeOf, parsePhysicalType, type PhysicalType } from './physical-type.ts'

/** Makes the canonical JS form of one type's values out of what the client gives. Null is dealt with before. */
export type ValueReader = (value: unknown) => SqlValue

const asIs: ValueReader = (value) => value as SqlValue
const asText: ValueReader = (value) => String(value)
const asInteger: ValueReader = (value) => (typeof value === 'bigint' ? value : BigInt(value as number))

const READERS: Readonly<Record<string, ValueReader>> = {
  VARCHAR: asIs,
  BOOLEAN: asIs,
  FLOAT: asIs,
  DOUBLE: asIs,
  TINYINT: asInteger,
  SMALLINT: asInteger,
  INTEGER: asInteger,
  BIGINT: asInteger,
  UTINYINT: asInteger,
  USMALLINT: asInteger,
  UINTEGER: asInteger,
  DECIMAL: (value) => decimalText(value as { value: bigint; scale: number }),
  DATE: (value) => finite(value as { isFinite: boolean }) ?? dateOfDays((value as { days: number }).days),
  TIME: (value) => timeOfMicros(Number((value as { micros: bigint }).micros)),
  TIMESTAMP: (value) => finite(value as { isFinite: boolean }) ?? dateTimeOfMicros((value as { micros: bigint }).micros),
  'TIMESTAMP WITH TIME ZONE': (value) =>
    finite(value as { isFinite: boolean }) ?? `${dateTimeOfMicros((value as { micros: bigint }).micros)}Z`,
  TIMESTAMP_S: (value) => finite(value as { isFinite: boolean }) ?? dateTimeOfMicros((value as { seconds: bigint }).seconds * 1_000_000n),
  TIMESTAMP_MS: (value) => finite(value as { isFinite: boolean }) ?? dateTimeOfMicros((value as { millis: bigint }).millis * 1_000n),
  // A copy: the client's bytes belong to the chunk.
  BLOB: (value) => new Uint8Array((value as { bytes: Uint8Array }).bytes),
  JSON: (value) => exactJson(value as string),
}

/** Beyond every date: `infinity`, `-infinity`. */
const finite = (value: { isFinite: boolean }): string | undefined => (value.isFinite ? undefined : String(value))

export function valueReader(type: PhysicalType): ValueReader {
  if (logicalTypeOf(type) === undefined) return asText
  if (type.element !== undefined) {
    const read = nullable(valueReader(type.element))
    return (value) => (value as { items: readonly unknown[] }).items.map(read)
  }
  if (type.fields !== undefined) {
    const fields = type.fields.map(([name, field]) => [name, nullable(valueReader(field))] as const)
    return (value) => {
      const { entries } = value as { entries: Readonly<Record<string, unknown>> }
      return Object.fromEntries(fields.map(([name, read]) => [name, read(entries[name])]))
    }
  }
  return READERS[type.name] ?? asText
}

const nullable =
  (read: ValueReader) =>
  (value: unknown): SqlValue =>
    value === null || value === undefined ? null : read(value)

/** An unscaled integer with its point put in. */
export function decimalText({ value, scale }: { readonly value: bigint; readonly scale: number }): string {
  if (scale === 0) return value.toString()
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** The SQL text of a result's type, with `JSON`, which the client only knows as the alias of a text. */
export function typeText(type: DuckDBType): string {
  if (type.alias !== undefined) return type.alias
  if ('entryNames' in type) {
    return `STRUCT(${type.entryNames.map((name, index) => `"${name.replaceAll('"', '""')}" ${typeText(type.entryTypes[index] as DuckDBType)}`).join(', ')})`
  }
  if ('keyType' in type) return `MAP(${typeText(type.keyType)}, ${typeText(type.valueType)})`
  if ('valueType' in type) return `${typeText(type.valueType)}[${'length' in type ? type.length : ''}]`
  return type.toString()
}

/**
 * The client decodes text with a decoder that swallows a leading U+FEFF. What stands at the beginning of a text is also in the
 * vector itself, right behind its length.
 */
function restoreMarks(vector: DuckDBVector, values: unknown[]): void {
  const { dataView } = vector as unknown as { dataView?: DataView }
  if (vector.type.typeId !== VARCHAR || dataView === undefined) return
  for (let row = 0; row < values.length; row++) {
    if (
      typeof values[row] === 'string' &&
      dataView.getUint32(row * 16, true) >= 3 &&
      (dataView.getUint32(row * 16 + 4, true) & 0xffffff) === 0xbfbbef
    )
      values[row] = `\ufeff${values[row] as string}`
  }
}

// DuckDBTypeId.VARCHAR, whose enum only exists once the client is loaded.
const VARCHAR = 17

export function resultColumns(result: DuckDBResult): InspectedColumn[] {
  const types = result.columnTypes()
  return result.columnNames().map((name, index) => {
    const physicalType = typeText(types[index] as DuckDBType)
    return { name, physicalType, type: logicalTypeOf(parsePhysicalType(physicalType)), nullable: true }
  })
}

const CHUNKS_AT_ONCE = 8

/** The rows of a result, values in canonical JS form; of a large one while what else runs here goes on. */
export async function resultRows(result: DuckDBMaterializedResult, columns: readonly InspectedColumn[]): Promise<SqlValue[][]> {
  const readers = columns.map((column) => nullable(valueReader(parsePhysicalType(column.physicalType))))
  const rows = Array.from({ length: result.rowCount }, (): SqlValue[] => [])
  for (let index = 0, from = 0; index < result.chunkCount; index++) {
    if (index % CHUNKS_AT_ONCE === CHUNKS_AT_ONCE - 1) await setImmediate()
    const chunk = result.getChunk(index)
    for (const [at, read] of readers.entries()) {
      const values = chunk.getColumnValues(at)
      restoreMarks(chunk.getColumnVector(at), values)
      for (let row = 0; row < values.length; row++) (rows[from + row] as SqlValue[]).push(read(values[row]))
    }
    from += chunk.rowCount
  }
  return rows
}
