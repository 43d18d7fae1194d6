import { contractDocument, createResolver, fingerprint, type AnyContract, type Manifest, type Resolver } from '@meshwright/contracts'
import { manifestModel } from '@meshwright/models'
import { nodeFingerprint } from './plan-project.ts'
import type { Project } from './project.ts'

/** The project's own resolver, for its environment and the limits of its warehouse. */
export function resolverOf(project: Project): Resolver {
  return createResolver(project.name, project.environment, project.warehouse.dialect.maxIdentifierBytes)
}

/** Where readers find a table of the project. */
export function publishedName(project: Project, resolver: Resolver, contract: AnyContract) {
  return resolver.resolve({ project: project.name, name: contract.name, version: contract.version }, { stage: 'published' })
}

/** The manifest of a project, or of the tables that `selectTables` returned: a pure function of both. */
export function manifestProject(project: Project, selected?: ReadonlySet<string>): Manifest {
  const resolver = resolverOf(project)
  const nodes = selected === undefined ? project.nodes : project.nodes.filter((node) => selected.has(node.contract.name))
  const open = {
    document: 'manifest' as const,
    documentVersion: 1 as const,
    project: project.name,
    description: project.description,
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
    models: nodes.flatMap((node) =>
      node.made.by === 'model'
        ? [manifestModel(node.made.model, project.warehouse.dialect, (contract) => publishedName(project, resolver, contract))]
        : [],
    ),
    checks: Object.fromEntries(
      nodes.map((node) => [
        node.contract.name,
        node.checks.map((check) => ({ ...check, columns: [...check.columns], reads: [...check.reads] })),
      ]),
    ) as Manifest['checks'],
    owners: [...new Set(nodes.map((node) => node.contract.owner))].toSorted(),
  }
  return { ...open, fingerprint: manifestFingerprint(project, open) }
}

/** Over all of it; what a table is by definition, which is most of the document, by the table's own fingerprint. */
function manifestFingerprint({ nodes }: Project, { contracts, models, checks: _, ...rest }: Omit<Manifest, 'fingerprint'>): string {
  const tables = new Set(contracts.map((contract) => contract.name))
  return fingerprint({
    ...rest,
    tables: nodes.filter((node) => tables.has(node.contract.name)).map(nodeFingerprint),
    sql: models.map((model) => [model.dialect, model.sql]),
  })
}
