import { besideStaged, canonicalJson } from '@meshwright/contracts'
import { LOAD_COLUMNS, loadRecord, REJECTED_COLUMNS, stageStream, type LoadStatus } from '@meshwright/ingest'
import { compileModel } from '@meshwright/models'
import type { PublishMode, SealedPackage, Stream, TableName } from '@meshwright/contracts'
import type { PublishRecords, PublishTable } from '@meshwright/sql'
import type { AnyModel } from '@meshwright/models'
import { withoutClassifiedValues } from './classified-build.ts'
import { nodeFingerprint } from './definitions.ts'
import { CONTROL } from './project-state.ts'
import type { ProjectNode } from './project.ts'
import {
  madeFrom,
  materializationOf,
  publishIds,
  readPlace,
  recordIdOf,
  rejectedName,
  stagedName,
  type RunState,
  type Staged,
} from './run-state.ts'
import type { TaskResult } from './task-result.ts'

type Outcome = Omit<TaskResult, 'task' | 'milliseconds'>

/** Stages a stream. A refused load is recorded with its rejects before it fails. */
export async function ingestTask(run: RunState, node: ProjectNode, stream: Stream, onProgress: (rows: number) => void): Promise<Outcome> {
  const { contract } = node
  const published = run.refresh === 'changed' && run.before.publications.has(contract.name)
  const last = published ? run.before.loads.get(contract.name) : undefined
  const recordId = recordIdOf(run, contract.name)
  const staged = stagedName(run, contract)
  const outcome = await stageStream({
    stream,
    store: run.store,
    dialect: run.dialect,
    loadId: loadIdOf(recordId, contract.name),
    staged,
    stagedRejects: besideStaged(staged, 'r'),
    ...(last === undefined ? {} : { last }),
    now: run.context.now,
    ...(run.context.interval === undefined || run.refresh === 'full' ? {} : { interval: run.context.interval }),
    signal: run.context.signal,
    onProgress,
  })
  if (outcome.outcome === 'unchanged') {
    await hand(run, contract.name, { kind: 'unchanged' })
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
    await keepRefused(run, node, { sealed, rejects, recordId }, [])
    throw Object.assign(outcome.error, { load })
  }
  await hand(run, contract.name, { kind: 'load', recordId, sealed, rejects, mode: publishMode(run, stream) })
  return { status: 'done', load, rows: sealed.counts.loaded }
}

export const loadIdOf = (recordId: string, table: string) => `${recordId}:${table}`

/** A full refresh reads everything there is, of any interval, which then is all of the table; a history is gone on with. */
function publishMode(run: RunState, { load: { mode } }: Stream): PublishMode {
  return run.refresh === 'full' && mode.mode !== 'snapshot' ? { mode: 'replace' } : mode
}

/** Leaves what was staged for the gate, wherever that is. */
async function hand(run: RunState, name: string, staged: Staged): Promise<void> {
  run.staged.set(name, staged)
  if (run.handOff?.elsewhere.has(name)) await run.handOff.note(name, staged)
}

/** Keeps the rejects and the record of a load that will not be published, and whatever its checks found; drops its rows. */
export async function keepRefused(
  run: RunState,
  node: ProjectNode,
  { sealed, rejects, recordId }: Pick<Extract<Staged, { kind: 'load' }>, 'sealed' | 'rejects' | 'recordId'>,
  records: readonly PublishRecords[],
): Promise<void> {
  await run.store.publish({
    publishId: `${sealed.loadId}:refused`,
    tables: rejectsTable(run, node, rejects),
    views: [],
    records: [...records, loadRecords(run, sealed, 'refused', recordId)],
  })
  await run.store.drop([sealed.staged])
}

export function rejectsTable(run: RunState, node: ProjectNode, rejects: TableName | undefined): PublishTable[] {
  return rejects === undefined
    ? []
    : [{ staged: rejects, target: rejectedName(run, node.contract), mode: { mode: 'append' }, columns: REJECTED_COLUMNS, key: [] }]
}

export function loadRecords(run: RunState, sealed: SealedPackage, status: LoadStatus, recordId: string): PublishRecords {
  const row = loadRecord(sealed, { runId: recordId, project: run.project.name, status, at: run.context.now.toISOString() })
  return { table: run.resolver.control(CONTROL.loads), columns: LOAD_COLUMNS, rows: [row] }
}

/** Stages a model, unless its definition and what it is made from are what they were. */
export async function buildTask(run: RunState, node: ProjectNode, model: AnyModel): Promise<Outcome> {
  const { contract } = node
  const made = publishIds(run, node.upstream)
  const published = run.publications.get(contract.name)
  if (
    run.refresh === 'changed' &&
    published !== undefined &&
    published.fingerprint === nodeFingerprint(node) &&
    canonicalJson(madeFrom(published)) === canonicalJson(made)
  ) {
    await hand(run, contract.name, { kind: 'unchanged' })
    return { status: 'unchanged' }
  }
  const select = compileModel(model, run.dialect, (upstream) => readPlace(run, upstream))
  const staged = stagedName(run, contract)
  const { rows } = await run.store
    .build({ staged, select, columns: contract.columns, materialization: materializationOf(run, node, model), signal: run.context.signal })
    .catch((error: unknown) => Promise.reject(withoutClassifiedValues(error, model)))
  await hand(run, contract.name, { kind: 'model', recordId: recordIdOf(run, contract.name), staged, select, rows: rows ?? null, made })
  return { status: 'done', rows: rows ?? null }
}
