import type { Column } from '../column.ts'
import type { ContractDocument } from '../contract.ts'
import { typeLabel } from '../logical-type.ts'
import { changed, factChange, type FoundChange } from './changes.ts'
import { ruleChanges } from './rule-changes.ts'
import { typeChange } from './type-change.ts'

/** The changes of the columns of a table. One that says `renamedFrom` is the column of that name, when there was one and it is gone. */
export function columnChanges(old: ContractDocument, now: ContractDocument): FoundChange[] {
  const before = new Map(old.columns.map((column) => [column.name, column]))
  const names = new Set(now.columns.map((column) => column.name))
  const followed = new Set<string>()
  const changes: FoundChange[] = []
  for (const column of now.columns) {
    const source = predecessor(column, before, names)
    if (source === undefined) {
      changes.push(changed(column.nullable ? 'column-added' : 'column-added-required', column.name, null, labelOf(column)))
      continue
    }
    followed.add(source.name)
    changes.push(...factChange('column-renamed', column.name, source.name, column.name), ...sameColumn(source, column))
  }
  for (const column of old.columns)
    if (!followed.has(column.name)) changes.push(changed('column-removed', column.name, labelOf(column), null))
  const kept = (columns: readonly Column[], others: ReadonlySet<string>) =>
    columns.map(({ name }) => name).filter((name) => others.has(name))
  const [was, is] = [kept(old.columns, names), kept(now.columns, new Set(before.keys()))]
  return [...changes, ...factChange('columns-reordered', null, was.join(', '), is.join(', '))]
}

function predecessor(column: Column, before: ReadonlyMap<string, Column>, names: ReadonlySet<string>): Column | undefined {
  const { renamedFrom } = column
  return before.get(column.name) ?? (renamedFrom === undefined || names.has(renamedFrom) ? undefined : before.get(renamedFrom))
}

function sameColumn(old: Column, now: Column): FoundChange[] {
  const { name } = now
  const nullable = (column: Column) => (column.nullable ? 'may be null' : 'never null')
  return [
    ...typeChange(name, old.type, now.type),
    ...factChange(now.nullable ? 'nullable-added' : 'nullable-removed', name, nullable(old), nullable(now)),
    ...ruleChanges(old, now),
    ...factChange(now.rowOnly ? 'refinement-added' : 'refinement-removed', name, refinement(old), refinement(now)),
    ...factChange('input-changed', name, old.input?.format ?? 'ISO', now.input?.format ?? 'ISO'),
    ...factChange('input-zone-changed', name, old.input?.zone ?? null, now.input?.zone ?? null),
    ...factChange('classification-changed', name, old.classification ?? null, now.classification ?? null),
    ...factChange('description-changed', name, old.description ?? null, now.description ?? null),
    ...factChange('tags-changed', name, (old.tags ?? []).join(', '), (now.tags ?? []).join(', ')),
  ]
}

const refinement = (column: Column) => (column.rowOnly ? 'a refinement in JavaScript' : null)

const labelOf = (column: Column) => `${typeLabel(column.type)}${column.nullable ? ', may be null' : ''}`
