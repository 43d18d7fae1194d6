import { model } from '@meshwright/models'
import { countAll, month, multiply, orZero, sum } from '@meshwright/sql'
import { monthlySales as contract } from '../contracts/monthly-sales.ts'
import { orders } from '../contracts/orders.ts'

export const monthlySales = model(contract, { o: orders }, (db) =>
  db
    .selectFrom('o')
    .select(({ ref }) => [
      month(ref('o.placed')).as('month'),
      orZero(sum(multiply(ref('o.quantity'), ref('o.price')))).as('revenue'),
      countAll().as('orders'),
    ])
    .groupBy('month'),
)
