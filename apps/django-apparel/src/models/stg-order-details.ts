import { model } from '@meshwright/models'
import { orderDetails } from '../contracts/order-details.ts'
import { stgOrderDetails as contract } from '../contracts/stg-order-details.ts'

export const stgOrderDetails = model(
  contract,
  { d: orderDetails },
  (db) =>
    db
      .selectFrom('d')
      .select(['d.order_detail_id', 'd.order_id', 'd.product_id', 'd.qty as quantity', 'd.item_price', 'd.unit_sales as revenue']),
  { materialization: 'view' },
)
