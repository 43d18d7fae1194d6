import { sameType, typeLabel, type LogicalType } from '../logical-type.ts'
import type { ChangeKind } from './change-kinds.ts'
import { changed, type FoundChange } from './changes.ts'

/** `wider` holds every value of `narrower` exactly, and more. An int64 has up to 19 digits. */
function holds(wider: LogicalType, narrower: LogicalType): boolean {
  if (sameType(wider, narrower)) return true
  if (wider.type === 'decimal' && narrower.type === 'decimal')
    return wider.scale >= narrower.scale && wider.precision - wider.scale >= narrower.precision - narrower.scale
  if (wider.type === 'decimal' && narrower.type === 'int64') return wider.precision - wider.scale >= 19
  if (wider.type === 'array' && narrower.type === 'array')
    return (wider.elementNullable || !narrower.elementNullable) && holds(wider.element, narrower.element)
  if (wider.type === 'struct' && narrower.type === 'struct') {
    const names = Object.keys(wider.fields)
    return (
      names.length === Object.keys(narrower.fields).length &&
      names.every((name) => {
        const [to, from] = [wider.fields[name], narrower.fields[name]]
        return to !== undefined && from !== undefined && (to.nullable || !from.nullable) && holds(to.type, from.type)
      })
    )
  }
  return false
}

/** Whether what readers hold keeps its kind, in code (text stays text, bigint stays bigint) and in arithmetic. */
function keepsKind(a: LogicalType, b: LogicalType): boolean {
  if (a.type === 'array' && b.type === 'array') return keepsKind(a.element, b.element)
  if (a.type === 'struct' && b.type === 'struct')
    return Object.entries(a.fields).every(([name, { type }]) => {
      const other = b.fields[name]
      return other !== undefined && keepsKind(type, other.type)
    })
  return a.type === b.type
}

/** An int64 can become a decimal without a writer noticing, but no decimal an int64 without a reader. */
export function typeChange(column: string, old: LogicalType, now: LogicalType): FoundChange[] {
  if (sameType(old, now)) return []
  const kind: ChangeKind = holds(now, old) ? 'type-widened' : holds(old, now) && keepsKind(old, now) ? 'type-narrowed' : 'type-changed'
  return [changed(kind, column, typeLabel(old), typeLabel(now))]
}
