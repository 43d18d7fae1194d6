import { denseRank, rank, rowNumber } from '@meshwright/sql'
import { int, perRow, text, type FunctionCase } from '../function-case.ts'

const order = { orderBy: [int('b')] }
export const WINDOWS: readonly FunctionCase[] = [
  perRow('rowNumber', 'within its partition', [text('a'), int('b')], rowNumber({ partitionBy: [text('a')], orderBy: [int('b')] }), [
    ['x', 2n, 2n],
    ['x', 1n, 1n],
    ['y', 5n, 1n],
    [null, 1n, 1n],
    [null, 2n, 2n],
  ]),
  perRow('rowNumber', 'descending, nulls last', [text('a'), int('b')], rowNumber({ orderBy: [{ by: int('b'), order: 'desc' }] }), [
    ['', 1n, 2n],
    ['', null, 3n],
    ['', 2n, 1n],
  ]),
  perRow('inOrder', 'text is ordered by its code points', [text('a')], rowNumber({ orderBy: [text('a')] }), [
    ['b', 4n],
    ['é', 5n],
    ['B', 2n],
    ['a', 3n],
    ['', 1n],
    ['中', 6n],
    [null, 7n],
  ]),
  perRow('rank', 'ties share, and the next skips; nulls last', [text('a'), int('b')], rank(order), [
    ['', 1n, 1n],
    ['', 1n, 1n],
    ['', 2n, 3n],
    ['', null, 4n],
  ]),
  perRow('denseRank', 'ties share, and none is skipped', [text('a'), int('b')], denseRank(order), [
    ['', 1n, 1n],
    ['', 1n, 1n],
    ['', 2n, 2n],
    ['', null, 3n],
  ]),
]
