import type { Column, SealedPackage } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'

/**
 * - `refused`: it was read and staged, but a threshold or a check kept it from being published.
 * - `replayed`: it added rejected rows of an earlier load, and has no cursor: the next load goes on from the last `published` one.
 */
export type LoadStatus = 'published' | 'refused' | 'replayed'

const column = (name: string, type: Column['type'], nullable: boolean, description: string): Column => ({
  name,
  type,
  nullable,
  description,
  rules: [],
})
const INT64: Column['type'] = { type: 'int64' }
const STRING: Column['type'] = { type: 'string' }
const TIMESTAMP: Column['type'] = { type: 'timestamp' }

/** The columns of the platform's table of loads, to which every load adds one row: in the commit of its data when it is published. */
export const LOAD_COLUMNS: readonly Column[] = [
  column('load_id', STRING, false, 'The load.'),
  column('run_id', STRING, false, 'The run it belongs to.'),
  column('project', STRING, false, 'The project.'),
  column('table_name', STRING, false, 'The table it loads.'),
  column('status', STRING, false, 'published, refused, or replayed: rejected rows that were offered again.'),
  column('origin', STRING, false, 'Where the rows come from.'),
  column('label', STRING, false, 'The source, by the name that messages show.'),
  column('path', STRING, false, 'engine: it read the file; rows: through JavaScript.'),
  column('rows_read', INT64, false, 'read = loaded + rejected + duplicate + filtered.'),
  column('rows_loaded', INT64, false, 'Rows staged and, when published, in the table.'),
  column('rows_rejected', INT64, false, 'Rows kept in the rejected table.'),
  column('rows_duplicate', INT64, false, 'Rows dropped as duplicates.'),
  column('rows_filtered', INT64, false, 'Rows left out on purpose.'),
  column('cursor', STRING, true, 'Where the next load goes on, as JSON.'),
  column('fingerprint', STRING, true, 'Contract, stream and source: equal means unchanged.'),
  column('package_hash', STRING, false, 'The seal of the package.'),
  column('source_modified_at', TIMESTAMP, true, 'When the source was last changed, as far as it says.'),
  column('loaded_at', TIMESTAMP, false, 'The start of the run, in UTC.'),
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
