import { model } from '@meshwright/models'
import { matches, replace, trim } from '@meshwright/sql'
import { cities } from '../contracts/cities.ts'
import { stgLocations as contract } from '../contracts/stg-locations.ts'

export const stgLocations = model(
  contract,
  { c: cities },
  (db) =>
    db.selectFrom('c').select(({ ref, eb }) => [
      'c.city_id',
      trim(replace(replace(ref('c.city_names'), 'KABUPATEN ', ''), 'KOTA ', '')).as('city_name'),
      eb
        .case()
        .when(matches(ref('c.city_names'), '^ *KOTA '))
        .then('city')
        .when(matches(ref('c.city_names'), '^ *KABUPATEN '))
        .then('regency')
        .else('other')
        .end()
        .as('city_kind'),
      'c.province_id',
    ]),
  { materialization: 'view' },
)
