import { spelledColumns, type AnyContract, type FileRowSource, type NumberSpelling } from '@meshwright/contracts'
import type { Misfit, Store } from '@meshwright/sql'

let count = 0

/** Everything that a load of a file leaves and tells, to be compared. */
export async function loaded(store: Store, file: FileRowSource, of: AnyContract, numbers?: NumberSpelling) {
  const staged = { schema: 'main', table: `staged_${++count}` }
  const outcome = await store.load({
    staged,
    columns: spelledColumns(of, numbers),
    source: { kind: 'file', file, columns: file.columns ?? [] },
    signal: new AbortController().signal,
  })
  const misfits: Misfit[] = []
  for await (const misfit of outcome.misfits) misfits.push(misfit)
  const { rows } = await store.query(`select * from ${staged.table}`)
  const inspected = await store.inspect(staged)
  const texts = rows
    .map((row) => JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)))
    .toSorted()
  return {
    read: outcome.read,
    staged: outcome.staged,
    rows: texts,
    columns: inspected?.columns,
    // The text of a record is for people: both ways show it as well as they can.
    misfits: misfits.map(({ raw: _, ...misfit }) => misfit),
  }
}
