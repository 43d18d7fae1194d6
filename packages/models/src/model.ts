import type { AnyContract, Contract } from '@meshwright/contracts'
import type { Database } from '@meshwright/sql'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type OperationNode,
  type QueryCreator,
  type SelectQueryNode,
} from 'kysely'
import type { Fits } from './fits.ts'

/** A `view` is computed when read; a `table` is stored. Both are checked before they are published. */
export type Materialization = 'view' | 'table'

/** A table made by a query over other tables. It is data: importing it runs nothing. */
export interface Model<Name extends string = string, Row = unknown, U extends Upstream = Upstream> {
  readonly contract: Contract<Name, Row>
  /** The names inside the query → the contracts they stand for. */
  readonly upstream: U
  readonly materialization: Materialization
  /** `query` is typed by the compiler; `sql` is checked against the engine's own description before anything is built. */
  readonly written: 'query' | 'sql'
  /** The canonical query tree; built anew each time, as a plan of ten thousand needs each but once. */
  node(): OperationNode
}

export type AnyModel = Model<string, any>

export type Upstream = Readonly<Record<string, AnyContract>>

/** The narrow view of a Kysely query that inference needs. */
export interface QueryOf<out O> {
  readonly expressionType: O | undefined
  readonly isSelectQueryBuilder: true
  toOperationNode(): SelectQueryNode
}

export interface ModelOptions {
  /** Default `table`. */
  readonly materialization?: Materialization
}

/**
 * A model: its contract, its upstreams by the names the query uses, and the query. The compiler refuses a query whose columns,
 * types or nullability are not exactly the contract's. The callback is pure; it runs when the model is first compiled.
 */
export function model<N extends string, R, const U extends Upstream, O>(
  contract: Fits<N, R, O>,
  upstream: U,
  query: (db: QueryCreator<Database<U>>) => QueryOf<O>,
  options: ModelOptions = {},
): Model<N, R, U> {
  return {
    contract: contract as Contract<N, R>,
    upstream,
    materialization: options.materialization ?? 'table',
    written: 'query',
    node: () => query(creator() as unknown as QueryCreator<Database<U>>).toOperationNode(),
  }
}

// A Kysely that only builds trees: it is never asked to compile or to run one.
let shared: Kysely<unknown> | undefined
function creator(): Kysely<unknown> {
  return (shared ??= new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }))
}
