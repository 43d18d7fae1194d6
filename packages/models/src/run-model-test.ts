import { didYouMean, type TableName } from '@meshwright/contracts'
import { castSelect, type SqlDialect, type Store } from '@meshwright/sql'
import { checkModel } from './check-model.ts'
import type { ModelTest } from './model-test.ts'
import { compileModel, readModel } from './read-model.ts'
import { rowDiff, type RowDiff } from './row-diff.ts'
import { expectedTable, givenTable, type TestTable } from './test-rows.ts'

export type ModelTestOutcome =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly diff: RowDiff }
  /** It cannot be run: its rows are not rows of the contracts, the model does not yield its contract, or the engine refuses the query over them. */
  | { readonly status: 'error'; readonly problems: readonly string[] }

export interface ModelTestPlace {
  readonly store: Store
  readonly dialect: SqlDialect
  /** A free, hidden name for the table that stands for an upstream; it is dropped afterwards. */
  table(upstream: string): TableName
  readonly signal: AbortSignal
}

/** Runs a test: loads the given rows into tables of their own, asks the model's query over them, compares, and drops the tables. */
export async function runModelTest(test: ModelTest, place: ModelTestPlace): Promise<ModelTestOutcome> {
  const { model } = test
  const expected = expectedTable(model.contract, test.expect)
  const { tables: given, problems: givenProblems } = givenTables(test)
  const problems = [...givenProblems, ...expected.problems.map((problem) => `expect: ${problem}`)]
  if (problems.length) return { status: 'error', problems }
  const { store, dialect, signal } = place
  const name = (upstream: string) => place.table(upstream)
  // Cast to the contract, a result that no build would take could be the expected one.
  const misfits = await checkModel(model, store, dialect)
  if (misfits.length) return { status: 'error', problems: misfits }
  try {
    for (const [upstream, table] of given) {
      const batches = table.rows.length ? [table.rows] : []
      await store.load({ staged: name(upstream), columns: table.columns, source: { kind: 'rows', batches: once(batches) }, signal })
    }
    const select = compileModel(model, dialect, (_, upstream) => name(upstream))
    const { rows } = await store.query(castSelect(select, expected.columns, dialect), { signal })
    const diff = rowDiff(expected.columns, expected.rows, rows, { key: model.contract.key, ordered: test.ordered })
    return diff === undefined ? { status: 'passed' } : { status: 'failed', diff }
  } catch (error) {
    if (signal.aborted) throw error
    return { status: 'error', problems: [`the engine refuses it: ${error instanceof Error ? error.message : String(error)}`] }
  } finally {
    await store.drop([...given.keys()].map(name))
  }
}

function givenTables(test: ModelTest): { tables: ReadonlyMap<string, TestTable>; problems: readonly string[] } {
  const { upstream } = test.model
  const names = Object.keys(upstream)
  const { lineage } = readModel(test.model)
  const sources = [...Object.values(lineage.columns).flat(), ...lineage.indirect]
  const tables = new Map(
    Object.entries(upstream).map(([name, contract]) => {
      const read = new Set(sources.flatMap((source) => (source.relation === contract.name ? [source.column] : [])))
      return [name, givenTable(contract, test.given[name] ?? [], read)]
    }),
  )
  const problems = [
    ...Object.keys(test.given)
      .filter((name) => !names.includes(name))
      .map((name) => `given: the query has no table "${name}"${didYouMean(name, names)}`),
    ...names
      .filter((name) => test.given[name] === undefined)
      .map((name) => `given: there are no rows of "${name}"; write ${name}: [] for an empty table`),
    ...[...tables].flatMap(([name, table]) => table.problems.map((problem) => `given ${name}: ${problem}`)),
  ]
  return { tables, problems }
}

async function* once<T>(batches: readonly T[]): AsyncGenerator<T> {
  yield* batches
}
