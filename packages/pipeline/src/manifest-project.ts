import {
  contractDocument,
  createResolver,
  fingerprint,
  type AnyContract,
  type Manifest,
  type ManifestEnvironment,
  type Resolver,
} from '@meshwright/contracts'
import { manifestModel } from '@meshwright/models'
import { isAbsolute, join, relative, sep } from 'node:path'
import { definitionsOf, nodeFingerprint } from './definitions.ts'
import type { Project } from './project.ts'

/** The project's own resolver, for its environment and the limits of its warehouse. */
export function resolverOf(project: Project): Resolver {
  return createResolver(project.name, project.environment, project.warehouse.dialect.maxIdentifierBytes)
}

/** Where readers find a table of the project. */
export function publishedName(project: Project, resolver: Resolver, contract: AnyContract) {
  return resolver.resolve({ project: project.name, name: contract.name, version: contract.version }, { stage: 'published' })
}

/** What a manifest is of. */
export interface ManifestScope {
  /** What `selectTables` returned; default everything. */
  readonly selected?: ReadonlySet<string>
  /** The home folder, and the one of the project: where a warehouse that is a file is then known. */
  readonly home?: string
  readonly directory?: string
}

/** The manifest of a project, or of a part of it: a pure function of both. */
export function manifestProject(project: Project, scope: ManifestScope = {}): Manifest {
  const { selected } = scope
  const resolver = resolverOf(project)
  const nodes = selected === undefined ? project.nodes : project.nodes.filter((node) => selected.has(node.contract.name))
  // Before the definitions, which would otherwise build each query's tree for themselves.
  const models = nodes.flatMap((node) =>
    node.made.by === 'model'
      ? [manifestModel(node.made.model, project.warehouse.dialect, (contract) => publishedName(project, resolver, contract))]
      : [],
  )
  const open = {
    document: 'manifest' as const,
    documentVersion: 2 as const,
    project: project.name,
    description: project.description,
    environment: environmentOf(project, scope),
    definitions: Object.fromEntries([...definitionsOf(project)].filter(([id]) => selected?.has(id) ?? true)),
    contracts: nodes.map((node) => contractDocument(node.contract) as Manifest['contracts'][number]),
    sources: nodes.flatMap((node) =>
      node.made.by === 'stream'
        ? [
            {
              table: node.contract.name,
              connector: node.made.stream.connector,
              origin: node.made.stream.origin,
              mode: node.made.stream.load.mode,
              options: node.made.stream.options as Manifest['sources'][number]['options'],
            },
          ]
        : [],
    ),
    models,
    checks: Object.fromEntries(nodes.map((node) => [node.contract.name, node.checks])) as unknown as Manifest['checks'],
    owners: [...new Set(nodes.map((node) => node.contract.owner))].toSorted(),
  }
  return { ...open, fingerprint: manifestFingerprint(project, open) }
}

function environmentOf({ environment: { name, schema }, warehouse }: Project, { home, directory }: ManifestScope): ManifestEnvironment {
  const path = home === undefined || warehouse.file === undefined ? null : join(home, warehouse.file)
  return { name, warehouse: warehouse.name, schema, file: path === null || directory === undefined ? path : seenFrom(directory, path) }
}

/** The path from a folder when it lies in it, so that it is the same in every copy of the project. */
function seenFrom(folder: string, path: string): string {
  const near = relative(folder, path)
  return near.startsWith('..') || isAbsolute(near) ? path : near.replaceAll(sep, '/')
}

/**
 * Over all of it but the place of a file; what a table is by definition, which is most of the document, by the table's own fingerprint.
 */
function manifestFingerprint(
  { nodes }: Project,
  { contracts, models, checks: _, environment: { file: __, ...environment }, ...rest }: Omit<Manifest, 'fingerprint'>,
): string {
  const tables = new Set(contracts.map((contract) => contract.name))
  return fingerprint({
    ...rest,
    environment,
    tables: nodes.filter((node) => tables.has(node.contract.name)).map(nodeFingerprint),
    sql: models.map((model) => [model.dialect, model.sql]),
  })
}
