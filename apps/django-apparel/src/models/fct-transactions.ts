import { model } from '@meshwright/models'
import { fctTransactions as contract } from '../contracts/fct-transactions.ts'
import { stgOrderDetails } from '../contracts/stg-order-details.ts'
import { stgOrders } from '../contracts/stg-orders.ts'

export const fctTransactions = model(contract, { d: stgOrderDetails, o: stgOrders }, (db) =>
  db
    .selectFrom('d')
    .innerJoin('o', 'o.order_id', 'd.order_id')
    .select([
      'd.order_detail_id',
      'd.order_id',
      'o.order_date',
      'o.customer_id',
      'd.product_id',
      'o.city_id',
      'o.province_id',
      'd.quantity',
      'd.item_price',
      'd.revenue',
    ]),
)
