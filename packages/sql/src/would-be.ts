import type { PublishMode } from '@meshwright/contracts'
import { holdsType } from './create-table.ts'
import { intervalCondition } from './interval-condition.ts'
import { tableSql } from './query-compiler.ts'
import type { SqlDialect } from './sql-dialect.ts'
import type { InspectedTable, PublishTable } from './warehouse.ts'

/**
 * A query that gives a table as it would be after publishing, for the checks that look at the whole table; undefined where the
 * staged table alone is it, and where publishing will refuse a type that has changed. `before` is what stands under the name of the
 * target. Columns that it lacks are null in its rows. A snapshot is checked by its staged rows.
 */
export function wouldBe(publish: PublishTable, before: InspectedTable | undefined, dialect: SqlDialect): string | undefined {
  const { mode, target } = publish
  if (mode.mode === 'replace' || mode.mode === 'snapshot') return undefined
  const names = publish.columns.map((column) => dialect.identifier(column.name)).join(', ')
  const rows = added(mode, dialect)
  const staged = `select ${names} from ${tableSql(publish.staged, dialect)}${rows}`
  // Of a view that stood here no row is kept.
  if (before?.kind !== 'table') return rows === '' ? undefined : staged
  const has = new Map(before.columns.map((column) => [column.name, column]))
  const old = publish.columns.map(({ name, type }) => {
    const column = has.get(name)
    if (column === undefined) return `cast(null as ${dialect.physicalType(type)}) as ${dialect.identifier(name)}`
    return holdsType(column, type, dialect) ? dialect.identifier(name) : undefined
  })
  if (old.includes(undefined)) return undefined
  return `select ${old.join(', ')} from ${tableSql(target, dialect)} as mw_old${kept(publish, has, dialect)} union all ${staged}`
}

function kept(publish: PublishTable, has: ReadonlyMap<string, unknown>, dialect: SqlDialect): string {
  const { mode, key, columns, staged } = publish
  if (mode.mode === 'replaceInterval' && has.has(mode.column))
    return ` where ${dialect.identifier(mode.column)} is null or not (${intervalCondition(mode, columns, dialect)})`
  if (mode.mode !== 'merge' || !key.every((name) => has.has(name))) return ''
  const same = key.map((name) => `mw_new.${dialect.identifier(name)} = mw_old.${dialect.identifier(name)}`).join(' and ')
  return ` where not exists (select 1 from ${tableSql(staged, dialect)} as mw_new where ${same})`
}

function added(mode: PublishMode, dialect: SqlDialect): string {
  return mode.mode === 'merge' && mode.deletedColumn !== undefined
    ? ` where coalesce(${dialect.identifier(mode.deletedColumn)}, false) = false`
    : ''
}
