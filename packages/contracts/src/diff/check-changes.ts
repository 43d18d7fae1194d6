import type { CheckSpec } from '../check.ts'
import { canonicalJson } from '../fingerprint.ts'
import { changed, type FoundChange } from './changes.ts'

/** The changes of a table's own checks, beyond those that follow from its contract. A check is known by its name. */
export function checkChanges(old: readonly CheckSpec[], now: readonly CheckSpec[]): FoundChange[] {
  const before = new Map(old.map((check) => [check.name, check]))
  const after = new Map(now.map((check) => [check.name, check]))
  const kept = old.flatMap((check): FoundChange[] => {
    const other = after.get(check.name)
    if (other === undefined)
      return [changed(check.severity === 'warn' ? 'warning-removed' : 'check-removed', columnOf(check), label(check), null)]
    return between(check, other)
  })
  const added = now.filter(({ name }) => !before.has(name))
  return [
    ...kept,
    ...added.map((check) => changed(check.severity === 'warn' ? 'warning-added' : 'check-added', columnOf(check), null, label(check))),
  ]
}

function between(old: CheckSpec, now: CheckSpec): FoundChange[] {
  if (old.severity !== now.severity)
    return [changed(now.severity === 'warn' ? 'check-weakened' : 'check-strengthened', columnOf(now), label(old), label(now))]
  const meaning = ({ check, columns, params, reads }: CheckSpec) => canonicalJson({ check, columns, params, reads })
  if (meaning(old) === meaning(now)) return []
  return [changed(now.severity === 'warn' ? 'warning-changed' : 'check-changed', columnOf(now), label(old), label(now))]
}

const columnOf = ({ columns }: CheckSpec) => (columns.length === 1 ? (columns[0] ?? null) : null)

const label = ({ name, description, severity }: CheckSpec) => `${name}: ${description}${severity === 'warn' ? ' (warns)' : ''}`
