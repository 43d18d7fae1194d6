import type { Column, Resolver } from '@meshwright/contracts'
import { tableSql, type SqlDialect, type Store } from '@meshwright/sql'
import { controlColumn, TEXT } from './control-column.ts'
import { CONTROL } from './project-state.ts'

const COLUMNS: readonly Column[] = [
  controlColumn('run_key', 'What a scheduler calls its run.'),
  controlColumn('run_id', 'The run that its tasks belong to.'),
  controlColumn('began_at', 'When its first task began, in UTC.', { type: 'timestamp' }),
]

/** The run that a scheduler's text stands for, or undefined when none has begun. `tables` are the names of what is there. */
export async function runOfKey(
  store: Store,
  resolver: Resolver,
  dialect: SqlDialect,
  key: string,
  tables: ReadonlySet<string>,
): Promise<string | undefined> {
  const table = resolver.control(CONTROL.runs)
  if (!tables.has(table.table)) return undefined
  const { rows } = await store.query(
    `select run_id from ${tableSql(table, dialect)} where run_key = ${dialect.literal(key, TEXT)} order by run_id limit 1`,
  )
  const [row] = rows
  return row === undefined ? undefined : String(row[0])
}

/** Notes which run a text stands for. Where another process was first, its run holds, which is returned. */
export async function beginRunOfKey(
  store: Store,
  resolver: Resolver,
  dialect: SqlDialect,
  run: { readonly key: string; readonly runId: string; readonly now: Date },
): Promise<string> {
  const table = resolver.control(CONTROL.runs)
  await store.publish({
    publishId: `run:${run.key}`,
    tables: [],
    views: [],
    records: [{ table, columns: COLUMNS, rows: [[run.key, run.runId, run.now.toISOString()]] }],
  })
  return (await runOfKey(store, resolver, dialect, run.key, new Set([table.table]))) ?? run.runId
}
