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

export function typeChange(column: string, old: LogicalType, now: LogicalType): FoundChange[] {
  if (sameType(old, now)) return []
  const kind: ChangeKind = holds(now, old) ? 'type-widened' : holds(old, now) ? 'type-narrowed' : 'type-changed'
  return [changed(kind, column, typeLabel(old), typeLabel(now))]
}
