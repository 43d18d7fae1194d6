import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'
import { orders } from './orders.ts'
import { products } from './products.ts'

export const orderDetails = contract({
  name: 'order_details',
  layer: 'raw',
  key: ['order_detail_id'],
  owner: 'sales',
  description: 'One row per product in an order, as the web shop holds it.',
  row: z.object({
    order_detail_id: int64({ min: 1n }).describe('The number of the line.'),
    order_id: int64().describe('The order it belongs to.'),
    product_id: int64().describe('What was bought.'),
    qty: int64({ min: 1n, max: 1000n }).describe('How many pieces.'),
    item_price: decimal(18, 2, { min: '0' }).describe('The price of one piece, in rupiah.'),
    unit_sales: decimal(18, 2, { min: '0' }).describe('qty × item_price, in rupiah.'),
  }),
  references: { order_id: () => orders, product_id: () => products },
})
