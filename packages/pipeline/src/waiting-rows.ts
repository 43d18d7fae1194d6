import type { AnyContract } from '@meshwright/contracts'
import { REJECTED_COLUMNS, type WaitingRow } from '@meshwright/ingest'
import { columnList, tableSql, type SqlValue } from '@meshwright/sql'
import { CONTROL } from './project-state.ts'
import { PipelineError } from './pipeline-error.ts'
import { rejectedName, type RunState } from './run-state.ts'

/**
 * The rejected rows of the last published load of a table that have not been offered again, and those that a replay of it rejected
 * again; in the order of the source. Undefined when no load is published.
 */
export async function waitingRows(
  run: RunState,
  contract: AnyContract,
): Promise<{ readonly loadId: string; readonly rows: readonly WaitingRow[] } | undefined> {
  const { store, dialect } = run
  const loads = run.resolver.control(CONTROL.loads)
  if ((await store.inspect(loads)) === undefined) return undefined
  const name = dialect.literal(contract.name, { type: 'string' })
  const { rows: history } = await store.query(
    `select load_id, status, loaded_at from ${tableSql(loads, dialect)} where table_name = ${name} order by run_id`,
  )
  const last = history.findLastIndex(([, status]) => status !== 'replayed')
  const [loadId, status, at] = history[last] ?? []
  if (typeof loadId !== 'string') return undefined
  if (status === 'refused')
    throw new PipelineError(
      'replay-refused',
      `the last load of ${contract.name}, of ${String(at)}, was refused as a whole: its good rows are not published either. Mend what it says, and run`,
    )
  const ids = history.slice(last).map(([id]) => String(id))
  return { loadId, rows: await rowsOf(run, contract, ids) }
}

async function rowsOf(run: RunState, contract: AnyContract, loadIds: readonly string[]): Promise<WaitingRow[]> {
  const { store, dialect } = run
  const table = rejectedName(run, contract)
  const known = new Set((await store.inspect(table))?.columns.map((column) => column.name))
  // A table of an earlier version, which did not keep the cells.
  if (!known.has('replayed_by')) return []
  const ids = loadIds.map((id) => dialect.literal(id, { type: 'string' })).join(', ')
  const { rows } = await store.query(
    `select ${columnList(REJECTED_COLUMNS, dialect)} from ${tableSql(table, dialect)} where load_id in (${ids}) and replayed_by is null order by record, load_id, column_name`,
  )
  const records = rows.map((row) => Object.fromEntries(REJECTED_COLUMNS.map((column, index) => [column.name, row[index] ?? null])))
  const groups = Map.groupBy(records, (row) => JSON.stringify([row['load_id'], row['file'], String(row['record'])]))
  return [...groups.values()].map(waitingRow)
}

function waitingRow(reasons: readonly Readonly<Record<string, SqlValue>>[]): WaitingRow {
  const first = reasons[0] as Readonly<Record<string, SqlValue>>
  const text = (value: SqlValue | undefined) => (typeof value === 'string' ? value : null)
  return {
    loadId: String(first['load_id']),
    file: String(first['file']),
    record: Number(first['record']),
    line: first['line'] === null ? undefined : Number(first['line']),
    places: Object.fromEntries(
      reasons.flatMap((row) =>
        row['cell'] === null || row['column_name'] === null ? [] : [[String(row['column_name']), String(row['cell'])]],
      ),
    ),
    reasons: reasons.map((row) => String(row['reason'])),
    raw: text(first['raw']),
    cells: text(first['cells']),
  }
}
