import { model } from '@meshwright/models'
import { trim } from '@meshwright/sql'
import { dimLocation as contract } from '../contracts/dim-location.ts'
import { provinces } from '../contracts/provinces.ts'
import { stgLocations } from '../contracts/stg-locations.ts'

export const dimLocation = model(contract, { c: stgLocations, p: provinces }, (db) =>
  db
    .selectFrom('c')
    .innerJoin('p', 'p.province_id', 'c.province_id')
    .select(({ ref }) => ['c.city_id', 'c.city_name', 'c.city_kind', 'p.province_id', trim(ref('p.province_names')).as('province_name')]),
)
