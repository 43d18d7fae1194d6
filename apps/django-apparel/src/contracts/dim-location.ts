import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const dimLocation = contract({
  name: 'dim_location',
  layer: 'dimension',
  key: ['city_id'],
  owner: 'logistics',
  access: 'protected',
  description: 'One row per city, with its province.',
  row: z.object({
    city_id: int64().describe('The city.'),
    city_name: z.string().min(1).describe('Its name without its kind.'),
    city_kind: z.enum(['city', 'regency', 'other']).describe('KOTA is a city, KABUPATEN a regency.'),
    province_id: int64().describe('The province.'),
    province_name: z.string().min(1).describe('Its name, in capitals.'),
  }),
})
