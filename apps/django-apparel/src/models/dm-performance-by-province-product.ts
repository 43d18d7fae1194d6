import { model } from '@meshwright/models'
import { orZero, sum, trim } from '@meshwright/sql'
import { dimProduct } from '../contracts/dim-product.ts'
import { dmPerformanceByProvinceProduct as contract } from '../contracts/dm-performance-by-province-product.ts'
import { fctTransactions } from '../contracts/fct-transactions.ts'
import { provinces } from '../contracts/provinces.ts'

// The province is the order's own: an order to a city that is not on the list counts too.
export const dmPerformanceByProvinceProduct = model(contract, { t: fctTransactions, v: provinces, p: dimProduct }, (db) =>
  db
    .selectFrom('t')
    .innerJoin('v', 'v.province_id', 't.province_id')
    .innerJoin('p', 'p.product_id', 't.product_id')
    .select(({ ref }) => [
      trim(ref('v.province_names')).as('province_name'),
      'p.product_name',
      orZero(sum(ref('t.quantity'))).as('quantity'),
      orZero(sum(ref('t.revenue'))).as('revenue'),
    ])
    .groupBy(['province_name', 'p.product_name']),
)
