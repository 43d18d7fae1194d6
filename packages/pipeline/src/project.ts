import {
  createResolver,
  didYouMean,
  type AnyContract,
  type CheckSpec,
  type Connector,
  type DataAsset,
  type Environment,
  type Pool,
  type Report,
  type Schedule,
  type Stream,
} from '@meshwright/contracts'
import type { AnyModel, ModelTest } from '@meshwright/models'
import { contractChecks, type TableChecks } from '@meshwright/quality'
import type { Warehouse } from '@meshwright/sql'
import { commandProblems, type CustomCommand } from './custom-command.ts'
import { checkProblems, nameProblems, shapeProblems } from './definition-problems.ts'
import type { RunObserver } from './observe/run-observer.ts'
import { PipelineError } from './pipeline-error.ts'
import { declaredPools, planOptionProblems, settingProblems, type PoolDefinition, type TaskSettings } from './task-settings.ts'

/** What a person writes in meshwright.config.ts. */
export interface ProjectDefinition {
  readonly name: string
  readonly description?: string
  readonly warehouse: Warehouse
  readonly sources?: readonly Connector[]
  readonly models?: readonly AnyModel[]
  /** Checks beyond what the contracts say. */
  readonly checks?: readonly TableChecks[]
  /** What `meshwright test` runs; a run does not. */
  readonly tests?: readonly ModelTest[]
  readonly reports?: readonly Report[]
  readonly schedule?: Schedule
  /** Who is told of every run. What they cannot be told is a warning of the run, never its failure. */
  readonly observers?: readonly RunObserver[]
  /** Whom to ask about the project as a whole, and about tasks that nobody else owns. */
  readonly owner?: string
  /** For finding it among others. */
  readonly tags?: readonly string[]
  /** Programs that are run as tasks, in their place among the others. */
  readonly commands?: readonly CustomCommand[]
  /** Limits on tasks that share something: `{ shop_api: 2 }` lets two of them run at a time. */
  readonly pools?: Readonly<Record<string, PoolDefinition>>
  /** Retries, timeouts and pools of tasks, by selection; of several that fit, each setting is that of the last. */
  readonly tasks?: readonly TaskSettings[]
  /** Of a whole run; by default it may take as long as it does. */
  readonly timeoutSeconds?: number
  /**
   * Tables of other projects: when all of them have new, checked rows the project runs, also between the times of its schedule. Without
   * `environment` it is the one of the same name as the project's.
   */
  readonly wakesOn?: readonly WakingTable[]
  /** Where the tables live; by default the environment `dev` in the warehouse's default schema. */
  readonly environment?: Partial<Environment>
}

export interface WakingTable {
  readonly project: string
  /** The name of the table. */
  readonly name: string
  readonly environment?: string
}

/** A project, checked: every name is known, every table has one writer, and there is no cycle. */
export interface Project {
  readonly name: string
  readonly description: string
  readonly warehouse: Warehouse
  readonly environment: Environment
  readonly schedule: Schedule | undefined
  readonly observers: readonly RunObserver[]
  readonly reports: readonly Report[]
  readonly tests: readonly ModelTest[]
  readonly owner: string | undefined
  readonly tags: readonly string[]
  readonly commands: readonly CustomCommand[]
  readonly pools: readonly Pool[]
  readonly tasks: readonly TaskSettings[]
  readonly timeoutSeconds: number | undefined
  readonly wakesOn: readonly DataAsset[]
  /** In an order in which each comes after what it needs. */
  readonly nodes: readonly ProjectNode[]
  node(name: string): ProjectNode | undefined
}

/** One table of a project: what makes it, and what holds for it. */
export interface ProjectNode {
  readonly contract: AnyContract
  readonly made: { readonly by: 'stream'; readonly stream: Stream } | { readonly by: 'model'; readonly model: AnyModel }
  readonly checks: readonly CheckSpec[]
  /** Those of them that do not follow from its contract. */
  readonly ownChecks: readonly CheckSpec[]
  /** Tables that its rows are made from. */
  readonly upstream: readonly string[]
  /** Tables that its checks read, besides itself. */
  readonly checkedAgainst: readonly string[]
}

