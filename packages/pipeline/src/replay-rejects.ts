import { besideStaged, didYouMean, type CheckResult, type JsonValue, type LoadCounts, type TableName } from '@meshwright/contracts'
import { addingMode, REJECTED_COLUMNS, replayStream, stageStream, type WaitingRow } from '@meshwright/ingest'
import { columnList, holdsType, tableSql, type PublishSet, type PublishTable } from '@meshwright/sql'
import { beginRun, sweep } from './begin-run.ts'
import { blocking, checkAsPublished, checkRecords, publications } from './gate-task.ts'
import { openContext } from './open-context.ts'
import { PipelineError } from './pipeline-error.ts'
import type { Project, ProjectNode } from './project.ts'
import type { Publication } from './publication-record.ts'
import { thisProcess } from './process-mark.ts'
import type { RunFacts } from './run-facts.ts'
import { openRunLog } from './run-log.ts'
import { openStore, type RunOptions } from './run-project.ts'
import { locate, rejectedName, stagedName, type RunState } from './run-state.ts'
import { loadIdOf, loadRecords } from './stage-tasks.ts'
import { waitingRows } from './waiting-rows.ts'

export interface ReplayOptions extends Pick<RunOptions, 'home' | 'cancel' | 'waitSeconds' | 'onProgress' | 'onStep' | 'clock'> {
  /** Rows with corrected cells; only these are offered when it is given. */
  readonly mended?: readonly MendedRow[]
}

/** A rejected row, named as its table names it, with the cells it should have had. */
export interface MendedRow {
  readonly load_id: string
  readonly file: string
  readonly record: number
  /** As the table has them, read by `exactJson`, so that no number is rounded. */
  readonly cells: Readonly<Record<string, JsonValue>>
}

export interface ReplaySummary {
  readonly table: string
  /** The load whose rejects they were; undefined when none was waiting. */
  readonly of: string | undefined
  /** The load that this was. */
  readonly loadId: string | undefined
  readonly counts: LoadCounts
  /** Rows that wait and were not offered: not even a row, or their cells were not kept. */
  readonly withheld: readonly WaitingRow[]
  readonly checks: readonly CheckResult[]
}

/**
 * Offers the rejected rows of the last load of a table again, by today's contract. Those that fit are added to the published table
 * and marked, those that do not are rejected again under the new load's id: all in one commit with its record. Nothing is doubled
 * by replaying again. The source is not read. Throws PipelineError: `replay-refused`, `checks-failed`.
 */
export async function replayRejects(project: Project, table: string, options: ReplayOptions): Promise<ReplaySummary> {
  const node = project.node(table)
  if (node === undefined)
    throw new PipelineError(
      'name-unknown',
      `there is no table "${table}" in ${project.name}${didYouMean(
        table,
        project.nodes.map((other) => other.contract.name),
      )}`,
    )
  const store = await openStore(project, options, 'write')
  try {
    const run = await beginRun(project, store, await openContext(project, store, options), options)
    try {
      return await replay(run, node, options)
    } finally {
      await sweep(store, run.resolver, run.keeps)
    }
  } finally {
    await store.close()
  }
}

async function replay(run: RunState, node: ProjectNode, options: ReplayOptions): Promise<ReplaySummary> {
  const { contract } = node
  const published = run.publications.get(contract.name)
  const { stream, mode } = replayable(node)
  const waiting = await waitingRows(run, contract)
  if (published === undefined || waiting === undefined)
    throw new PipelineError('replay-refused', `no load of ${contract.name} is published, so there is nothing to add rows to: run`)
  const mended = mendedRows(contract.name, waiting.rows, options.mended)
  const isOffered = (row: WaitingRow) => (options.mended === undefined ? row.cells !== null : mended.has(row))
  const offered = waiting.rows.filter(isOffered)
  const withheld = waiting.rows.filter((row) => !isOffered(row))
  const none = { read: 0, loaded: 0, rejected: 0, duplicate: 0, filtered: 0 }
  const summary = { table: contract.name, of: waiting.loadId, withheld }
  if (offered.length === 0) return { ...summary, loadId: undefined, counts: none, checks: [] }
  await refuseOtherShape(run, node)

  const target = locate(run, contract)
  const staged = stagedName(run, contract)
  const outcome = await stageStream({
    stream: replayStream(stream, offered, {
      label: offered[0]?.file ?? '',
      origin: `${rejectedName(run, contract).table} of ${waiting.loadId}`,
      mode,
      mended,
    }),
    store: run.store,
    dialect: run.dialect,
    loadId: loadIdOf(run.context.runId, contract.name),
    staged,
    stagedRejects: besideStaged(staged, 'r'),
    addedTo: target,
    now: run.context.now,
    signal: run.context.signal,
  })
  if (outcome.outcome === 'refused') throw outcome.error
  if (outcome.outcome === 'unchanged') throw new PipelineError('replay-refused', `${contract.name}: the rows were not read`)
  const { sealed } = outcome
  const publish: PublishTable = { staged: sealed.staged, target, mode, columns: contract.columns, key: contract.key }
  const checks = await checkAsPublished(run, node, publish, run.context.runId, undefined)
  const failed = blocking(checks)
  if (failed.length) {
    const lines = failed.map((check) => `${contract.name}: ${check.name}: ${check.message}`)
    throw new PipelineError('checks-failed', `${lines.join('\n')}\nIt stays as it was published, and the rejected rows go on waiting.`, {
      problems: lines,
    })
  }
  const { loaded } = sealed.counts
  const again: Publication = {
    ...published,
    publishId: `${run.context.runId}:${contract.name}`,
    runId: run.context.runId,
    publishedAt: run.context.now.toISOString(),
  }
  const marked = await markedRows(run, node, offered, sealed.loadId, outcome.rejects)
  const set: PublishSet = {
    publishId: again.publishId,
    tables: [...(loaded ? [publish] : []), marked],
    views: [],
    records: [
      ...(loaded ? [...checkRecords(run, checks), publications(run, again, publish)] : []),
      loadRecords(run, sealed, 'replayed', run.context.runId),
    ],
  }
  await run.store.publish(set)
  logReplay(run, node, options.home, sealed.counts)
  return { ...summary, loadId: sealed.loadId, counts: sealed.counts, checks }
}

