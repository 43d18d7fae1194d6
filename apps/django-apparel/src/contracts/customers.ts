import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const customers = contract({
  name: 'customers',
  layer: 'raw',
  key: ['customer_id'],
  owner: 'marketing',
  description: 'One row per registered customer of the web shop.',
  row: z.object({
    customer_id: int64({ min: 1n }).describe('The number of the customer.'),
    first_name: z.string().min(1).meta({ description: 'Given name.', classification: 'pii.name' }),
    last_name: z.string().min(1).meta({ description: 'Family name.', classification: 'pii.name' }),
    gender: z.enum(['Female', 'Male']).describe('As the customer registered.'),
  }),
})
