import {
  createResolver,
  type AnyContract,
  type ManifestEnvironment,
  type ManifestState,
  type Resolver,
  type TableName,
  type Task,
} from '@meshwright/contracts'
import type { SqlDialect, Store } from '@meshwright/sql'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { compareState } from './compare-state.ts'
import { PipelineError } from './pipeline-error.ts'
import { placeOwner } from './place-owner.ts'
import { outsideReads, type Work } from './plan-scope.ts'
import { readPublications } from './project-state.ts'
import type { Project } from './project.ts'
import type { Publication } from './publication-record.ts'
import type { DeferredTo } from './run-facts.ts'

/** Reads what is not selected where another environment, the one of a manifest, has published it. */
export interface DeferOptions {
  readonly state: ManifestState
  /** Where the manifest's file of the warehouse is seen from: the folder of the project. */
  readonly directory: string
  /** What holds where both environments have published a table. Default `own`. */
  readonly favor?: 'own' | 'state'
}

/** The place that is deferred to, for the log and to be told from another. */
export const deferredTo = ({ state: { environment }, favor = 'own' }: DeferOptions): DeferredTo => ({ ...environment, favor })

/** The tables that a run reads in another environment. */
export interface Deferral {
  /** For people. */
  readonly place: string
  /** What is read there, as it is published there. */
  readonly publications: ReadonlyMap<string, Publication>
  locate(contract: AnyContract): TableName
  /** Of what is read there: what is defined otherwise here. */
  readonly warnings: readonly string[]
}

/**
 * Which tables a plan reads elsewhere: those that it does not make and, unless the manifest is favored, that its own environment has not
 * published; undefined when there are none. Throws PipelineError `defer-unreadable` where the engine at hand cannot read what the manifest describes.
 */
export async function openDeferral(
  project: Project,
  store: Store,
  { tasks, work, own }: { readonly tasks: readonly Task[]; readonly work: Work; readonly own: { has(name: string): boolean } },
  { state, directory, favor = 'own' }: DeferOptions,
): Promise<Deferral | undefined> {
  const wanted = outsideReads(tasks, work).filter((relation) => favor === 'state' || !own.has(relation))
  if (wanted.length === 0) return undefined
  const { dialect } = project.warehouse
  const catalog = await reach(project, store, state, directory)
  const { name, schema } = state.environment
  const environment = { name, schema, reads: {}, ...(catalog === undefined ? {} : { catalog }) }
  const resolver = createResolver(project.name, environment, dialect.maxIdentifierBytes)
  const place = placeInWords(state.environment)
  const { tables, published } = await publishedThere(store, resolver, dialect, state, place)
  const locate = (contract: AnyContract) =>
    resolver.resolve({ project: project.name, name: contract.name, version: contract.version }, { stage: 'published' })
  const publications = new Map<string, Publication>()
  for (const relation of wanted) {
    const [node, publication] = [project.node(relation), published.get(relation)]
    if (node !== undefined && publication !== undefined && tables.has(locate(node.contract).table)) publications.set(relation, publication)
  }
  return { place, publications, locate, warnings: changedReads(project, state, publications) }
}

/** `environment prod (schema analytics of .meshwright/prod/warehouse.duckdb)`. */
export const placeInWords = ({ name, schema, file }: ManifestEnvironment): string =>
  `environment ${name} (schema ${schema}${file === null ? '' : ` of ${file}`})`

/** What is read there and defined otherwise here: the rows are those of the definition there. */
function changedReads(project: Project, state: ManifestState, read: { has(name: string): boolean }): string[] {
  const names = compareState(project, state).nodes.flatMap(({ id, change }) => (change === 'modified' && read.has(id) ? [id] : []))
  return names.map(
    (name) => `${name} is defined otherwise here, is not selected, and is read as environment ${state.environment.name} has published it`,
  )
}

const refuse = (problem: string) => new PipelineError('defer-unreadable', `--defer: ${problem}`)

/** Makes the warehouse of the manifest readable, and returns the catalog that its tables are in when it is another file. */
async function reach(project: Project, store: Store, { environment }: ManifestState, directory: string): Promise<string | undefined> {
  const { warehouse } = project
  if (environment.warehouse !== warehouse.name)
    throw refuse(
      `the manifest is of environment ${environment.name}, which is on ${environment.warehouse}; environment ${project.environment.name} is on ${warehouse.name}, which cannot read its tables`,
    )
  if (warehouse.file === undefined) return undefined
  if (environment.file === null || store.attach === undefined)
    throw refuse(
      `the manifest does not say in which file environment ${environment.name} is: write it again with meshwright manifest --environment ${environment.name}`,
    )
  const file = resolve(directory, environment.file)
  if (!existsSync(file))
    throw refuse(
      `the manifest says that environment ${environment.name} is in ${file}, and there is no such file; if it is elsewhere, write the manifest with the home that it has: meshwright manifest --environment ${environment.name} --home …`,
    )
  return store.attach(file)
}

/** The names of the tables there, and what was published of them. */
async function publishedThere(
  store: Store,
  resolver: Resolver,
  dialect: SqlDialect,
  { project, environment }: ManifestState,
  place: string,
): Promise<{ readonly tables: ReadonlySet<string>; readonly published: ReadonlyMap<string, Publication> }> {
  const { schema, catalog } = resolver.environment
  const tables = new Set((await store.list(schema, catalog)).map((table) => table.name.table))
  const owner = await placeOwner(store, resolver, dialect, tables)
  if (owner !== undefined && (owner.project !== project || owner.environment !== environment.name))
    throw refuse(
      `${place} holds the tables of project ${owner.project}, environment ${owner.environment}: the manifest is of another place`,
    )
  return { tables, published: await readPublications(store, resolver, dialect, tables) }
}
