import type { ColumnLineage, ColumnSource, IndirectSource, LogicalType } from '@meshwright/contracts'
import type { OperationNode, SelectQueryNode } from 'kysely'
import { ExpressionReader, type Reading } from './expression-reading.ts'
import type { CallTypes } from './sql-dialect.ts'
import type { QueryTable } from './query-table.ts'

/** What a query tree says without an engine: its columns with types, where each comes from, and what is wrong with it. */
export interface QueryReading {
  readonly columns: readonly ReadColumn[]
  readonly lineage: ColumnLineage
  /** Types of every portable call, for its spelling. */
  readonly calls: ReadonlyMap<OperationNode, CallTypes>
  /**
   * What is written as a cast, so that no engine rounds it: a value that has more digits than the decimal beside it, the result of a
   * WhenNode, the `else` of a CaseNode, the column of a SelectionNode. From the type of its argument to `result`.
   */
  readonly casts: ReadonlyMap<OperationNode, CallTypes>
  /** What tsc cannot see: comparisons of different types, ambiguous and unknown names. */
  readonly problems: readonly string[]
}

export interface ReadColumn {
  readonly name: string
  /** Undefined where raw SQL or a function of one engine hides it. */
  readonly type: LogicalType | undefined
}

/** Reads a select query (or one expression: then there is one unnamed column). Pure. */
export function readQuery(node: OperationNode, tables: readonly QueryTable[]): QueryReading {
  const reader = new ExpressionReader()
  const known = new Map(tables.map((table) => [table.name, sourceOf(table)]))
  if (node.kind !== 'SelectQueryNode') {
    const scope = [...known].map(([alias, source]) => ({ alias, ...source }))
    const reading = reader.read(node, { known, aliases: scope })
    return finish([{ name: '', reading }], reader)
  }
  return finish(reader.select(node as SelectQueryNode, { known, aliases: [] }), reader)
}

function sourceOf(table: QueryTable): { columns: Map<string, Reading> } {
  return {
    columns: new Map(
      table.columns.map((column) => [
        column.name,
        { type: column.type, sources: [{ relation: table.relation, column: column.name, kind: 'copied' }], opaque: false },
      ]),
    ),
  }
}

function finish(columns: readonly { name: string; reading: Reading }[], reader: ExpressionReader): QueryReading {
  const byName: Record<string, ColumnSource[]> = {}
  for (const { name, reading } of columns) byName[name] = distinct(reading.sources)
  return {
    columns: columns.map(({ name, reading }) => ({ name, type: reading.type })),
    lineage: { columns: byName, indirect: distinct<IndirectSource>(reader.indirect), opaque: reader.opaque },
    calls: reader.calls,
    casts: reader.casts,
    problems: [...new Set(reader.problems)],
  }
}

function distinct<T extends object>(items: readonly T[]): T[] {
  if (items.length < 2) return [...items]
  return [...new Map(items.map((item) => [Object.values(item).join('\u0000'), item])).values()]
}
