import { besideStaged, type TableName } from '@meshwright/contracts'
import { tableSql } from '@meshwright/sql'
import type { StageRequest } from './stage-stream.ts'

/** How many tables one query reads. */
const AT_ONCE = 64

/** The rows of all these staged tables in one, in any order. A single table stays as it is. */
export async function united(tables: readonly TableName[], request: StageRequest): Promise<TableName> {
  const { store, dialect, staged, signal, stream } = request
  const columns = stream.contract.columns
  const all = columns.map(({ name }) => dialect.identifier(name)).join(', ')
  let waiting = [...tables]
  for (let count = 0; waiting.length > 1; count++) {
    const together = waiting.slice(0, AT_ONCE)
    const table = besideStaged(staged, `u${count}`)
    const select = together.map((each) => `select ${all} from ${tableSql(each, dialect)}`).join('\nunion all ')
    await store.build({ staged: table, select, columns, materialization: 'table', signal })
    await store.drop(together)
    waiting = [...waiting.slice(AT_ONCE), table]
  }
  return waiting[0] ?? staged
}