/** Defines a project. Pure: it opens nothing. Throws a PipelineError with every problem. */
export function project(definition: ProjectDefinition): Project {
  const problems: string[] = []
  if (typeof definition.name !== 'string' || !/^[a-z][a-z0-9_-]*$/.test(definition.name))
    problems.push(`name ${JSON.stringify(definition.name)}: use lower case letters, digits, - and _`)
  const refuse = () => new PipelineError('project-invalid', `project ${definition.name}: ${problems.join('\n')}`, { problems })
  const shape = shapeProblems(definition)
  problems.push(...shape)
  // What is no source or model has no tables to speak of.
  if (shape.length) throw refuse()
  const environment: Environment = { name: 'dev', schema: definition.warehouse.defaultSchema, reads: {}, ...definition.environment }
  const { dialect } = definition.warehouse
  const resolver = createResolver(definition.name, environment, dialect.maxIdentifierBytes)
  const nodes = collectNodes(definition, problems)
  // Many may read one table that is gone.
  const hints = new Map<string, string>()
  const near = (name: string): string => {
    const hint = hints.get(name) ?? didYouMean(name, nodes.keys())
    hints.set(name, hint)
    return hint
  }

  for (const extra of definition.checks ?? []) {
    if (!nodes.has(extra.table)) problems.push(`checks of "${extra.table}": no source or model makes this table${near(extra.table)}`)
  }
  for (const [name, node] of nodes) {
    for (const upstream of node.upstream) {
      if (!nodes.has(upstream))
        problems.push(`model ${name} reads "${upstream}", which no source or model of the project makes${near(upstream)}`)
    }
    for (const other of node.checkedAgainst) {
      if (!nodes.has(other))
        problems.push(`a check of ${name} reads "${other}", which no source or model of the project makes${near(other)}`)
    }
    problems.push(...checkProblems(node, nodes), ...nameProblems(definition.name, resolver, dialect, node))
  }
  for (const report of definition.reports ?? []) {
    for (const contract of Object.values(report.reads)) {
      if (!nodes.has(contract.name))
        problems.push(`report ${report.name} reads "${contract.name}", which no source or model of the project makes${near(contract.name)}`)
    }
  }
  problems.push(...testProblems(definition, nodes), ...commandProblems(definition, nodes), ...planOptionProblems(definition))
  const made: Project = {
    name: definition.name,
    description: definition.description ?? '',
    warehouse: definition.warehouse,
    environment,
    schedule: definition.schedule,
    observers: definition.observers ?? [],
    reports: definition.reports ?? [],
    tests: definition.tests ?? [],
    owner: definition.owner,
    tags: definition.tags ?? [],
    commands: definition.commands ?? [],
    pools: declaredPools(definition),
    tasks: definition.tasks ?? [],
    timeoutSeconds: definition.timeoutSeconds,
    wakesOn: (definition.wakesOn ?? []).map((table) => ({ environment: environment.name, ...table })),
    nodes: sortNodes(nodes, problems),
    node: (name) => nodes.get(name),
  }
  problems.push(...settingProblems(made))
  if (problems.length) throw refuse()
  return made
}

function collectNodes(definition: ProjectDefinition, problems: string[]): Map<string, ProjectNode> {
  const nodes = new Map<string, ProjectNode>()
  const extra = new Map<string, CheckSpec[]>()
  for (const { table, specs } of definition.checks ?? []) extra.set(table, [...(extra.get(table) ?? []), ...specs])
  const add = (contract: AnyContract, made: ProjectNode['made'], upstream: readonly string[]) => {
    const other = nodes.get(contract.name)
    if (other !== undefined) {
      problems.push(`"${contract.name}" has two writers: ${writer(other.made)} and ${writer(made)}`)
      return
    }
    const ownChecks = extra.get(contract.name) ?? []
    const checks = [...contractChecks(contract), ...ownChecks]
    const twice = checks.map((check) => check.name).filter((name, index, all) => all.indexOf(name) !== index)
    for (const name of new Set(twice)) problems.push(`${contract.name} has two checks named "${name}"`)
    const checkedAgainst = [...new Set(checks.flatMap((check) => check.reads))].filter((name) => name !== contract.name)
    nodes.set(contract.name, { contract, made, checks, ownChecks, upstream: [...new Set(upstream)], checkedAgainst })
  }
  for (const connector of definition.sources ?? [])
    for (const stream of connector.streams) add(stream.contract, { by: 'stream', stream }, [])
  for (const model of definition.models ?? [])
    add(
      model.contract,
      { by: 'model', model },
      Object.values(model.upstream).map((source) => source.name),
    )
  return nodes
}

function testProblems(definition: ProjectDefinition, nodes: ReadonlyMap<string, ProjectNode>): string[] {
  const seen = new Set<string>()
  return (definition.tests ?? []).flatMap(({ model, name }) => {
    const { name: table } = model.contract
    const made = nodes.get(table)?.made
    if (made?.by !== 'model' || made.model !== model) return [`the test "${name}" is of ${table}, which is none of the project's models`]
    const twice = seen.has(`${table}/${name}`)
    seen.add(`${table}/${name}`)
    return twice ? [`${table} has two tests named "${name}"`] : []
  })
}

const writer = (made: ProjectNode['made']) => (made.by === 'stream' ? `the source ${made.stream.origin}` : 'a model')

/**
 * Depth first; a node that is met again on its own path closes a cycle, which is named whole. The path is a list and not the call
 * stack, which some thousand tables made from each other would overflow.
 */
function sortNodes(nodes: ReadonlyMap<string, ProjectNode>, problems: string[]): ProjectNode[] {
  const sorted: ProjectNode[] = []
  const state = new Map<string, 'open' | 'done'>()
  const path: { readonly name: string; readonly node: ProjectNode; readonly before: Iterator<string> }[] = []
  const enter = (name: string): void => {
    const node = nodes.get(name)
    if (node === undefined || state.get(name) === 'done') return
    if (state.get(name) === 'open') {
      const round = path.map((step) => step.name).slice(path.findIndex((step) => step.name === name))
      problems.push(
        round.length === 1
          ? `${name} is made from itself: read what it is made from, or the same rows under another name`
          : `a cycle: ${[...round, name].join(' → ')}; each waits for the other: take one of these readings out`,
      )
      return
    }
    state.set(name, 'open')
    path.push({ name, node, before: [...node.upstream, ...node.checkedAgainst].values() })
  }
  for (const name of nodes.keys()) {
    enter(name)
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.before.next()
      if (!next.done) enter(next.value)
      else {
        path.pop()
        state.set(step.name, 'done')
        sorted.push(step.node)
      }
    }
  }
  return sorted
}
