import type { StateChange, StateComparison } from '@meshwright/contracts'
import type { Project } from './project.ts'

/** What a term may ask of a table: `tag:finance`. */
export const SELECTION_METHODS = ['tag', 'layer', 'owner', 'kind', 'source', 'state'] as const
export type SelectionMethod = (typeof SELECTION_METHODS)[number]

/** What a selection sees of a table, report or command. */
export interface Selectable {
  /** The name of a table; `report:<name>` and `command:<name>` for what may share its name with a table. */
  readonly id: string
  readonly facts: Readonly<Record<SelectionMethod | 'name', readonly string[]>>
  /** What it is made from or checked against, and what is made from or checked against it, by id: the edges of the plan. */
  readonly upstream: readonly string[]
  readonly downstream: readonly string[]
}

const known = new WeakMap<Project, ReadonlyMap<string, Selectable>>()

/** The tables of a project in its order, then its reports and its commands. */
export function selectables(project: Project): ReadonlyMap<string, Selectable> {
  const found = known.get(project) ?? collect(project)
  known.set(project, found)
  return found
}

function collect(project: Project): ReadonlyMap<string, Selectable> {
  const found: (Pick<Selectable, 'id' | 'facts'> & { upstream: string[] })[] = [
    ...project.nodes.map(({ contract: { name, tags, layer, owner }, made, upstream, checkedAgainst }) => ({
      id: name,
      facts: {
        name: [name],
        tag: tags,
        layer: [layer],
        owner: [owner],
        kind: made.by === 'stream' ? ['source'] : ['model', made.model.materialization],
        source: made.by === 'stream' ? [made.stream.connector] : [],
        state: [],
      },
      upstream: union(upstream, checkedAgainst),
    })),
    ...project.reports.map(({ name, owner, reads }) => ({
      id: reportId(name),
      facts: { name: [name], tag: [], layer: [], owner: [owner], kind: ['report'], source: [], state: [] },
      upstream: [...new Set(Object.values(reads).map((contract) => contract.name))],
    })),
    ...project.commands.map(({ name, owner = project.owner, tags = [], reads = [], after = [] }) => ({
      id: commandId(name),
      facts: { name: [name], tag: tags, layer: [], owner: owner === undefined ? [] : [owner], kind: ['command'], source: [], state: [] },
      upstream: [...new Set([...reads.map((contract) => contract.name), ...after])],
    })),
  ]
  const nodes = new Map(found.map((node) => [node.id, { ...node, downstream: [] as string[] }]))
  for (const { name, before = [] } of project.commands)
    for (const id of before) {
      const node = nodes.get(id)
      if (node?.upstream.includes(commandId(name)) === false) node.upstream.push(commandId(name))
    }
  for (const node of nodes.values()) {
    node.upstream = node.upstream.filter((id) => nodes.has(id))
    for (const id of node.upstream) nodes.get(id)?.downstream.push(node.id)
  }
  return nodes
}

const union = (some: readonly string[], others: readonly string[]): string[] =>
  others.length === 0 ? [...some] : [...new Set([...some, ...others])]

/** What `state:` may ask, as dbt calls it: what is new is modified too, and what only comes after a change is not. */
const STATES: Readonly<Record<StateChange, readonly string[]>> = {
  new: ['new', 'modified'],
  modified: ['modified', 'old'],
  upstream: ['unmodified', 'old'],
  unmodified: ['unmodified', 'old'],
  removed: [],
}
export const STATE_NAMES = [...new Set(Object.values(STATES).flat())]

/** The same, knowing what changed. */
export function selectablesSince(project: Project, { nodes }: StateComparison): ReadonlyMap<string, Selectable> {
  const states = new Map(nodes.map(({ id, change }) => [id, STATES[change]]))
  return new Map(
    [...selectables(project)].map(([id, node]) => [id, { ...node, facts: { ...node.facts, state: states.get(id) ?? [] } }] as const),
  )
}

export const reportId = (name: string): string => `report:${name}`
export const commandId = (name: string): string => `command:${name}`
