import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const stgLocations = contract({
  name: 'stg_locations',
  layer: 'staging',
  key: ['city_id'],
  owner: 'logistics',
  description: 'One row per city, names trimmed, with KOTA and KABUPATEN as a kind of their own.',
  row: z.object({
    city_id: int64().describe('The city.'),
    city_name: z.string().min(1).describe('Its name without its kind.'),
    city_kind: z.enum(['city', 'regency', 'other']).describe('KOTA is a city, KABUPATEN a regency.'),
    province_id: int64().describe('The province it lies in.'),
  }),
})
