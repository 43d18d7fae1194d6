import type { Manifest } from '../documents/manifest.ts'
import type { FoundChange } from './changes.ts'

/** A table that a change reaches by the lineage of columns. */
export interface AffectedTable {
  readonly table: string
  readonly owner: string
  /** Its columns that are made from what changed; empty when only its rows depend on it (filters, joins). */
  readonly columns: readonly string[]
  /** The changed tables that it is reached from. */
  readonly from: readonly string[]
}

/** The tables of a project that read what changed, directly or through others, with the columns that are made from it. */
export function affectedTables(manifest: Manifest, changes: ReadonlyMap<string, readonly FoundChange[]>): AffectedTable[] {
  const owners = new Map(manifest.contracts.map((contract) => [contract.name, contract.owner]))
  const readers = new Map<string, Manifest['models']>()
  for (const model of manifest.models)
    for (const relation of new Set(Object.values(model.upstream))) readers.set(relation, [...(readers.get(relation) ?? []), model])
  const found = new Map<string, { columns: Set<string>; from: Set<string> }>()
  for (const [table, ofTable] of changes) {
    const whole = ofTable.some((change) => change.column === null)
    const queue: { relation: string; columns: ReadonlySet<string> | 'all' }[] = [
      {
        relation: table,
        columns: whole
          ? 'all'
          : new Set(ofTable.flatMap(({ column, old, kind }) => (kind === 'column-renamed' ? [old ?? ''] : [column ?? '']))),
      },
    ]
    const seen = new Map<string, Set<string>>()
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const model of readers.get(next.relation) ?? []) {
        const { columns, touched } = reached(model, next.relation, next.columns)
        if (!touched) continue
        const known = seen.get(model.name)
        const more = columns.filter((column) => known?.has(column) !== true)
        seen.set(model.name, new Set([...(known ?? []), ...columns]))
        const entry = found.get(model.name) ?? { columns: new Set(), from: new Set() }
        for (const column of columns) entry.columns.add(column)
        entry.from.add(table)
        found.set(model.name, entry)
        if (known === undefined || more.length > 0) queue.push({ relation: model.name, columns: new Set(columns) })
      }
    }
  }
  return [...found].map(([table, { columns, from }]) => ({ table, owner: owners.get(table) ?? '', columns: [...columns], from: [...from] }))
}

function reached(
  model: Manifest['models'][number],
  relation: string,
  columns: ReadonlySet<string> | 'all',
): { columns: string[]; touched: boolean } {
  const hit = (source: { relation: string; column: string }) =>
    source.relation === relation && (columns === 'all' || columns.has(source.column))
  const made = Object.entries(model.lineage.columns).flatMap(([name, sources]) => (sources.some(hit) ? [name] : []))
  const indirect = model.lineage.indirect.some(hit)
  return {
    columns: made,
    touched: made.length > 0 || indirect || (columns === 'all' && Object.values(model.upstream).includes(relation)) || model.lineage.opaque,
  }
}
