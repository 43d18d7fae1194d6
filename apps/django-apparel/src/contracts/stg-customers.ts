import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const stgCustomers = contract({
  name: 'stg_customers',
  layer: 'staging',
  key: ['customer_id'],
  owner: 'marketing',
  description: 'One row per customer, names trimmed.',
  row: z.object({
    customer_id: int64().describe('The customer.'),
    customer_name: z.string().min(1).meta({ description: 'First and last name.', classification: 'pii.name' }),
    gender: z.enum(['Female', 'Male']).describe('As the customer registered.'),
  }),
})
