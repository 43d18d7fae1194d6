import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const productCategories = contract({
  name: 'product_categories',
  layer: 'raw',
  key: ['product_category_id'],
  owner: 'merchandising',
  description: 'One row per product category.',
  row: z.object({
    product_category_id: int64({ min: 1n }).describe('The number of the category.'),
    product_category_name: z.string().min(1).describe('Its name.'),
  }),
})
