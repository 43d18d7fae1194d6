import * as z from 'zod'
import { contract, int64 } from '@meshwright/contracts'
import { authors } from './authors.ts'

export const books = contract({
  name: 'books',
  layer: 'raw',
  description: 'One row per book.',
  owner: 'library',
  key: ['book_id'],
  row: z.object({ book_id: int64(), author_id: int64() }),
  references: { author_id: { to: () => authors, severity: 'warn' } },
})
