import { ACCESS, type ContractDocument, type Reference } from '../contract.ts'
import { canonicalJson } from '../fingerprint.ts'
import type { ChangeKind } from './change-kinds.ts'
import { changed, factChange, type FoundChange } from './changes.ts'
import { columnChanges } from './column-changes.ts'

/** Every difference between two contracts of one table. Pure; none between equal ones. */
export function contractChanges(old: ContractDocument, now: ContractDocument): FoundChange[] {
  const rank = (access: ContractDocument['access']) => ACCESS.indexOf(access)
  const words = (value: unknown) => (value === undefined ? null : canonicalJson(value))
  return [
    ...columnChanges(old, now),
    ...keyChange(renamedKey(old, now), now.key),
    ...referenceChanges(old, now),
    ...factChange(rank(now.access) < rank(old.access) ? 'access-narrowed' : 'access-widened', null, old.access, now.access),
    ...factChange(now.version < old.version ? 'version-lowered' : 'version-changed', null, String(old.version), String(now.version)),
    ...factChange('deprecation-changed', null, words(old.deprecation), words(now.deprecation)),
    ...factChange('service-level-changed', null, words(old.sla), words(now.sla)),
    ...factChange('layer-changed', null, old.layer, now.layer),
    ...factChange('owner-changed', null, old.owner, now.owner),
    ...factChange('owner-changed', null, old.steward ?? null, now.steward ?? null),
    ...factChange('description-changed', null, old.description, now.description),
    ...factChange('tags-changed', null, old.tags.join(', '), now.tags.join(', ')),
  ]
}

/** The old key by the names that its columns have now. */
function renamedKey(old: ContractDocument, now: ContractDocument): readonly string[] {
  const names = new Set(now.columns.map((column) => column.name))
  return old.key.map((name) => (names.has(name) ? name : (now.columns.find((column) => column.renamedFrom === name)?.name ?? name)))
}

/** The order of a key's columns does not matter. */
function keyChange(old: readonly string[], now: readonly string[]): FoundChange[] {
  const within = (some: readonly string[], all: readonly string[]) => some.every((name) => all.includes(name))
  const [kept, grown] = [within(old, now), within(now, old)]
  if (kept && grown) return []
  const kind: ChangeKind =
    old.length === 0 ? 'key-added' : now.length === 0 ? 'key-removed' : kept ? 'key-extended' : grown ? 'key-reduced' : 'key-changed'
  return [changed(kind, null, old.join(', ') || null, now.join(', ') || null)]
}

function referenceChanges(old: ContractDocument, now: ContractDocument): FoundChange[] {
  const label = ({ to, toColumn, severity }: Reference) => `${to}.${toColumn}${severity === 'warn' ? ' (warns)' : ''}`
  const after = new Map(now.references.map((reference) => [reference.column, reference]))
  const before = new Map(old.references.map((reference) => [reference.column, reference]))
  const kept = old.references.flatMap((reference): FoundChange[] => {
    const other = after.get(reference.column)
    if (other === undefined) return [changed('reference-removed', reference.column, label(reference), null)]
    if (canonicalJson(other) === canonicalJson(reference)) return []
    const same = other.to === reference.to && other.toColumn === reference.toColumn
    const kind = !same ? 'reference-changed' : other.severity === 'warn' ? 'reference-weakened' : 'reference-strengthened'
    return [changed(kind, reference.column, label(reference), label(other))]
  })
  const added = now.references.filter(({ column }) => !before.has(column))
  return [...kept, ...added.map((reference) => changed('reference-added', reference.column, null, label(reference)))]
}
