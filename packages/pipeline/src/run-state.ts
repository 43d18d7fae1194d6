import {
  canonicalJson,
  type AnyContract,
  type CheckResult,
  type PublishMode,
  type Resolver,
  type RunContext,
  type SealedPackage,
  type TableName,
} from '@meshwright/contracts'
import type { AnyModel } from '@meshwright/models'
import type { ListedTable, SqlDialect, Store } from '@meshwright/sql'
import type { Deferral } from './deferral.ts'
import type { ProjectState } from './project-state.ts'
import type { Project, ProjectNode } from './project.ts'
import type { Publication } from './publication-record.ts'

/** What a stage task leaves for its gate. */
export type Staged =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'load'
      /** The run under which it is recorded: see `recordIdOf`. */
      readonly recordId: string
      readonly sealed: SealedPackage
      readonly rejects: TableName | undefined
      readonly mode: PublishMode
    }
  | {
      readonly kind: 'model'
      readonly recordId: string
      readonly staged: TableName
      readonly select: string
      readonly rows: number | null
      readonly made: Readonly<Record<string, string>>
    }

/** Everything the tasks of one run share. */
export interface RunState {
  readonly project: Project
  readonly context: RunContext
  readonly store: Store
  readonly dialect: SqlDialect
  readonly resolver: Resolver
  /** As it was when the run began. */
  readonly before: ProjectState
  /** The publications that hold now. */
  readonly publications: Map<string, Publication>
  /** What is read in another environment. */
  readonly deferral: Deferral | undefined
  /** What stands under the name of a table and was published by no run. */
  readonly foreign: ReadonlyMap<string, ListedTable>
  readonly staged: Map<string, Staged>
  /** The latest results of every check, by table. */
  readonly checks: Map<string, readonly CheckResult[]>
  /** The folder for pages. */
  readonly reports: string
  /** Which hidden tables are not to be swept. */
  readonly keeps: (table: ListedTable) => boolean
  /** Tasks of which a try has begun here. */
  readonly tried: Set<string>
  /** Whether what is unchanged is loaded and built all the same. */
  readonly refresh: 'changed' | 'full'
  /** Set where the tasks of the run are several processes: what is staged here is noted for the gates of others. */
  readonly handOff: HandOff | undefined
  /** The ids under which tables are recorded for which the run, or a later one, has records already. */
  readonly again: ReadonlyMap<string, string>
}

/** How the processes of one run hand staged tables to each other. */
export interface HandOff {
  /** Tables whose gates are tasks of other processes. */
  readonly elsewhere: ReadonlySet<string>
  note(relation: string, staged: Staged): Promise<void>
  /** Throws `not-staged` when there is nothing for the gate of a table. */
  take(node: ProjectNode): Staged
}

/**
 * The id under which this run records a table: its own, unless the table has records of this run or a later one, as after a task that is
 * done again. The latest record has the greatest id.
 */
export const recordIdOf = (run: RunState, name: string): string => run.again.get(name) ?? run.context.runId

export function locate(run: RunState, contract: AnyContract): TableName {
  return run.resolver.resolve({ project: run.project.name, name: contract.name, version: contract.version }, { stage: 'published' })
}

/** Where a table is read: where it is published, here or in the environment that is deferred to. */
export const readPlace = (run: RunState, contract: AnyContract): TableName =>
  run.deferral?.publications.has(contract.name) === true ? run.deferral.locate(contract) : locate(run, contract)

/** A view that read another environment would be in the way of what that one does with its tables, and break with it. */
export const materializationOf = (run: RunState, { upstream }: ProjectNode, model: AnyModel): AnyModel['materialization'] =>
  upstream.some((name) => run.deferral?.publications.has(name)) ? 'table' : model.materialization

export function stagedName(run: RunState, contract: AnyContract): TableName {
  return run.resolver.resolve(
    { project: run.project.name, name: contract.name, version: contract.version },
    { stage: 'staged', runId: run.context.runId },
  )
}

export function rejectedName(run: RunState, contract: AnyContract): TableName {
  return run.resolver.resolve({ project: run.project.name, name: contract.name, version: contract.version }, { stage: 'rejected' })
}

/** The publish ids of some tables, as they are now. */
export function publishIds(run: RunState, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, (run.deferral?.publications.get(name) ?? run.publications.get(name))?.publishId ?? '']),
  )
}

/** What a table was made from and checked against, as its publication records it. */
export function inputsOf(run: RunState, node: ProjectNode, made: Readonly<Record<string, string>>): string {
  return canonicalJson({ made, checked: publishIds(run, node.checkedAgainst) })
}

export function madeFrom(publication: Publication): Readonly<Record<string, string>> {
  return (JSON.parse(publication.inputs) as { made: Record<string, string> }).made
}
