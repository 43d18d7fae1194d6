import type { AnyContract, PartsRowSource, RowSource, SingleRowSource } from '@meshwright/contracts'
import type { Store } from '@meshwright/sql'

/** How the rows travel: the engine reads the file by itself, or they come through JavaScript; and why. */
export interface Path {
  readonly path: 'engine' | 'rows'
  readonly why: string
}

/** Of several files, those below this size are loaded together through JavaScript: a load of its own costs more than their rows. */
const SMALL_FILE = 1 << 20

/** Picks the path that keeps rows out of JavaScript, where there is one. This is what `explain` shows. */
export function choosePath(contract: AnyContract, source: RowSource, store: Pick<Store, 'readsFile'>): Path {
  if (source.kind !== 'parts') return pathOf(contract, source, store)
  const paths = pathsOf(contract, source, store)
  const engine = paths.filter(({ path }) => path === 'engine')
  const reasons = [...new Set(paths.map(({ why }) => why))]
  const files = `${paths.length} file${paths.length === 1 ? '' : 's'}`
  return {
    path: engine.length > 0 ? 'engine' : 'rows',
    why: `${files}: ${engine.length > 0 && engine.length < paths.length ? `${engine.length} by the engine; ` : ''}${reasons.join('; ')}`,
  }
}

/** The path of each part. */
export function pathsOf(contract: AnyContract, { parts }: PartsRowSource, store: Pick<Store, 'readsFile'>): readonly Path[] {
  return parts.map((part) => {
    const path = pathOf(contract, part, store)
    const small = parts.length > 1 && part.kind === 'file' && (part.size ?? SMALL_FILE) < SMALL_FILE
    return small && path.path === 'engine' ? { path: 'rows', why: 'small files come through JavaScript, all in one load' } : path
  })
}

export function pathOf(contract: AnyContract, source: SingleRowSource, store: Pick<Store, 'readsFile'>): Path {
  if (source.kind === 'rows') return { path: 'rows', why: source.why }
  const rowOnly = contract.columns.filter((column) => column.rowOnly).map((column) => column.name)
  if (rowOnly.length) return { path: 'rows', why: `${rowOnly.join(', ')} has a refinement that only JavaScript can check` }
  if (source.columns === undefined && source.format.format === 'csv') return { path: 'rows', why: 'the file has no header' }
  const answer = store.readsFile?.(source) ?? { reads: false, why: 'the warehouse reads no files' }
  return { path: answer.reads ? 'engine' : 'rows', why: answer.why }
}
