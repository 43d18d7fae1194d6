import { besideStaged, type CheckResult, type PublishMode, type TableName } from '@meshwright/contracts'
import { checkResultContract, planChecks, runChecks, toRecord, type Proof } from '@meshwright/quality'
import { wouldBe, type PublishRecords, type PublishSet, type PublishTable } from '@meshwright/sql'
import { nodeFingerprint } from './definitions.ts'
import { CONTROL, publishedRows } from './project-state.ts'
import type { ProjectNode } from './project.ts'
import { PUBLICATION_COLUMNS, publicationRecord, type Publication } from './publication-record.ts'
import {
  inputsOf,
  locate,
  madeFrom,
  materializationOf,
  readPlace,
  recordIdOf,
  stagedName,
  type RunState,
  type Staged,
} from './run-state.ts'
import { keepRefused, loadRecords, rejectsTable } from './stage-tasks.ts'
import type { TaskResult } from './task-result.ts'

type Outcome = Omit<TaskResult, 'task' | 'milliseconds'>

/** Checks what was staged and publishes it with its records in one commit; a blocking failure leaves the published table as it was. */
export async function gateTask(run: RunState, node: ProjectNode): Promise<Outcome> {
  const { name } = node.contract
  const staged = run.staged.get(name) ?? run.handOff?.take(node) ?? { kind: 'unchanged' as const }
  if (staged.kind === 'unchanged') return recheck(run, node)
  const published = run.publications.get(name)
  // A gate that is tried again after its process was lost, and had published.
  if (published?.publishId === publishIdOf(staged.recordId, name)) return { status: 'unchanged', rows: published.rows }
  return publishStaged(run, node, staged)
}

const publishIdOf = (recordId: string, name: string) => `${recordId}:${name}`

/** Runs the checks of a table as it is published and records what they found; nothing else changes. */
export async function checkTask(run: RunState, node: ProjectNode): Promise<Outcome> {
  const { name } = node.contract
  const recordId = recordIdOf(run, name)
  const checks = await checkTable(run, node, locate(run, node.contract), recordId)
  await run.store.publish({ publishId: `${recordId}:${name}:checked`, tables: [], views: [], records: checkRecords(run, checks) })
  if (blocking(checks).length) return failure(node, checks, 'It stays as it was published.')
  return { status: 'done', rows: run.publications.get(name)?.rows ?? null, checks }
}

/** Nothing was staged; but the checks, or a table they read, may have changed. */
async function recheck(run: RunState, node: ProjectNode): Promise<Outcome> {
  const { name } = node.contract
  const published = run.publications.get(name)
  if (published === undefined) return { status: 'unchanged' }
  const fingerprint = nodeFingerprint(node)
  const inputs = inputsOf(run, node, madeFrom(published))
  if (published.fingerprint === fingerprint && published.inputs === inputs) return { status: 'unchanged', rows: published.rows }
  const recordId = recordIdOf(run, name)
  const checks = await checkTable(run, node, locate(run, node.contract), recordId)
  const failed = blocking(checks)
  const again: Publication = { ...published, runId: recordId, fingerprint, inputs, publishedAt: run.context.now.toISOString() }
  // A table that fails now keeps its old record, so that the next run checks it again.
  await run.store.publish({
    publishId: `${recordId}:${name}:checked`,
    tables: [],
    views: [],
    records: [...checkRecords(run, checks), ...(failed.length ? [] : [publications(run, again)])],
  })
  if (failed.length) return failure(node, checks, `It is published as it was; ${NOT_BUILT}`)
  run.publications.set(name, again)
  return { status: 'done', rows: published.rows, checks }
}

async function publishStaged(run: RunState, node: ProjectNode, staged: Exclude<Staged, { kind: 'unchanged' }>): Promise<Outcome> {
  const { contract } = node
  const target = locate(run, contract)
  const table = staged.kind === 'load' ? staged.sealed.staged : staged.staged
  const mode: PublishMode = staged.kind === 'load' ? staged.mode : { mode: 'replace' }
  const publish: PublishTable = { staged: table, target, mode, columns: contract.columns, key: contract.key }
  const checks = await checkAsPublished(
    run,
    node,
    publish,
    staged.recordId,
    staged.kind === 'load' ? { by: 'load', rules: true, key: true, rows: staged.sealed.counts.loaded } : undefined,
  )
  if (blocking(checks).length) {
    if (staged.kind === 'load') await keepRefused(run, node, staged, checkRecords(run, checks))
    else {
      await run.store.publish({
        publishId: `${publishIdOf(staged.recordId, contract.name)}:refused`,
        tables: [],
        views: [],
        records: checkRecords(run, checks),
      })
      await run.store.drop([table])
    }
    return failure(
      node,
      checks,
      `${run.publications.has(contract.name) ? 'It stays as it was published' : 'It was not published'}; ${NOT_BUILT}`,
    )
  }
  const written = staged.kind === 'load' ? staged.sealed.counts.loaded : staged.rows
  const publication: Publication = {
    relation: contract.name,
    publishId: publishIdOf(staged.recordId, contract.name),
    runId: staged.recordId,
    fingerprint: nodeFingerprint(node),
    inputs: inputsOf(run, node, staged.kind === 'model' ? staged.made : {}),
    rows: written,
    publishedAt: run.context.now.toISOString(),
  }
  await run.store.publish(publishSet(run, node, staged, publish, publication, checks))
  const adds = mode.mode !== 'replace'
  const rows = adds ? await publishedRows(run.store, run.resolver, run.dialect, publication.publishId) : written
  run.publications.set(contract.name, { ...publication, rows })
  return { status: 'done', rows, ...(adds && written !== null ? { written } : {}), checks }
}

