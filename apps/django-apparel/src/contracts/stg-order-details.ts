import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const stgOrderDetails = contract({
  name: 'stg_order_details',
  layer: 'staging',
  key: ['order_detail_id'],
  owner: 'sales',
  description: 'One row per product in an order.',
  row: z.object({
    order_detail_id: int64().describe('The line.'),
    order_id: int64().describe('The order it belongs to.'),
    product_id: int64().describe('What was bought.'),
    quantity: int64({ min: 1n }).describe('How many pieces.'),
    item_price: decimal(18, 2, { min: '0' }).describe('The price of one piece, in rupiah.'),
    revenue: decimal(18, 2, { min: '0' }).describe('quantity × item_price, in rupiah.'),
  }),
})
