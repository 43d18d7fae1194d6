import { model } from '@meshwright/models'
import { countDistinct, month, orZero, sum } from '@meshwright/sql'
import { dmMonthlySales as contract } from '../contracts/dm-monthly-sales.ts'
import { fctTransactions } from '../contracts/fct-transactions.ts'

export const dmMonthlySales = model(contract, { t: fctTransactions }, (db) =>
  db
    .selectFrom('t')
    .select(({ ref }) => [
      month(ref('t.order_date')).as('month'),
      orZero(sum(ref('t.revenue'))).as('revenue'),
      orZero(sum(ref('t.quantity'))).as('quantity'),
      countDistinct(ref('t.order_id')).as('orders'),
    ])
    .groupBy('month'),
)
