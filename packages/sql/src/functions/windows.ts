import type { Int64 } from '@meshwright/contracts'
import { AggregateFunctionNode, ExpressionWrapper, OrderByItemNode, OverNode, PartitionByItemNode, RawNode, type Expression } from 'kysely'
import { PORTABLE_PREFIX } from '../portable-function.ts'
import { call, type Result } from './call.ts'

/** Over which rows and in which order a window function counts. Text by its code points; nulls come last, in both directions. */
export interface Window {
  readonly partitionBy?: readonly Expression<unknown>[]
  readonly orderBy: readonly WindowOrder[]
}
export type WindowOrder = Expression<unknown> | { readonly by: Expression<unknown>; readonly order: 'asc' | 'desc' }

function over(name: 'rowNumber' | 'rank' | 'denseRank', window: Window): Result<Int64> {
  let node = OverNode.create()
  if (window.partitionBy?.length)
    node = OverNode.cloneWithPartitionByItems(
      node,
      window.partitionBy.map((item) => PartitionByItemNode.create(item.toOperationNode() as never)),
    )
  const items = window.orderBy.map((item) => {
    const { by, order } = 'by' in item ? item : { by: item, order: 'asc' as const }
    return OrderByItemNode.cloneWith(
      OrderByItemNode.create(call('inOrder', [by]).toOperationNode() as never, RawNode.createWithSql(order)),
      { nulls: 'last' },
    )
  })
  node = OverNode.cloneWithOrderByItems(node, items)
  return new ExpressionWrapper<never, never, Int64>(
    AggregateFunctionNode.cloneWithOver(AggregateFunctionNode.create(PORTABLE_PREFIX + name, []), node),
  )
}

/** 1, 2, 3 …: different for every row; give an order that decides. int64. */
export const rowNumber = (window: Window): Result<Int64> => over('rowNumber', window)

/** Equal rows share a number, and the next one skips: 1, 1, 3. int64. */
export const rank = (window: Window): Result<Int64> => over('rank', window)

/** Equal rows share a number, and none is skipped: 1, 1, 2. int64. */
export const denseRank = (window: Window): Result<Int64> => over('denseRank', window)
