import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const monthlySales = contract({
  name: 'monthly_sales',
  layer: 'mart',
  key: ['month'],
  owner: 'marketing',
  description: 'One row per month of the year that had an order.',
  row: z.object({
    month: int64({ min: 1n, max: 12n }).describe("The month on the shop's clock, 1 is January."),
    revenue: decimal(38, 2, { min: '0' }).describe('What the orders brought.'),
    orders: int64({ min: 1n }).describe('How many orders.'),
  }),
})
