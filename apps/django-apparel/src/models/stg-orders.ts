import { model } from '@meshwright/models'
import { toDate } from '@meshwright/sql'
import { orders } from '../contracts/orders.ts'
import { stgOrders as contract } from '../contracts/stg-orders.ts'

export const stgOrders = model(
  contract,
  { o: orders },
  (db) =>
    db
      .selectFrom('o')
      .select(({ ref }) => ['o.order_id', toDate(ref('o.order_date')).as('order_date'), 'o.customer_id', 'o.province_id', 'o.city_id']),
  { materialization: 'view' },
)
