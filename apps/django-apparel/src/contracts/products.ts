import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'
import { productCategories } from './product-categories.ts'

export const SIZES = ['XS', 'S', 'M', 'L', 'XL', 'XXL'] as const

export const products = contract({
  name: 'products',
  layer: 'raw',
  key: ['product_id'],
  owner: 'merchandising',
  description: 'One row per product and size in the catalogue of the shop.',
  row: z.object({
    product_id: int64({ min: 1n }).describe('The number of the product.'),
    product_name: z.string().min(1).describe('Its name in the shop.'),
    size: z.enum(SIZES).describe('Clothing size.'),
    price: decimal(18, 2, { min: '0' }).describe('List price, in rupiah.'),
    product_category_id: int64().describe('Its category.'),
  }),
  references: { product_category_id: () => productCategories },
})
