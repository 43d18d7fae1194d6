import { contract, decimal } from '@meshwright/contracts'
import * as z from 'zod'

export const dmPerformanceByProvinceProduct = contract({
  name: 'dm_performance_by_province_product',
  layer: 'mart',
  owner: 'sales',
  description: 'What was sold of each product into each province: one row per pair that had a sale.',
  key: ['province_name', 'product_name'],
  row: z.object({
    province_name: z.string().min(1).describe('The province the order was sent to.'),
    product_name: z.string().min(1).describe('The product with its colour; all sizes and categories of it together.'),
    quantity: decimal(38, 0, { min: '0' }).describe('Pieces sold.'),
    revenue: decimal(38, 2, { min: '0' }).describe('What the pieces brought, in rupiah.'),
  }),
})
