import {
  fingerprint,
  parseDocument,
  publishModeSchema,
  sealedPackageSchema,
  type AnyContract,
  type Column,
  type Resolver,
  type TableName,
} from '@meshwright/contracts'
import { columnList, tableSql, type ListedTable, type PublishRecords, type SqlDialect, type SqlValue, type Store } from '@meshwright/sql'
import * as z from 'zod'
import { controlColumn, TEXT } from './control-column.ts'
import { PipelineError } from './pipeline-error.ts'
import { CONTROL, type ProjectState } from './project-state.ts'
import type { Project } from './project.ts'
import type { Staged } from './run-state.ts'

/** What one process staged for the gate of another: a row that is added when the rows are staged, and never changed. */
export interface StagedRecord {
  /** Greater than those of all records before. */
  readonly stagedId: string
  /** The run whose tasks hand to each other. */
  readonly runId: string
  readonly relation: string
  /** The definition by which it was staged. */
  readonly fingerprint: string
  /** The publish id of what was published then; the empty text when nothing was. */
  readonly base: string
  readonly stagedAt: string
  readonly staged: Staged
}

const COLUMNS: readonly Column[] = [
  controlColumn('staged_id', 'Grows: of a table of a run the latest holds.'),
  controlColumn('run_id', 'The run whose gate publishes it.'),
  controlColumn('relation', 'The table or view.'),
  controlColumn('fingerprint', 'Its definition as it was staged.'),
  controlColumn('base', 'The publish id of what was published then.'),
  controlColumn('staged_at', 'The start of the process, in UTC.', { type: 'timestamp' }),
  controlColumn('staged', 'What was staged: the sealed package, or the query and what it reads, as JSON.'),
]

const tableName = z.object({ schema: z.string(), table: z.string() })
const stagedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unchanged') }),
  z.object({
    kind: z.literal('load'),
    recordId: z.string(),
    sealed: sealedPackageSchema,
    rejects: tableName.exactOptional(),
    mode: publishModeSchema,
  }),
  z.object({
    kind: z.literal('model'),
    recordId: z.string(),
    staged: tableName,
    select: z.string(),
    rows: z.number().nullable(),
    made: z.record(z.string(), z.string()),
  }),
])

export function stagedRecords(resolver: Resolver, record: StagedRecord): PublishRecords {
  const { stagedId, runId, relation, fingerprint: definition, base, stagedAt, staged } = record
  return {
    table: resolver.control(CONTROL.staged),
    columns: COLUMNS,
    rows: [[stagedId, runId, relation, definition, base, stagedAt, JSON.stringify(staged)]],
  }
}

const KEPT_MS = 24 * 60 * 60 * 1000

/**
 * What was staged in a run, by table, and the hidden tables of other runs that still wait for their gates: not older than a day, and
 * nothing was published to their targets since. `tables` are the names of what is there.
 */
export async function readStaged(
  store: Store,
  resolver: Resolver,
  dialect: SqlDialect,
  place: { readonly runId: string; readonly now: Date; readonly tables: ReadonlySet<string>; readonly before: ProjectState },
): Promise<{ readonly own: ReadonlyMap<string, StagedRecord>; readonly waiting: ReadonlySet<string> }> {
  const table = resolver.control(CONTROL.staged)
  const own = new Map<string, StagedRecord>()
  const others = new Map<string, StagedRecord>()
  if (place.tables.has(table.table)) {
    const since = dialect.literal(new Date(place.now.getTime() - KEPT_MS).toISOString(), { type: 'timestamp' })
    const { rows } = await store.query(
      `select ${columnList(COLUMNS, dialect)} from ${tableSql(table, dialect)} where run_id = ${dialect.literal(place.runId, TEXT)} or staged_at > ${since} order by staged_id`,
    )
    for (const row of rows) {
      const record = recordOf(row, table)
      if (record.runId === place.runId) own.set(record.relation, record)
      else others.set(`${record.runId} ${record.relation}`, record)
    }
  }
  const waiting = [...others.values()]
    .filter(({ relation, base }) => (place.before.publications.get(relation)?.publishId ?? '') === base)
    .flatMap(({ staged }) => hiddenTables(staged))
  return { own, waiting: new Set(waiting) }
}

function recordOf(row: readonly SqlValue[], table: TableName): StagedRecord {
  const [stagedId = '', runId = '', relation = '', definition = '', base = '', stagedAt = '', text] = row.map(String)
  const staged = parseDocument(stagedSchema, JSON.parse(text ?? ''), `the row of ${relation} in ${table.table}`)
  if (staged.kind === 'load') {
    const { hash, ...open } = staged.sealed
    if (fingerprint(open) !== hash)
      throw new PipelineError('not-staged', `${relation}: the seal of what was staged does not fit it: a row of ${table.table} was changed`)
  }
  return {
    stagedId,
    runId,
    relation,
    fingerprint: definition,
    base,
    stagedAt,
    staged: staged.kind === 'load' ? { ...staged, rejects: staged.rejects } : staged,
  }
}

function hiddenTables(staged: Staged): string[] {
  if (staged.kind === 'unchanged') return []
  if (staged.kind === 'model') return [staged.staged.table]
  return [staged.sealed.staged.table, ...(staged.rejects === undefined ? [] : [staged.rejects.table])]
}

/** Which table of the project each hidden table of a run belongs to: staging makes further ones beside it, `…_orders__r`, `…_orders__u0`. */
export function hiddenOwner(project: Project, resolver: Resolver, runId: string): (table: ListedTable) => AnyContract | undefined {
  const owners = new Map(
    project.nodes.map(({ contract }) => [
      resolver.resolve({ project: project.name, name: contract.name, version: contract.version }, { stage: 'staged', runId }).table,
      contract,
    ]),
  )
  return ({ name: { table } }) => owners.get(table) ?? owners.get(table.slice(0, table.lastIndexOf('__')))
}
