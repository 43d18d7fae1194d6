import { dateOfDays, dateTimeOfMicros, timeOfMicros, type Cell } from '@meshwright/contracts'
import type { SchemaElement, SchemaTree } from 'hyparquet'

type ReadCell = (raw: unknown) => Cell

/** How the values of one leaf become cells, and the schema element with which hyparquet leaves them as they are stored. */
interface Leaf {
  readonly element: SchemaElement
  readonly read: ReadCell
}

const asIs: ReadCell = (raw) => raw as Cell

/** The element without the annotations that hyparquet would turn into rounded numbers or millisecond dates. */
function stored(element: SchemaElement, read: ReadCell): Leaf {
  const { converted_type: _, logical_type: __, ...plain } = element
  return { element: plain, read }
}

/** Reads one leaf of the schema, or says in words why it cannot be read. */
export function leafOf(element: SchemaElement): Leaf | string {
  const { type, converted_type: converted, logical_type: logical } = element
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0)
    return stored(element, (raw) => decimalText(raw instanceof Uint8Array ? signed(raw) : BigInt(raw as number | bigint), scale))
  }
  if (logical?.type === 'DATE' || converted === 'DATE') return stored(element, (raw) => dateOfDays(raw as number))
  if (logical?.type === 'TIMESTAMP' || converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') {
    const unit = logical?.type === 'TIMESTAMP' ? logical.unit : converted === 'TIMESTAMP_MILLIS' ? 'MILLIS' : 'MICROS'
    // The old annotation alone means an instant.
    const zone = logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC ? '' : 'Z'
    return stored(element, (raw) => withNanos(raw as bigint, unit, dateTimeOfMicros) + zone)
  }
  if (logical?.type === 'TIME' || converted === 'TIME_MILLIS' || converted === 'TIME_MICROS') {
    const unit = logical?.type === 'TIME' ? logical.unit : converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS'
    return stored(element, (raw) => withNanos(BigInt(raw as number | bigint), unit, (micros) => timeOfMicros(Number(micros))))
  }
  // The parser for INT96 is told to leave the nanoseconds.
  if (type === 'INT96') return { element, read: (raw) => `${withNanos(raw as bigint, 'NANOS', dateTimeOfMicros)}Z` }
  if (converted === 'JSON' || logical?.type === 'JSON' || converted === 'ENUM' || logical?.type === 'ENUM') {
    return { element: { ...stored(element, asIs).element, converted_type: 'UTF8' }, read: asIs }
  }
  const unsupported = converted === 'INTERVAL' || converted === 'BSON' ? converted : undefined
  const annotation =
    unsupported ?? (logical && ['INTERVAL', 'BSON', 'VARIANT', 'GEOMETRY', 'GEOGRAPHY'].includes(logical.type) ? logical.type : undefined)
  if (annotation !== undefined) return `is of the Parquet type ${annotation}, which has no logical type here`
  return { element, read: asIs }
}

/** Reads the assembled values of a column: lists, structs and maps of leaves. */
export function nestedReader(tree: SchemaTree, leaves: ReadonlyMap<SchemaElement, ReadCell>): ReadCell {
  const nullable =
    (read: ReadCell): ReadCell =>
    (raw) =>
      raw === null || raw === undefined ? null : read(raw)
  const { element, children } = tree
  const [only] = children
  if (children.length === 0) {
    const read = nullable(leaves.get(element) ?? asIs)
    return element.repetition_type === 'REPEATED' ? (raw) => (raw as unknown[]).map(read) as Cell : read
  }
  if (element.converted_type === 'LIST' && only !== undefined && children.length === 1) {
    const item =
      only.children.length === 1 && only.children[0] !== undefined ? nestedReader(only.children[0], leaves) : listItem(only, leaves)
    return nullable((raw) => (raw as unknown[]).map(item) as Cell)
  }
  const value = only?.children[1]
  if ((element.converted_type === 'MAP' || element.converted_type === 'MAP_KEY_VALUE') && value !== undefined) {
    const read = nestedReader(value, leaves)
    return nullable((raw) => Object.fromEntries(Object.entries(raw as object).map(([key, inner]) => [key, read(inner)])) as Cell)
  }
  const fields = children.map((child) => [child.element.name, nestedReader(child, leaves)] as const)
  const struct = nullable(
    (raw) => Object.fromEntries(fields.map(([name, read]) => [name, read((raw as Record<string, unknown>)[name])])) as Cell,
  )
  return element.repetition_type === 'REPEATED' ? (raw) => (raw as unknown[]).map(struct) as Cell : struct
}

/** The items of an old two-level list, whose repeated node is the item itself. */
function listItem(tree: SchemaTree, leaves: ReadonlyMap<SchemaElement, ReadCell>): ReadCell {
  return nestedReader(
    { ...tree, element: { ...tree.element, repetition_type: 'OPTIONAL' } },
    new Map(leaves).set(tree.element, leaves.get(tree.element) ?? asIs),
  )
}

function withNanos(raw: bigint, unit: 'MILLIS' | 'MICROS' | 'NANOS', text: (micros: bigint) => string): string {
  if (unit === 'MILLIS') return text(raw * 1000n)
  if (unit === 'MICROS') return text(raw)
  const below = ((raw % 1000n) + 1000n) % 1000n
  const whole = text((raw - below) / 1000n)
  if (below === 0n) return whole
  const [seconds = '', fraction = ''] = whole.split('.')
  return `${seconds}.${fraction.padEnd(6, '0')}${String(below).padStart(3, '0')}`
}

/** Big-endian two's complement. */
function signed(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString()
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
