import { contract, decimal, int64, localTimestamp } from '@meshwright/contracts'
import * as z from 'zod'

export const orders = contract({
  name: 'orders',
  layer: 'raw',
  key: ['order_id'],
  owner: 'sales',
  description: 'One row per order.',
  row: z.object({
    order_id: int64({ min: 1n }).describe('The number of the order.'),
    placed: localTimestamp().describe("When it was placed, on the shop's clock."),
    product: z.string().min(1).describe('What was ordered.'),
    quantity: int64({ min: 1n }).describe('How many pieces.'),
    price: decimal(12, 2, { min: '0' }).describe('The price of one piece.'),
  }),
})
