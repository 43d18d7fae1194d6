import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const dmMonthlySales = contract({
  name: 'dm_monthly_sales',
  layer: 'mart',
  owner: 'sales',
  description: 'Sales by month of the year: one row per month that had an order.',
  key: ['month'],
  row: z.object({
    month: int64({ min: 1n, max: 12n }).describe("The month of the order on the shop's clock, 1 is January."),
    revenue: decimal(38, 2, { min: '0' }).describe('What the ordered pieces brought, in rupiah.'),
    quantity: decimal(38, 0, { min: '0' }).describe('Pieces ordered.'),
    orders: int64({ min: 1n }).describe('Distinct orders.'),
  }),
})