function publishSet(
  run: RunState,
  node: ProjectNode,
  staged: Exclude<Staged, { kind: 'unchanged' }>,
  table: PublishTable,
  publication: Publication,
  checks: readonly CheckResult[],
): PublishSet {
  const records = [...checkRecords(run, checks), publications(run, publication, table)]
  if (staged.kind === 'load') {
    return {
      publishId: publication.publishId,
      tables: [table, ...rejectsTable(run, node, staged.rejects)],
      views: [],
      records: [...records, loadRecords(run, staged.sealed, 'published', staged.recordId)],
    }
  }
  const isView = node.made.by === 'model' && materializationOf(run, node, node.made.model) === 'view'
  return isView
    ? {
        publishId: publication.publishId,
        tables: [],
        views: [{ staged: staged.staged, target: table.target, select: staged.select, columns: table.columns }],
        records,
      }
    : { publishId: publication.publishId, tables: [table], views: [], records }
}

/** Rows and key were tested as the rows were loaded; the other checks, and all of a table that is added to, see it as it would be. */
export async function checkAsPublished(
  run: RunState,
  node: ProjectNode,
  publish: PublishTable,
  recordId: string,
  proof: Proof | undefined,
): Promise<readonly CheckResult[]> {
  const replaced = publish.mode.mode === 'replace'
  const select = replaced ? undefined : wouldBe(publish, await run.store.inspect(publish.target), run.dialect)
  if (select === undefined) return checkTable(run, node, publish.staged, recordId, proof)
  const view = besideStaged(stagedName(run, node.contract), 'w')
  await run.store.build({ staged: view, select, columns: node.contract.columns, materialization: 'view', signal: run.context.signal })
  try {
    return await checkTable(run, node, view, recordId)
  } finally {
    await run.store.drop([view])
  }
}

async function checkTable(
  run: RunState,
  node: ProjectNode,
  table: TableName,
  runId: string,
  proof?: Proof,
): Promise<readonly CheckResult[]> {
  const plan = planChecks(node.checks, {
    table: { contract: node.contract, name: table },
    dialect: run.dialect,
    resolve: (name) => (name === node.contract.name ? table : locateByName(run, name)),
    ...(proof === undefined ? {} : { proven: proof }),
  })
  const checks = await runChecks(run.store, plan, { runId, now: run.context.now, signal: run.context.signal })
  run.checks.set(node.contract.name, checks)
  return checks
}

function locateByName(run: RunState, name: string): TableName {
  const node = run.project.node(name)
  return node === undefined ? { schema: run.resolver.environment.schema, table: name } : readPlace(run, node.contract)
}

export const blocking = (checks: readonly CheckResult[]) => checks.filter((check) => check.status === 'failed' || check.status === 'error')

const NOT_BUILT = 'what is made from it was not built.'

function failure(node: ProjectNode, checks: readonly CheckResult[], consequence: string): Outcome {
  const failed = blocking(checks)
  const lines = failed.map((check) => `${node.contract.name}: ${check.name}: ${check.message}`)
  const message = `${lines.join('\n')}\n${consequence}`
  return { status: 'failed', checks, error: { name: 'PipelineError', code: 'checks-failed', message, retryable: false } }
}

export function checkRecords(run: RunState, checks: readonly CheckResult[]): PublishRecords[] {
  return checks.length === 0
    ? []
    : [{ table: run.resolver.control(CONTROL.checks), columns: checkResultContract.columns, rows: checks.map((check) => toRecord(check)) }]
}

/** `published` is what is published with it, if anything is. */
export function publications(run: RunState, publication: Publication, published?: PublishTable): PublishRecords {
  const counted = published === undefined || published.mode.mode === 'replace' ? undefined : { rowsOf: published.target }
  return {
    table: run.resolver.control(CONTROL.publications),
    columns: PUBLICATION_COLUMNS,
    rows: [publicationRecord(publication, counted)],
  }
}
