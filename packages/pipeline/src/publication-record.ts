import type { Column } from '@meshwright/contracts'
import type { RowsOf, SqlValue } from '@meshwright/sql'
import { controlColumn } from './control-column.ts'

/** That a table was published: by which definition, over which inputs. It is written in the commit of the data. */
export interface Publication {
  readonly relation: string
  /** Names this state of the table; what is made from it names it as its input. */
  readonly publishId: string
  readonly runId: string
  readonly fingerprint: string
  /** The publish ids of everything it was made from or checked against, as canonical JSON. */
  readonly inputs: string
  /** Of the published table, however many of them came last; null for a view, which holds none. */
  readonly rows: number | null
  /** ISO in UTC. */
  readonly publishedAt: string
}

export const PUBLICATION_COLUMNS: readonly Column[] = [
  controlColumn('relation', 'The table or view.'),
  controlColumn('publish_id', 'Names this state of it.'),
  controlColumn('run_id', 'The run that published it.'),
  controlColumn('fingerprint', 'Its definition: contract, query or stream, checks.'),
  controlColumn('inputs', 'The publish ids of what it was made from, as JSON.'),
  { ...controlColumn('row_count', 'Rows of the published table; null for a view.', { type: 'int64' }), nullable: true },
  controlColumn('published_at', 'The start of the run, in UTC.', { type: 'timestamp' }),
]

/** `counted` is a table that is added to: how many rows it then has is told by the warehouse, in the same commit. */
export function publicationRecord(publication: Publication, counted?: RowsOf): (SqlValue | RowsOf)[] {
  const { relation, publishId, runId, fingerprint, inputs, rows, publishedAt } = publication
  return [relation, publishId, runId, fingerprint, inputs, counted ?? (rows === null ? null : BigInt(rows)), publishedAt]
}
