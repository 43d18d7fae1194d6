import * as z from 'zod'
import type { Bytes, DateDay, Decimal, Float64, Int64, JsonText, LocalTimestamp, TimeOfDay, Timestamp } from './flavours.ts'
import { ContractError } from './errors.ts'
import type { LogicalType } from './logical-type.ts'
import type { InputFormat } from './column.ts'
import type { Rule } from './rule.ts'

/** A zod schema that stands for one logical column type; `.nullable()`, `.describe()` and `.meta()` work as on any schema. */
export type ColumnType<T> = z.ZodType<T, T>

/** What Meshwright keeps in the definition of a zod schema, so that it survives `.describe()`, `.meta()` and `.refine()`. */
export interface ColumnMark {
  readonly type: LogicalType
  readonly rules: readonly Rule[]
  readonly input?: InputFormat
}

interface MarkedDef {
  meshwright?: ColumnMark
  meshwrightRowOnly?: boolean
}

export function markOf(schema: z.core.$ZodType): ColumnMark | undefined {
  return (schema._zod.def as MarkedDef).meshwright
}

export function isRowOnly(schema: z.core.$ZodType): boolean {
  return (schema._zod.def as MarkedDef).meshwrightRowOnly === true
}

// One zod instance per distinct type: 25 times cheaper than one per column, which counts at ten thousand models.
const interned = new Map<string, ColumnType<unknown>>()

function marked<T>(mark: ColumnMark, make: () => z.ZodType): ColumnType<T> {
  const id = JSON.stringify(mark)
  let known = interned.get(id)
  if (known === undefined) {
    known = make() as ColumnType<unknown>
    ;(known._zod.def as MarkedDef).meshwright = mark
    interned.set(id, known)
  }
  return known as ColumnType<T>
}

function bounds(options: { min?: unknown; max?: unknown } | undefined): Rule[] {
  const rules: Rule[] = []
  if (options?.min !== undefined) rules.push({ rule: 'min', value: String(options.min) })
  if (options?.max !== undefined) rules.push({ rule: 'max', value: String(options.max) })
  return rules
}

const inputOf = (options: InputFormat | undefined): { input?: InputFormat } =>
  options?.format === undefined && options?.zone === undefined
    ? {}
    : {
        input: {
          ...(options.format === undefined ? {} : { format: options.format }),
          ...(options.zone === undefined ? {} : { zone: options.zone }),
        },
      }

export interface Bounds<T> {
  /** Smallest allowed value, inclusive. */
  readonly min?: T
  /** Largest allowed value, inclusive. */
  readonly max?: T
}

/** A signed 64-bit integer, always a bigint in JS. */
export function int64(options?: Bounds<bigint>): ColumnType<Int64> {
  return marked<Int64>({ type: { type: 'int64' }, rules: bounds(options) }, () => z.bigint())
}

/** An IEEE 754 double. For money use `decimal`. */
export function float64(options?: Bounds<number>): ColumnType<Float64> {
  return marked<Float64>({ type: { type: 'float64' }, rules: bounds(options) }, () => z.number())
}

/** An exact decimal number of `precision` digits, `scale` of them after the point; a string in JS. Precision is 1 to 38. */
export function decimal(precision: number, scale: number, options?: Bounds<string>): ColumnType<Decimal> {
  if (!(Number.isInteger(precision) && precision >= 1 && precision <= 38 && Number.isInteger(scale) && scale >= 0 && scale <= precision)) {
    throw new ContractError(
      'contract-invalid',
      `decimal(${precision}, ${scale}): the precision must be 1 to 38 and the scale 0 to the precision`,
    )
  }
  return marked<Decimal>({ type: { type: 'decimal', precision, scale }, rules: bounds(options) }, () => z.string())
}

/** A calendar day. `format` (strptime: `%d/%m/%Y`) says how text in files spells it; ISO when absent. */
export function date(options?: Bounds<string> & { readonly format?: string }): ColumnType<DateDay> {
  return marked<DateDay>({ type: { type: 'date' }, rules: bounds(options), ...inputOf(options) }, () => z.string())
}

/** A time of day without zone, to microseconds. */
export function time(): ColumnType<TimeOfDay> {
  return marked<TimeOfDay>({ type: { type: 'time' }, rules: [] }, () => z.string())
}

/**
 * An instant, to microseconds, in UTC. Text without an offset is refused unless `zone` (IANA) names the clock it was read from;
 * `format` is strptime's.
 */
export function timestamp(options?: Bounds<string> & InputFormat): ColumnType<Timestamp> {
  return marked<Timestamp>({ type: { type: 'timestamp' }, rules: bounds(options), ...inputOf(options) }, () => z.string())
}

/** A wall-clock time without zone, to microseconds. Text with an offset is refused: it is an instant. */
export function localTimestamp(options?: Bounds<string> & { readonly format?: string }): ColumnType<LocalTimestamp> {
  return marked<LocalTimestamp>({ type: { type: 'localTimestamp' }, rules: bounds(options), ...inputOf(options) }, () => z.string())
}

/** Any JSON value; JSON null is not SQL null. */
export function json(): ColumnType<JsonText> {
  return marked<JsonText>({ type: { type: 'json' }, rules: [] }, () => z.json())
}

/** Bytes; in text files and JSON as base64. */
export function bytes(): ColumnType<Bytes> {
  return marked<Bytes>({ type: { type: 'bytes' }, rules: [] }, () => z.instanceof(Uint8Array))
}

/**
 * Accepts the refinements of this schema that SQL cannot express. They force the row path for the whole stream, where `explain`
 * says so, and they are checked when rows are loaded, not on tables.
 */
export function rowOnly<S extends z.ZodType>(schema: S): S {
  const copy = schema.clone({ ...schema._zod.def }, { parent: true })
  ;(copy._zod.def as MarkedDef).meshwrightRowOnly = true
  return copy as S
}
