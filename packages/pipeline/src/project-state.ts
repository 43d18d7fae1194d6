import type { CheckResult, JsonValue, LoadState, Resolver, TableName } from '@meshwright/contracts'
import { fromRecord, lastResults } from '@meshwright/quality'
import { tableSql, type SqlDialect, type SqlValue, type Store } from '@meshwright/sql'
import type { Publication } from './publication-record.ts'

/** The platform's own tables. */
export const CONTROL = {
  loads: 'load',
  publications: 'publication',
  checks: 'check_result',
  owner: 'owner',
  runs: 'run',
  staged: 'staged',
} as const

/** What the warehouse says has been published so far. */
export interface ProjectState {
  readonly publications: ReadonlyMap<string, Publication>
  /** The last published load of each table. */
  readonly loads: ReadonlyMap<string, LastLoad>
}

export interface LastLoad extends LoadState {
  readonly fingerprint: string | null
  readonly cursor: JsonValue | undefined
}

/** Reads the state; an empty warehouse has none. `tables` are the names of the tables that are there, when they are known. */
export async function readState(
  store: Store,
  resolver: Resolver,
  dialect: SqlDialect,
  tables?: ReadonlySet<string>,
): Promise<ProjectState> {
  const existing = tables ?? (await tableNames(store, resolver))
  const loads = await rowsOf(store, resolver.control(CONTROL.loads), existing, (table) =>
    latest(
      `(select * from ${tableSql(table, dialect)} where status = 'published') as mw_p`,
      'table_name',
      'table_name, label, origin, rows_read, rows_loaded, rows_rejected, rows_duplicate, rows_filtered, loaded_at, source_modified_at, fingerprint, cursor',
    ),
  )
  return {
    publications: await readPublications(store, resolver, dialect, existing),
    loads: new Map(loads.map((row) => [String(row[0]), loadOf(row)])),
  }
}

/** The last result of each check that was recorded. */
export async function readCheckResults(store: Store, resolver: Resolver, dialect: SqlDialect): Promise<readonly CheckResult[]> {
  const rows = await rowsOf(store, resolver.control(CONTROL.checks), await tableNames(store, resolver), (table) =>
    lastResults(table, dialect, 'run_id'),
  )
  return rows.map((row) => fromRecord(row))
}

const tableNames = async (store: Store, resolver: Resolver): Promise<ReadonlySet<string>> =>
  new Set((await store.list(resolver.environment.schema)).map((table) => table.name.table))

/** The rows of a query over a table, none where it is not there yet. */
const rowsOf = async (
  store: Store,
  table: TableName,
  existing: ReadonlySet<string>,
  sql: (table: TableName) => string,
): Promise<readonly (readonly SqlValue[])[]> => (existing.has(table.table) ? (await store.query(sql(table))).rows : [])

/** What was published, by table. `tables` are the names of the tables that are there. */
export async function readPublications(
  store: Store,
  resolver: Resolver,
  dialect: SqlDialect,
  tables: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Publication>> {
  const columns = 'relation, publish_id, run_id, fingerprint, inputs, row_count, published_at'
  const rows = await rowsOf(store, resolver.control(CONTROL.publications), tables, (table) =>
    latest(tableSql(table, dialect), 'relation', columns),
  )
  return new Map(rows.map((row) => [String(row[0]), publicationOf(row)]))
}

/** How many rows a table had when it was published by this id; null for a view. */
export async function publishedRows(store: Store, resolver: Resolver, dialect: SqlDialect, publishId: string): Promise<number | null> {
  const table = tableSql(resolver.control(CONTROL.publications), dialect)
  const { rows } = await store.query(
    `select row_count from ${table} where publish_id = ${dialect.literal(publishId, { type: 'string' })} order by run_id limit 1`,
  )
  const count = rows[0]?.[0] ?? null
  return count === null ? null : Number(count)
}

const NAMED = [
  [CONTROL.publications, 'relation'],
  [CONTROL.loads, 'table_name'],
  [CONTROL.checks, 'table_name'],
] as const

/** Which tables have records of a run or of a later one. `tables` are the names of what is there. */
export async function recordedSince(
  store: Store,
  resolver: Resolver,
  dialect: SqlDialect,
  runId: string,
  tables: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const since = dialect.literal(runId, { type: 'string' })
  const all = NAMED.flatMap(([name, relation]) => {
    const table = resolver.control(name)
    return tables.has(table.table) ? [`select ${relation} as name from ${tableSql(table, dialect)} where run_id >= ${since}`] : []
  })
  if (all.length === 0) return new Set()
  return new Set((await store.query(all.join(' union '))).rows.map(([name]) => String(name)))
}

// The latest row of each name: ids of runs grow, also where a clock was set back.
function latest(from: string, by: string, columns: string): string {
  return `select ${columns} from (select *, row_number() over (partition by ${by} order by run_id desc) as mw_row from ${from}) as mw_l where mw_row = 1`
}

function publicationOf(row: readonly SqlValue[]): Publication {
  const [relation, publishId, runId, fingerprint, inputs, rows, publishedAt] = row
  return {
    relation: String(relation),
    publishId: String(publishId),
    runId: String(runId),
    fingerprint: String(fingerprint),
    inputs: String(inputs),
    rows: rows === null ? null : Number(rows),
    publishedAt: String(publishedAt),
  }
}

function loadOf(row: readonly SqlValue[]): LastLoad {
  const [table, label, origin, read, loaded, rejected, duplicate, filtered, loadedAt, modifiedAt, fingerprint, cursor] = row
  return {
    table: String(table),
    label: String(label),
    origin: String(origin),
    counts: {
      read: Number(read),
      loaded: Number(loaded),
      rejected: Number(rejected),
      duplicate: Number(duplicate),
      filtered: Number(filtered),
    },
    loadedAt: String(loadedAt),
    modifiedAt: modifiedAt === null || modifiedAt === undefined ? null : String(modifiedAt),
    fingerprint: fingerprint === null || fingerprint === undefined ? null : String(fingerprint),
    cursor: typeof cursor === 'string' ? (JSON.parse(cursor) as JsonValue) : undefined,
  }
}
