import type { Column, LogicalType, TableName } from '@meshwright/contracts'
import { createTable } from './create-table.ts'
import { publishTable } from './publish-table.ts'
import { dropsFirst, publishView, viewDrops } from './publish-view.ts'
import { tableSql } from './query-compiler.ts'
import type { SqlDialect, SqlValue } from './sql-dialect.ts'
import { SqlError } from './sql-error.ts'
import type { InspectedTable, PublishRecords, PublishSet, RowsOf, StoreStep } from './warehouse.ts'

/** What an adapter has read about the engine, in the publishing transaction, before it asks for the statements. */
export interface PublishFacts {
  /** The table of published ids: see `controlTable`. */
  readonly control: TableName
  /**
   * What stands under a name now; needed for every name of `publishNames`. A target of `replace` that is said to be a table is dropped
   * only if it is there.
   */
  existing(name: TableName): InspectedTable | undefined
  /**
   * Whether something hangs on the table itself (views of others, grants, policies), so that `replace` must change its rows and
   * columns in place. Absent: a table can always be dropped and another renamed to its name.
   */
  inPlace?(name: TableName): boolean
}

/** Statements that belong together: `step` is announced before the first of them. That of `publish:commit` is the adapter's. */
export interface PublishPart {
  readonly step: Extract<StoreStep, 'publish:table' | 'publish:records' | 'publish:commit'>
  readonly relation: TableName
  readonly statements: readonly PublishStatement[]
}

export interface PublishStatement {
  readonly sql: string
  /** When set, `sql` is a query that must return no row; if it returns one, the whole set is refused in these words. */
  readonly refuse?: string
}

/** The adapter's own table of published ids, one per environment. A row in it is what makes a second publish do nothing. */
export const controlTable = (schema: string): TableName => ({ schema, table: 'mw_publish' })

const PUBLISH_ID: Column = { name: 'publish_id', type: { type: 'string' }, nullable: false, rules: [] }
const RECORD_ROWS_PER_STATEMENT = 500

/** A query that returns those of the ids that were published before. The control table must exist: `createControl`. */
export function publishedQuery(publishIds: readonly string[], control: TableName, dialect: SqlDialect): string {
  const ids = publishIds.map((id) => dialect.literal(id, PUBLISH_ID.type)).join(', ')
  return `select ${dialect.identifier('publish_id')} from ${tableSql(control, dialect)} where ${dialect.identifier('publish_id')} in (${ids})`
}

export const createControl = (control: TableName, dialect: SqlDialect): string =>
  createTable(control, [PUBLISH_ID], dialect, { ifNotExists: true })

/** Every name whose state `PublishFacts.existing` must know. */
export function publishNames(sets: readonly PublishSet[]): readonly TableName[] {
  return sets.flatMap((set) => [
    ...[...set.tables, ...set.views].flatMap((relation) => [relation.staged, relation.target]),
    ...set.records.map((records) => records.table),
  ])
}

/**
 * Sets as ordered statements for one transaction of an engine whose DDL is transactional: first staged twins of views go, as
 * they may read staged tables, then tables, views, the ids and the records. The caller begins, asks `publishedQuery`, runs these,
 * commits. Pure. Throws SqlError `publish-invalid` with all problems of the sets.
 */
