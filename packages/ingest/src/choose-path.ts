import type { AnyContract, RowSource } from '@meshwright/contracts'
import type { Store } from '@meshwright/sql'

/** How the rows travel: the engine reads the file by itself, or they come through JavaScript; and why. */
export interface Path {
  readonly path: 'engine' | 'rows'
  readonly why: string
}

/** Picks the path that keeps rows out of JavaScript, where there is one. This is what `explain` shows. */
export function choosePath(contract: AnyContract, source: RowSource, store: Pick<Store, 'readsFile'>): Path {
  if (source.kind === 'rows') return { path: 'rows', why: source.why }
  const rowOnly = contract.columns.filter((column) => column.rowOnly).map((column) => column.name)
  if (rowOnly.length) return { path: 'rows', why: `${rowOnly.join(', ')} has a refinement that only JavaScript can check` }
  if (source.columns === undefined && source.format.format === 'csv') return { path: 'rows', why: 'the file has no header' }
  const answer = store.readsFile?.(source) ?? { reads: false, why: 'the warehouse reads no files' }
  return { path: answer.reads ? 'engine' : 'rows', why: answer.why }
}
