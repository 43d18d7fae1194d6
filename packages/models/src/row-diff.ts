import { canonicalJson, toJson, type Column } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'

type Row = readonly SqlValue[]

/** What keeps some rows from being the expected ones; values in canonical form, in the order of `columns`. */
export interface RowDiff {
  readonly columns: readonly Column[]
  /** Pairs that were taken for one row, and the columns in which they differ. */
  readonly differing: readonly {
    readonly expected: readonly SqlValue[]
    readonly actual: readonly SqlValue[]
    readonly columns: readonly string[]
  }[]
  readonly missing: readonly (readonly SqlValue[])[]
  readonly unexpected: readonly (readonly SqlValue[])[]
  /** With `ordered`: the rows are the expected ones, but the first that stands elsewhere is this one, from 1. */
  readonly outOfOrder: number | undefined
}

/**
 * Compares rows exactly, as bags unless `ordered`. Of what is left over, rows of one key are shown as one row that differs; without
 * the whole key among the columns, those that share the most values, when that is at least half of them.
 */
export function rowDiff(
  columns: readonly Column[],
  expected: readonly Row[],
  actual: readonly Row[],
  options: { readonly key: readonly string[]; readonly ordered: boolean },
): RowDiff | undefined {
  const text = (row: Row) => canonicalJson(columns.map((column, index) => toJson(column.type, row[index] ?? null)))
  const waiting = new Map<string, Row[]>()
  for (const row of actual) waiting.set(text(row), [...(waiting.get(text(row)) ?? []), row])
  const missing = expected.filter((row) => waiting.get(text(row))?.pop() === undefined)
  const unexpected = [...waiting.values()].flat()
  if (missing.length === 0 && unexpected.length === 0) {
    const place = options.ordered ? expected.findIndex((row, index) => text(row) !== text(actual[index] as Row)) : -1
    return place < 0 ? undefined : { columns, differing: [], missing, unexpected, outOfOrder: place + 1 }
  }
  const same = (a: Row, b: Row, index: number) =>
    text(columns.map((_, at) => (at === index ? (a[at] ?? null) : null))) ===
    text(columns.map((_, at) => (at === index ? (b[at] ?? null) : null)))
  const keyAt = options.key.map((name) => columns.findIndex((column) => column.name === name))
  const keyed = keyAt.length > 0 && !keyAt.includes(-1)
  const likeness = (a: Row, b: Row): number => {
    if (keyed) return keyAt.every((at) => same(a, b, at)) ? 1 : 0
    const shared = columns.filter((_, index) => same(a, b, index)).length
    return shared * 2 >= columns.length ? shared : 0
  }
  return pair(columns, missing, unexpected, likeness, same)
}

function pair(
  columns: readonly Column[],
  missing: readonly Row[],
  unexpected: readonly Row[],
  likeness: (a: Row, b: Row) => number,
  same: (a: Row, b: Row, index: number) => boolean,
): RowDiff {
  const left = new Set(unexpected)
  const differing: RowDiff['differing'][number][] = []
  const alone = missing.filter((expected) => {
    const [best] = [...left].map((actual) => ({ actual, like: likeness(expected, actual) })).toSorted((a, b) => b.like - a.like)
    if (best === undefined || best.like === 0) return true
    left.delete(best.actual)
    const differs = columns.filter((_, index) => !same(expected, best.actual, index)).map((column) => column.name)
    differing.push({ expected, actual: best.actual, columns: differs })
    return false
  })
  return { columns, differing, missing: alone, unexpected: [...left], outOfOrder: undefined }
}
