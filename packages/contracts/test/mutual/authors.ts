import * as z from 'zod'
import { contract, int64 } from '@meshwright/contracts'
import { books } from './books.ts'

export const authors = contract({
  name: 'authors',
  layer: 'raw',
  description: 'One row per author.',
  owner: 'library',
  key: ['author_id'],
  row: z.object({ author_id: int64(), best_book_id: int64().nullable() }),
  references: { best_book_id: () => books },
})
