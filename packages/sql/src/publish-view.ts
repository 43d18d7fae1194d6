import type { TableName } from '@meshwright/contracts'
import { castSelect, columnList, holdsType } from './create-table.ts'
import type { PublishFacts, PublishStatement } from './publish-statements.ts'
import { tableSql } from './query-compiler.ts'
import type { SqlDialect } from './sql-dialect.ts'
import type { PublishSet, PublishView } from './warehouse.ts'

/**
 * Whether the target's name must be free before the view is made: it is a table, or a view whose columns are not the first ones of
 * the new view (Postgres replaces a view only by one that begins with the same columns). Replacing keeps grants and dependants.
 */
export function dropsFirst(view: PublishView, dialect: SqlDialect, facts: PublishFacts): boolean {
  const existing = facts.existing(view.target)
  if (existing === undefined) return false
  if (existing.kind === 'table') return true
  return !existing.columns.every((column, index) => {
    const next = view.columns[index]
    return next !== undefined && next.name === column.name && holdsType(column, next.type, dialect)
  })
}

/** What goes before any table is touched: the staged twins, and targets that cannot be replaced; the last made first. */
export function viewDrops(
  set: Pick<PublishSet, 'tables' | 'views'>,
  dialect: SqlDialect,
  facts: PublishFacts,
): readonly { readonly relation: TableName; readonly sql: string }[] {
  const drops = set.views.toReversed().flatMap((view) => {
    const staged = facts.existing(view.staged)
    const stagedDrop = staged === undefined ? [] : [{ relation: view.target, sql: `drop ${staged.kind} ${tableSql(view.staged, dialect)}` }]
    const target = facts.existing(view.target)
    const targetDrop =
      target?.kind === 'view' && dropsFirst(view, dialect, facts)
        ? [{ relation: view.target, sql: `drop view ${tableSql(view.target, dialect)}` }]
        : []
    return [...stagedDrop, ...targetDrop]
  })
  const becomeTables = set.tables
    .toReversed()
    .flatMap((table) =>
      facts.existing(table.target)?.kind === 'view'
        ? [{ relation: table.target, sql: `drop view ${tableSql(table.target, dialect)}` }]
        : [],
    )
  return [...drops, ...becomeTables]
}

export function publishView(view: PublishView, dialect: SqlDialect, facts: PublishFacts, dropped: boolean): PublishStatement[] {
  const target = tableSql(view.target, dialect)
  const replacesTable = facts.existing(view.target)?.kind === 'table'
  return [
    ...(replacesTable ? [{ sql: `drop table ${target}` }] : []),
    {
      sql: `create ${dropped ? '' : 'or replace '}view ${target} (${columnList(view.columns, dialect)}) as\n${castSelect(view.select, view.columns, dialect)}`,
    },
  ]
}
