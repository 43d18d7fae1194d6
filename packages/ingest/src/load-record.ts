import type { Column, SealedPackage } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { keptColumn } from './kept-column.ts'

/**
 * - `refused`: it was read and staged, but a threshold or a check kept it from being published.
 * - `replayed`: it added rejected rows of an earlier load, and has no cursor: the next load goes on from the last `published` one.
 */
export type LoadStatus = 'published' | 'refused' | 'replayed'

const INT64: Column['type'] = { type: 'int64' }
const STRING: Column['type'] = { type: 'string' }
const TIMESTAMP: Column['type'] = { type: 'timestamp' }

/** The columns of the platform's table of loads, to which every load adds one row: in the commit of its data when it is published. */
export const LOAD_COLUMNS: readonly Column[] = [
  keptColumn('load_id', STRING, false, 'The load.'),
  keptColumn('run_id', STRING, false, 'The run it belongs to.'),
  keptColumn('project', STRING, false, 'The project.'),
  keptColumn('table_name', STRING, false, 'The table it loads.'),
  keptColumn('status', STRING, false, 'published, refused, or replayed: rejected rows that were offered again.'),
  keptColumn('origin', STRING, false, 'Where the rows come from.'),
  keptColumn('label', STRING, false, 'The source, by the name that messages show.'),
  keptColumn('path', STRING, false, 'engine: it read the file; rows: through JavaScript.'),
  keptColumn('rows_read', INT64, false, 'read = loaded + rejected + duplicate + filtered.'),
  keptColumn('rows_loaded', INT64, false, 'Rows staged and, when published, in the table.'),
  keptColumn('rows_rejected', INT64, false, 'Rows kept in the rejected table.'),
  keptColumn('rows_duplicate', INT64, false, 'Rows dropped as duplicates.'),
  keptColumn('rows_filtered', INT64, false, 'Rows left out on purpose.'),
  keptColumn('cursor', STRING, true, 'Where the next load goes on, as JSON.'),
  keptColumn('fingerprint', STRING, true, 'Contract, stream and source: equal means unchanged.'),
  keptColumn('package_hash', STRING, false, 'The seal of the package.'),
  keptColumn('source_modified_at', TIMESTAMP, true, 'When the source was last changed, as far as it says.'),
  keptColumn('loaded_at', TIMESTAMP, false, 'The start of the run, in UTC.'),
]

export function loadRecord(sealed: SealedPackage, load: { runId: string; project: string; status: LoadStatus; at: string }): SqlValue[] {
  const { counts } = sealed
  return [
    sealed.loadId,
    load.runId,
    load.project,
    sealed.table,
    load.status,
    sealed.origin,
    sealed.label,
    sealed.path,
    BigInt(counts.read),
    BigInt(counts.loaded),
    BigInt(counts.rejected),
    BigInt(counts.duplicate),
    BigInt(counts.filtered),
    sealed.cursor === null ? null : JSON.stringify(sealed.cursor),
    sealed.fingerprint,
    sealed.hash,
    sealed.modifiedAt,
    load.at,
  ]
}
