import type { Contract, RowOf } from '@meshwright/contracts'
import type { AnyModel, Model, Upstream } from './model.ts'

/** Rows of one table as a test writes them: canonical values (`12n`, `'10.00'`, `'2022-12-31'`), some columns left out. */
export type TestRow = Readonly<Record<string, unknown>>

/** That a model makes these rows of those. It is data: importing it runs nothing. */
export interface ModelTest {
  readonly model: AnyModel
  readonly name: string
  /** The rows of each upstream, by the name it has inside the query. */
  readonly given: Readonly<Record<string, readonly TestRow[]>>
  readonly expect: readonly TestRow[]
  readonly ordered: boolean
}

export interface ModelTestDefinition<Row, U extends Upstream> {
  /** What it shows, in words: `products that sold as many share a rank`. */
  readonly name: string
  /**
   * The rows of every upstream. A column left out is null where the contract allows null; one that may not be null can be left out
   * when the query does not read it, as it is then not in the table at all.
   */
  readonly given: { readonly [K in keyof U]: readonly Partial<RowOf<U[K]>>[] }
  /** Exactly these rows, and no others. Compared are the columns they name; all of them name the same. */
  readonly expect: readonly Partial<RowOf<Contract<string, Row>>>[]
  /** Compare the order too, where the query orders its rows. Default false. */
  readonly ordered?: boolean
}

/** A test of a model: given these rows of its upstreams, it makes those. The compiler refuses a row that its contract does not have. */
export function modelTest<N extends string, R, U extends Upstream>(
  model: Model<N, R, U>,
  definition: ModelTestDefinition<R, NoInfer<U>>,
): ModelTest {
  const { name, given, expect, ordered = false } = definition
  return { model, name, given, expect, ordered }
}
