import { besideStaged, type AnyContract, type TableName } from '@meshwright/contracts'
import { SHOWN_ROWS, tableSql, type SqlDialect, type Store } from '@meshwright/sql'
import { IngestError } from './ingest-error.ts'
import type { StageRequest } from './stage-stream.ts'

/**
 * Drops duplicates from a staged table: identical rows, and rows of one key where a dedup order says which survives. Returns the
 * table to publish and how many rows went. One key with different rows and no order is an error that names the keys, without classified
 * values.
 */
export async function dropDuplicates(request: StageRequest, staged: TableName): Promise<{ staged: TableName; dropped: number }> {
  const { store, dialect, signal } = request
  const { contract, load: policy } = request.stream
  if (contract.key.length === 0 || (await store.provesUnique?.(staged, contract.key, { signal }))) return { staged, dropped: 0 }
  const table = tableSql(staged, dialect)
  const key = contract.key.map((name) => dialect.identifier(name)).join(', ')
  const all = contract.columns.map((column) => dialect.identifier(column.name)).join(', ')
  const surplus = await single(
    store,
    `select coalesce(sum(mw_n), 0) - count(*) from (select count(*) as mw_n from ${table} group by ${key} having count(*) > 1) as mw_d`,
    signal,
  )
  if (surplus === 0) return { staged, dropped: 0 }

  if (policy.dedupBy === undefined) await refuseConflicts(contract, table, key, all, store, signal)
  const order = [
    ...(policy.dedupBy ?? []).map(({ column, order }) => `${inOrder(contract, column, dialect)} ${order} nulls last`),
    ...contract.columns.map(({ name }) => `${inOrder(contract, name, dialect)} nulls last`),
  ]
  const clean = besideStaged(request.staged, 'd')
  await store.build({
    staged: clean,
    select: `select ${all} from (select ${all}, row_number() over (partition by ${key} order by ${order.join(', ')}) as mw_row from ${table}) as mw_r where mw_row = 1`,
    columns: contract.columns,
    materialization: 'table',
    signal,
  })
  await store.drop([staged])
  return { staged: clean, dropped: surplus }
}

/**
 * As `dropDuplicates`, of rows that a published table has already, to the letter; a contract without a key has no duplicates. Columns that
 * the table lacks are null in its rows.
 */
export async function dropPublished(
  request: StageRequest,
  published: TableName,
  staged: TableName,
): Promise<{ staged: TableName; dropped: number }> {
  const { store, dialect, signal } = request
  const { contract } = request.stream
  if (contract.key.length === 0) return { staged, dropped: 0 }
  const has = new Set((await store.inspect(published))?.columns.map((column) => column.name))
  const names = contract.columns.map((column) => dialect.identifier(column.name))
  const same = contract.columns
    .map(({ name }) => [dialect.identifier(name), has.has(name)] as const)
    .map(([name, isThere]) => (isThere ? `mw_p.${name} is not distinct from mw_s.${name}` : `mw_s.${name} is null`))
    .join(' and ')
  const there = `exists (select 1 from ${tableSql(published, dialect)} as mw_p where ${same})`
  const from = `from ${tableSql(staged, dialect)} as mw_s where`
  const dropped = await single(store, `select count(*) ${from} ${there}`, signal)
  if (dropped === 0) return { staged, dropped }
  const clean = besideStaged(request.staged, 'n')
  await store.build({
    staged: clean,
    select: `select ${names.join(', ')} ${from} not ${there}`,
    columns: contract.columns,
    materialization: 'table',
    signal,
  })
  await store.drop([staged])
  return { staged: clean, dropped }
}

/** A column as rows are ordered by it, in every engine alike. */
function inOrder(contract: AnyContract, name: string, dialect: SqlDialect): string {
  const type = contract.columns.find((column) => column.name === name)?.type
  return dialect.functions.inOrder([dialect.identifier(name)], { arguments: [type], result: type })
}

async function refuseConflicts(
  contract: AnyContract,
  table: string,
  key: string,
  all: string,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  const { rows } = await store.query(
    `select ${key}, count(*) from (select distinct ${all} from ${table}) as mw_d group by ${key} having count(*) > 1 order by ${key} limit ${SHOWN_ROWS + 1}`,
    { signal },
  )
  if (rows.length === 0) return
  const hidden = new Set(contract.columns.flatMap(({ name, classification }) => (classification === undefined ? [] : [name])))
  const shown = rows
    .slice(0, SHOWN_ROWS)
    .map((row) => contract.key.map((name, index) => `${name} ${hidden.has(name) ? '[classified]' : String(row[index])}`).join(', '))
  const problems = [...new Set(shown)].map((text) => `${contract.name}: ${text} has different rows`)
  throw new IngestError(
    'key-conflict',
    `${problems.join('\n')}${rows.length > SHOWN_ROWS ? '\nand more' : ''}\nOne key, different values: mend the source, or declare which row survives with dedupBy.`,
    { problems },
  )
}

async function single(store: Store, sql: string, signal: AbortSignal): Promise<number> {
  const { rows } = await store.query(sql, { signal })
  return Number(rows[0]?.[0] ?? 0)
}
