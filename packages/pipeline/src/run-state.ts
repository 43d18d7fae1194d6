import {
  canonicalJson,
  type AnyContract,
  type CheckResult,
  type Resolver,
  type RunContext,
  type SealedPackage,
  type TableName,
} from '@meshwright/contracts'
import type { InspectedTable, SqlDialect, Store } from '@meshwright/sql'
import type { ProjectState } from './project-state.ts'
import type { Project, ProjectNode } from './project.ts'
import type { Publication } from './publication-record.ts'

/** What a stage task leaves for its gate. */
export type Staged =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'load'; readonly sealed: SealedPackage; readonly rejects: TableName | undefined }
  | {
      readonly kind: 'model'
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
  /** What stands under the name of a table and was published by no run. */
  readonly foreign: ReadonlyMap<string, InspectedTable>
  readonly staged: Map<string, Staged>
  /** The latest results of every check, by table. */
  readonly checks: Map<string, readonly CheckResult[]>
  /** The folder for pages. */
  readonly reports: string
}

export function locate(run: RunState, contract: AnyContract): TableName {
  return run.resolver.resolve({ project: run.project.name, name: contract.name, version: contract.version }, { stage: 'published' })
}

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
  return Object.fromEntries(names.map((name) => [name, run.publications.get(name)?.publishId ?? '']))
}

/** What a table was made from and checked against, as its publication records it. */
export function inputsOf(run: RunState, node: ProjectNode, made: Readonly<Record<string, string>>): string {
  return canonicalJson({ made, checked: publishIds(run, node.checkedAgainst) })
}

export function madeFrom(publication: Publication): Readonly<Record<string, string>> {
  return (JSON.parse(publication.inputs) as { made: Record<string, string> }).made
}
