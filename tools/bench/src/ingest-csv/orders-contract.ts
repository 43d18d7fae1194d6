import { contract, decimal, int64, localTimestamp } from '@meshwright/contracts'
import * as z from 'zod'

export const orders = contract({
  name: 'orders',
  layer: 'raw',
  key: ['order_id'],
  owner: 'bench',
  description: 'One row per order.',
  row: z.object({
    order_id: int64(),
    ordered_at: localTimestamp(),
    customer_id: int64(),
    email: z.string(),
    amount: decimal(12, 2, { min: '0' }),
    quantity: int64({ min: 1n, max: 100n }),
    status: z.enum(['placed', 'paid', 'shipped', 'returned']),
    note: z.string().nullable(),
  }),
})