export function publishStatements(sets: readonly PublishSet[], dialect: SqlDialect, facts: PublishFacts): readonly PublishPart[] {
  const set = { tables: sets.flatMap(({ tables }) => tables), views: sets.flatMap(({ views }) => views), records: recordsOf(sets) }
  const problems = setProblems(set, facts)
  const parts: PublishPart[] = []
  for (const { relation, sql } of viewDrops(set, dialect, facts)) parts.push({ step: 'publish:table', relation, statements: [{ sql }] })
  for (const table of set.tables) {
    const made = publishTable(table, dialect, facts)
    problems.push(...made.problems)
    parts.push({ step: 'publish:table', relation: table.target, statements: made.statements })
  }
  for (const view of set.views) {
    parts.push({
      step: 'publish:table',
      relation: view.target,
      statements: publishView(view, dialect, facts, dropsFirst(view, dialect, facts)),
    })
  }
  const ids = sets.map(({ publishId }) => `(${dialect.literal(publishId, PUBLISH_ID.type)})`).join(', ')
  const insert = `insert into ${tableSql(facts.control, dialect)} (${dialect.identifier('publish_id')}) values ${ids}`
  parts.push({ step: 'publish:records', relation: facts.control, statements: [{ sql: insert }] })
  for (const records of set.records) {
    parts.push({ step: 'publish:records', relation: records.table, statements: recordStatements(records, dialect, facts) })
  }
  if (problems.length) throw new SqlError('publish-invalid', problems.join('\n'), { problems })
  return parts
}

/** What publishes together. */
type Published = Pick<PublishSet, 'tables' | 'views' | 'records'>

/** The records of all sets, those of one table together. */
function recordsOf(sets: readonly PublishSet[]): readonly PublishRecords[] {
  const found = new Map<string, PublishRecords>()
  for (const records of sets.flatMap((set) => set.records)) {
    const key = JSON.stringify([records.table.schema, records.table.table, records.columns.map((column) => column.name)])
    const before = found.get(key)
    found.set(key, before === undefined ? records : { ...before, rows: [...before.rows, ...records.rows] })
  }
  return [...found.values()]
}

function setProblems(set: Published, facts: PublishFacts): string[] {
  const problems: string[] = []
  const targets = new Set<string>()
  for (const relation of [...set.tables, ...set.views]) {
    const label = JSON.stringify([relation.target.schema, relation.target.table])
    if (targets.has(label)) problems.push(`${relation.target.table}: is in the publish set twice`)
    targets.add(label)
    if (relation.columns.length === 0) problems.push(`${relation.target.table}: has no columns`)
  }
  for (const table of set.tables) {
    if (facts.existing(table.staged) === undefined)
      problems.push(`${table.target.table}: its staged table ${table.staged.table} is not there; load or build it again`)
    if (table.staged.schema !== table.target.schema)
      problems.push(
        `${table.target.table}: its staged table is in the schema "${table.staged.schema}", the target in "${table.target.schema}"; a table can only be renamed within one schema`,
      )
  }
  return problems
}

function recordValue(value: SqlValue | RowsOf, type: LogicalType, dialect: SqlDialect): string {
  // An object in a column of numbers is nothing else.
  if (type.type !== 'int64' || typeof value !== 'object' || value === null) return dialect.literal(value as SqlValue, type)
  return `(select count(*) from ${tableSql((value as RowsOf).rowsOf, dialect)})`
}

function recordStatements(records: PublishRecords, dialect: SqlDialect, facts: PublishFacts): PublishStatement[] {
  const name = tableSql(records.table, dialect)
  const existing = facts.existing(records.table)
  const statements: PublishStatement[] = []
  if (existing === undefined) statements.push({ sql: createTable(records.table, records.columns, dialect, { ifNotExists: true }) })
  else {
    const known = new Set(existing.columns.map((column) => column.name))
    for (const column of records.columns) {
      if (!known.has(column.name))
        statements.push({ sql: `alter table ${name} add column ${dialect.identifier(column.name)} ${dialect.physicalType(column.type)}` })
    }
  }
  const into = `insert into ${name} (${records.columns.map((column) => dialect.identifier(column.name)).join(', ')}) values\n`
  for (let start = 0; start < records.rows.length; start += RECORD_ROWS_PER_STATEMENT) {
    const rows = records.rows.slice(start, start + RECORD_ROWS_PER_STATEMENT).map((row) => {
      const values = records.columns.map(({ type }, index) => recordValue(row[index] ?? null, type, dialect))
      return `  (${values.join(', ')})`
    })
    statements.push({ sql: into + rows.join(',\n') })
  }
  return statements
}
