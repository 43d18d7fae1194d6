import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'
import { SIZES } from './products.ts'

export const stgProducts = contract({
  name: 'stg_products',
  layer: 'staging',
  key: ['product_id'],
  owner: 'merchandising',
  description: 'One row per product and size, names trimmed.',
  row: z.object({
    product_id: int64().describe('The product.'),
    product_name: z.string().min(1).describe('Its name.'),
    size: z.enum(SIZES).describe('Clothing size.'),
    price: decimal(18, 2, { min: '0' }).describe('List price, in rupiah.'),
    product_category_id: int64().describe('Its category.'),
  }),
})
