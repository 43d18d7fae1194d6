import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const provinces = contract({
  name: 'provinces',
  layer: 'raw',
  key: ['province_id'],
  owner: 'logistics',
  description: 'One row per province that the shop delivers to.',
  row: z.object({
    province_id: int64({ min: 1n }).describe('The number of the province.'),
    province_names: z.string().min(1).describe('Its name, in capitals.'),
  }),
})
