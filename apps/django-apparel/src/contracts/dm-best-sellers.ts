import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const dmBestSellers = contract({
  name: 'dm_best_sellers',
  layer: 'mart',
  owner: 'marketing',
  description: 'Products ranked by the pieces sold: one row per product, category and size that was sold.',
  key: ['product_name', 'category_name', 'size'],
  row: z.object({
    product_name: z.string().min(1).describe('The product with its colour.'),
    category_name: z.string().min(1).describe('Whom it is made for, as the shop groups its products.'),
    size: z.string().min(1).describe('L, M or XL.'),
    quantity: decimal(38, 0, { min: '0' }).describe('Pieces sold.'),
    revenue: decimal(38, 2, { min: '0' }).describe('What the pieces brought, in rupiah.'),
    rank: int64({ min: 1n }).describe('1 sold the most pieces; products that sold as many share a rank.'),
  }),
})
