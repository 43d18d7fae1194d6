import { contract, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'
import { SIZES } from './products.ts'

export const dimProduct = contract({
  name: 'dim_product',
  layer: 'dimension',
  key: ['product_id'],
  owner: 'merchandising',
  access: 'protected',
  description: 'One row per product and size, with its category.',
  row: z.object({
    product_id: int64().describe('The product.'),
    product_name: z.string().min(1).describe('Its name.'),
    size: z.enum(SIZES).describe('Clothing size.'),
    price: decimal(18, 2, { min: '0' }).describe('List price, in rupiah.'),
    category_name: z.string().min(1).describe('The name of its category.'),
  }),
})
