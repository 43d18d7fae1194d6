import * as z from 'zod'
import { contract, int64 } from '@meshwright/contracts'

export const categories = contract({
  name: 'categories',
  layer: 'raw',
  description: 'One row per category, below its parent.',
  owner: 'library',
  key: ['category_id'],
  row: z.object({ category_id: int64(), parent_id: int64().nullable() }),
  references: { parent_id: () => categories },
})
