import type { LineageKind } from '@meshwright/contracts'
import { readModel } from '@meshwright/models'
import type { Project } from '@meshwright/pipeline'

/** One column on the way, and where the way goes on. */
export interface LineageStep {
  readonly relation: string
  readonly column: string
  readonly kind: LineageKind
  readonly next: readonly LineageStep[]
  /** Where the way goes on from here stands at an earlier step of this column: ways that meet again and again would be told for ever. */
  readonly again?: true
}

export interface ColumnWays {
  /** What it is made from, and what that is made from. */
  readonly upstream: readonly LineageStep[]
  /** What is made from it, and what is made from that. */
  readonly downstream: readonly LineageStep[]
}

interface Edge {
  readonly relation: string
  readonly column: string
  readonly kind: LineageKind
}

/** For each column of a table, the ways to and from it through the models of the project. Columns that only filter or join are not on them. */
export function columnWays(project: Project, table: string): Readonly<Record<string, ColumnWays>> {
  const up = new Map<string, Edge[]>()
  const down = new Map<string, Edge[]>()
  const add = (edges: Map<string, Edge[]>, from: string, edge: Edge) => edges.set(from, [...(edges.get(from) ?? []), edge])
  for (const { contract, made } of project.nodes) {
    if (made.by !== 'model') continue
    for (const [column, sources] of Object.entries(readModel(made.model).lineage.columns)) {
      for (const { relation, column: from, kind } of sources) {
        add(up, `${contract.name}.${column}`, { relation, column: from, kind })
        add(down, `${relation}.${from}`, { relation: contract.name, column, kind })
      }
    }
  }
  const ways = (edges: Map<string, Edge[]>, from: string, gone = new Set<string>()): LineageStep[] =>
    (edges.get(from) ?? []).map((edge): LineageStep => {
      const place = `${edge.relation}.${edge.column}`
      if (gone.has(place)) return { ...edge, next: [], again: true }
      if (edges.has(place)) gone.add(place)
      return { ...edge, next: ways(edges, place, gone) }
    })
  const columns = project.node(table)?.contract.columns ?? []
  return Object.fromEntries(
    columns.map(({ name }) => [name, { upstream: ways(up, `${table}.${name}`), downstream: ways(down, `${table}.${name}`) }]),
  )
}
