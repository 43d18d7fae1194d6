import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const dmTopCustomers = contract({
  name: 'dm_top_customers',
  layer: 'mart',
  owner: 'marketing',
  description:
    'Customers ranked by what their orders brought: one row per customer who ordered. Two customers may share a name, so rows have no key.',
  row: z.object({
    customer_name: z.string().min(1).meta({ description: 'First and last name.', classification: 'pii.name' }),
    revenue: decimal(38, 2, { min: '0' }).describe('What their orders brought, in rupiah.'),
    quantity: decimal(38, 0, { min: '0' }).describe('Pieces they ordered.'),
    orders: int64({ min: 1n }).describe('Distinct orders.'),
    rank: int64({ min: 1n }).describe('1 brought the most revenue; customers who brought as much share a rank.'),
  }),
})
