import type { Project } from './project.ts'

/** What a term may ask of a table: `tag:finance`. */
export const SELECTION_METHODS = ['tag', 'layer', 'owner', 'kind', 'source'] as const
export type SelectionMethod = (typeof SELECTION_METHODS)[number]

/** What a selection sees of a table or report. */
export interface Selectable {
  /** The name of a table; `report:<name>` for a report, which may share its name with a table. */
  readonly id: string
  readonly facts: Readonly<Record<SelectionMethod | 'name', readonly string[]>>
  /** What it is made from or checked against, and what is made from or checked against it, by id: the edges of the plan. */
  readonly upstream: readonly string[]
  readonly downstream: readonly string[]
}

/** The tables of a project in its order, then its reports. */
export function selectables(project: Project): ReadonlyMap<string, Selectable> {
  const downstream = new Map<string, string[]>()
  const found: Omit<Selectable, 'downstream'>[] = [
    ...project.nodes.map(({ contract: { name, tags, layer, owner }, made, upstream, checkedAgainst }) => ({
      id: name,
      facts: {
        name: [name],
        tag: tags,
        layer: [layer],
        owner: [owner],
        kind: made.by === 'stream' ? ['source'] : ['model', made.model.materialization],
        source: made.by === 'stream' ? [made.stream.connector] : [],
      },
      upstream: [...new Set([...upstream, ...checkedAgainst])],
    })),
    ...project.reports.map(({ name, owner, reads }) => ({
      id: reportId(name),
      facts: { name: [name], tag: [], layer: [], owner: [owner], kind: ['report'], source: [] },
      upstream: [...new Set(Object.values(reads).map((contract) => contract.name))],
    })),
  ]
  for (const { id, upstream } of found) for (const name of upstream) downstream.set(name, [...(downstream.get(name) ?? []), id])
  return new Map(found.map((node) => [node.id, { ...node, downstream: downstream.get(node.id) ?? [] }]))
}

export const reportId = (name: string): string => `report:${name}`
