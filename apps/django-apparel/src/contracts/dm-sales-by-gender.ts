import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const dmSalesByGender = contract({
  name: 'dm_sales_by_gender',
  layer: 'mart',
  owner: 'marketing',
  description: 'Sales by the gender customers gave: one row per gender that bought.',
  key: ['gender'],
  row: z.object({
    gender: z
      .string()
      .regex(/^(Female|Male)$/)
      .describe('As the customer gave it: Female or Male.'),
    revenue: decimal(38, 2, { min: '0' }).describe('What their orders brought, in rupiah.'),
    quantity: decimal(38, 0, { min: '0' }).describe('Pieces they ordered.'),
    customers: int64({ min: 1n }).describe('Distinct customers who ordered.'),
  }),
})
