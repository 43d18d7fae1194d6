import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'
import { provinces } from './provinces.ts'

export const cities = contract({
  name: 'cities',
  layer: 'raw',
  key: ['city_id'],
  owner: 'logistics',
  description: 'One row per city or regency that the shop delivers to.',
  row: z.object({
    city_id: int64({ min: 1n }).describe('The number of the city.'),
    city_names: z.string().min(1).describe('Its name, in capitals, with KOTA (city) or KABUPATEN (regency).'),
    province_id: int64().describe('The province it lies in.'),
  }),
  references: { province_id: () => provinces },
})
