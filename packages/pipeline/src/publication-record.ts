import type { Column } from '@meshwright/contracts'
import type { RowsOf, SqlValue } from '@meshwright/sql'

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

const column = (name: string, type: Column['type'], nullable: boolean, description: string): Column => ({
  name,
  type,
  nullable,
  description,
  rules: [],
})
const STRING: Column['type'] = { type: 'string' }

export const PUBLICATION_COLUMNS: readonly Column[] = [
  column('relation', STRING, false, 'The table or view.'),
  column('publish_id', STRING, false, 'Names this state of it.'),
  column('run_id', STRING, false, 'The run that published it.'),
  column('fingerprint', STRING, false, 'Its definition: contract, query or stream, checks.'),
  column('inputs', STRING, false, 'The publish ids of what it was made from, as JSON.'),
  column('row_count', { type: 'int64' }, true, 'Rows of the published table; null for a view.'),
  column('published_at', { type: 'timestamp' }, false, 'The start of the run, in UTC.'),
]

/** `counted` is a table that is added to: how many rows it then has is told by the warehouse, in the same commit. */
export function publicationRecord(publication: Publication, counted?: RowsOf): (SqlValue | RowsOf)[] {
  const { relation, publishId, runId, fingerprint, inputs, rows, publishedAt } = publication
  return [relation, publishId, runId, fingerprint, inputs, counted ?? (rows === null ? null : BigInt(rows)), publishedAt]
}