function replayable(node: ProjectNode) {
  const { name } = node.contract
  if (node.made.by === 'model')
    throw new PipelineError('replay-refused', `${name} is made by a model: only what is loaded from a source has rejected rows`)
  const { stream } = node.made
  const mode = addingMode(stream.load.mode)
  if (mode === undefined)
    throw new PipelineError(
      'replay-refused',
      `${name} keeps the history of whole loads (snapshot): a few rows cannot be added to it; mend the source or the contract, and run`,
    )
  return { stream, mode }
}

function mendedRows(table: string, waiting: readonly WaitingRow[], mended: readonly MendedRow[] | undefined) {
  const found = new Map<WaitingRow, Readonly<Record<string, JsonValue>>>()
  const placed = (loadId: string, file: string, record: number) => JSON.stringify([loadId, file, record])
  const known = new Map(mended === undefined ? [] : waiting.map((row) => [placed(row.loadId, row.file, row.record), row]))
  const problems = (mended ?? []).flatMap((row) => {
    const at = known.get(placed(row.load_id, row.file, row.record))
    if (at !== undefined) found.set(at, row.cells)
    return at === undefined ? [`${row.file}: record ${row.record} of load ${row.load_id} does not wait among the rejects of ${table}`] : []
  })
  if (problems.length) throw new PipelineError('replay-refused', problems.join('\n'), { problems })
  return found
}

/** A table whose types changed since can only be published as a whole. */
async function refuseOtherShape(run: RunState, node: ProjectNode): Promise<void> {
  const { contract } = node
  const columns = (await run.store.inspect(locate(run, contract)))?.columns ?? []
  const problems = contract.columns.flatMap((column) => {
    const there = columns.find((other) => other.name === column.name)
    if (there === undefined) return column.nullable ? [] : [`${contract.name}: column "${column.name}" is not in the published table`]
    return holdsType(there, column.type, run.dialect)
      ? []
      : [`${contract.name}: the type of column "${column.name}" has changed since it was published`]
  })
  if (problems.length)
    throw new PipelineError('replay-refused', `${problems.join('\n')}\nRun: the whole source is read again by the contract of today.`, {
      problems,
    })
}

/** The rows that were offered, marked with the load that did, and those it rejected again. */
async function markedRows(
  run: RunState,
  node: ProjectNode,
  offered: readonly WaitingRow[],
  loadId: string,
  rejects: TableName | undefined,
): Promise<PublishTable> {
  const { dialect } = run
  const target = rejectedName(run, node.contract)
  const text = (value: string) => dialect.literal(value, { type: 'string' })
  const columns = REJECTED_COLUMNS.map((column) =>
    column.name === 'replayed_by' ? `${text(loadId)} as ${dialect.identifier(column.name)}` : dialect.identifier(column.name),
  )
  // One condition per load and file, as a statement of many thousand rows would be long.
  const groups = Map.groupBy(offered, (row) => `${text(row.loadId)} and ${dialect.identifier('file')} = ${text(row.file)}`)
  const places = [...groups].map(
    ([place, rows]) =>
      `(${dialect.identifier('load_id')} = ${place} and ${dialect.identifier('record')} in (${rows.map((row) => row.record).join(', ')}))`,
  )
  const old = `select ${columns.join(', ')} from ${tableSql(target, dialect)} where ${places.join(' or ')}`
  const added = rejects === undefined ? '' : ` union all select ${columnList(REJECTED_COLUMNS, dialect)} from ${tableSql(rejects, dialect)}`
  const staged = besideStaged(stagedName(run, node.contract), 'm')
  await run.store.build({ staged, select: old + added, columns: REJECTED_COLUMNS, materialization: 'table', signal: run.context.signal })
  return { staged, target, mode: { mode: 'merge' }, columns: REJECTED_COLUMNS, key: ['load_id', 'file', 'record'] }
}

function logReplay(run: RunState, node: ProjectNode, home: string, counts: LoadCounts): void {
  const { context, project } = run
  const log = openRunLog(home, { runId: context.runId, project: project.name, environment: context.environment })
  const { name } = node.contract
  const task = `replay:${name}`
  const at = context.now
  const facts: RunFacts = {
    plan: '',
    work: 'replay',
    selected: true,
    deferred: null,
    refresh: run.refresh,
    interval: null,
    scheduled: null,
    resumed: false,
    process: thisProcess(),
    tasks: { [task]: '' },
  }
  log.write({ eventType: 'START', at, task: null, facts: { ...facts } })
  log.write({ eventType: 'COMPLETE', at, task, outputs: [name], facts: { status: 'done', rows: counts.loaded, counts } })
  log.write({ eventType: 'COMPLETE', at, task: null })
}
