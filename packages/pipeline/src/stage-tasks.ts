import { canonicalJson, type RunContext } from '@meshwright/contracts'
import { LOAD_COLUMNS, loadRecord, REJECTED_COLUMNS, stageStream, type LoadStatus } from '@meshwright/ingest'
import { compileModel } from '@meshwright/models'
import type { SealedPackage, Stream, TableName } from '@meshwright/contracts'
import type { PublishRecords, PublishTable } from '@meshwright/sql'
import type { AnyModel } from '@meshwright/models'
import { nodeFingerprint } from './plan-project.ts'
import { CONTROL } from './project-state.ts'
import type { ProjectNode } from './project.ts'
import { locate, madeFrom, publishIds, rejectedName, stagedName, type RunState } from './run-state.ts'
import type { TaskResult } from './task-result.ts'

type Outcome = Omit<TaskResult, 'task' | 'milliseconds'>

/** Stages a stream. A refused load is recorded with its rejects before it fails. */
export async function ingestTask(run: RunState, node: ProjectNode, stream: Stream, onProgress: (rows: number) => void): Promise<Outcome> {
  const { contract } = node
  const last = run.before.publications.has(contract.name) ? run.before.loads.get(contract.name) : undefined
  const staged = stagedName(run, contract)
  const outcome = await stageStream({
    stream,
    store: run.store,
    dialect: run.dialect,
    loadId: loadIdOf(run.context, contract.name),
    staged,
    stagedRejects: { schema: staged.schema, table: `${staged.table}_r` },
    ...(last === undefined ? {} : { last }),
    now: run.context.now,
    signal: run.context.signal,
    onProgress,
  })
  if (outcome.outcome === 'unchanged') {
    run.staged.set(contract.name, { kind: 'unchanged' })
    return { status: 'unchanged' }
  }
  const { sealed, rejects } = outcome
  const load = {
    label: sealed.label,
    origin: sealed.origin,
    path: sealed.path,
    why: sealed.why,
    counts: sealed.counts,
    ignoredColumns: sealed.ignoredColumns,
    loadId: sealed.loadId,
  }
  if (outcome.outcome === 'refused') {
    await keepRefused(run, node, sealed, rejects, [])
    throw Object.assign(outcome.error, { load })
  }
  run.staged.set(contract.name, { kind: 'load', sealed, rejects })
  return { status: 'done', load, rows: sealed.counts.loaded }
}

export const loadIdOf = (context: RunContext, table: string) => `${context.runId}:${table}`

/** Keeps the rejects and the record of a load that will not be published, and whatever its checks found; drops its rows. */
export async function keepRefused(
  run: RunState,
  node: ProjectNode,
  sealed: SealedPackage,
  rejects: TableName | undefined,
  records: readonly PublishRecords[],
): Promise<void> {
  await run.store.publish({
    publishId: `${sealed.loadId}:refused`,
    tables: rejectsTable(run, node, rejects),
    views: [],
    records: [...records, loadRecords(run, sealed, 'refused')],
  })
  await run.store.drop([sealed.staged])
}

export function rejectsTable(run: RunState, node: ProjectNode, rejects: TableName | undefined): PublishTable[] {
  return rejects === undefined
    ? []
    : [{ staged: rejects, target: rejectedName(run, node.contract), mode: { mode: 'append' }, columns: REJECTED_COLUMNS, key: [] }]
}

export function loadRecords(run: RunState, sealed: SealedPackage, status: LoadStatus): PublishRecords {
  const row = loadRecord(sealed, { runId: run.context.runId, project: run.project.name, status, at: run.context.now.toISOString() })
  return { table: run.resolver.control(CONTROL.loads), columns: LOAD_COLUMNS, rows: [row] }
}

/** Stages a model, unless its definition and what it is made from are what they were. */
export async function buildTask(run: RunState, node: ProjectNode, model: AnyModel): Promise<Outcome> {
  const { contract } = node
  const made = publishIds(run, node.upstream)
  const published = run.publications.get(contract.name)
  if (
    published !== undefined &&
    published.fingerprint === nodeFingerprint(node) &&
    canonicalJson(madeFrom(published)) === canonicalJson(made)
  ) {
    run.staged.set(contract.name, { kind: 'unchanged' })
    return { status: 'unchanged' }
  }
  const select = compileModel(model, run.dialect, (upstream) => locate(run, upstream))
  const staged = stagedName(run, contract)
  const { rows } = await run.store.build({
    staged,
    select,
    columns: contract.columns,
    materialization: model.materialization,
    signal: run.context.signal,
  })
  run.staged.set(contract.name, { kind: 'model', staged, select, rows: rows ?? null, made })
  return { status: 'done', rows: rows ?? null }
}
