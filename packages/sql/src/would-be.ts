import type { PublishMode, TableName } from '@meshwright/contracts'
import { tableSql } from './query-compiler.ts'
import type { SqlDialect } from './sql-dialect.ts'
import type { PublishTable } from './warehouse.ts'

/**
 * A query that gives a table as it would be after publishing, for the checks that look at the whole table; undefined where the
 * staged table alone is it. The target must exist. A snapshot is checked by its staged rows.
 */
export function wouldBe(publish: PublishTable, targetExists: boolean, dialect: SqlDialect): string | undefined {
  const { mode } = publish
  if (mode.mode === 'replace' || mode.mode === 'snapshot' || !targetExists) return undefined
  const columns = publish.columns.map((column) => dialect.identifier(column.name)).join(', ')
  const staged = tableSql(publish.staged, dialect)
  return `select ${columns} from ${tableSql(publish.target, dialect)} as mw_old${kept(publish, mode, publish.staged, dialect)} union all select ${columns} from ${staged}${added(mode, dialect)}`
}

function kept(publish: PublishTable, mode: PublishMode, staged: TableName, dialect: SqlDialect): string {
  if (mode.mode === 'replaceInterval') {
    const column = publish.columns.find((candidate) => candidate.name === mode.column)
    const type = column?.type ?? { type: 'string' }
    const name = dialect.identifier(mode.column)
    return ` where ${name} is null or ${name} < ${dialect.literal(mode.start, type)} or ${name} >= ${dialect.literal(mode.end, type)}`
  }
  if (mode.mode !== 'merge') return ''
  const same = publish.key.map((name) => `mw_new.${dialect.identifier(name)} = mw_old.${dialect.identifier(name)}`).join(' and ')
  return ` where not exists (select 1 from ${tableSql(staged, dialect)} as mw_new where ${same})`
}

function added(mode: PublishMode, dialect: SqlDialect): string {
  return mode.mode === 'merge' && mode.deletedColumn !== undefined
    ? ` where coalesce(${dialect.identifier(mode.deletedColumn)}, false) = false`
    : ''
}
