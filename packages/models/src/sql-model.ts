import type { AnyContract, Contract } from '@meshwright/contracts'
import { ColumnNode, ReferenceNode, TableNode, type Expression, type OperationNode, type RawBuilder } from 'kysely'
import type { Database } from '@meshwright/sql'
import type { Model, ModelOptions, Upstream } from './model.ts'

/** A relation to interpolate: `${t}` is the table under its name, `${t.amount}` one of its columns. */
export type RelationRef<Row> = Expression<unknown> & { readonly [K in keyof Row & string]: Expression<Row[K]> }

/**
 * A model written as tagged SQL (Kysely's `sql`), for what the query builder cannot say. It runs as written, but that relations
 * become physical names. The compiler cannot look into it: the declared contract is held against the engine's own description
 * of the query, over empty tables made from the upstream contracts, before anything is built.
 */
export function sqlModel<N extends string, R, const U extends Upstream>(
  contract: Contract<N, R>,
  upstream: U,
  query: (tables: { readonly [K in keyof U & string]: RelationRef<Database<U>[K]> }) => RawBuilder<unknown>,
  options: ModelOptions = {},
): Model<N, R, U> {
  const build = () => {
    const tables = Object.fromEntries(Object.entries(upstream).map(([name, source]) => [name, relationRef(name, source)]))
    return query(tables as never).toOperationNode()
  }
  return { contract, upstream, materialization: options.materialization ?? 'table', written: 'sql', node: build }
}

function relationRef(name: string, source: AnyContract): object {
  const columns = source.columns.map(
    (column) => [column.name, expression(ReferenceNode.create(ColumnNode.create(column.name), TableNode.create(name)))] as const,
  )
  return { ...Object.fromEntries(columns), ...expression(TableNode.create(name)) }
}

function expression(node: OperationNode): Expression<unknown> {
  return { expressionType: undefined, toOperationNode: () => node }
}
