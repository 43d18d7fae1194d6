import { model } from '@meshwright/models'
import { trim } from '@meshwright/sql'
import { products } from '../contracts/products.ts'
import { stgProducts as contract } from '../contracts/stg-products.ts'

export const stgProducts = model(
  contract,
  { p: products },
  (db) =>
    db
      .selectFrom('p')
      .select(({ ref }) => ['p.product_id', trim(ref('p.product_name')).as('product_name'), 'p.size', 'p.price', 'p.product_category_id']),
  { materialization: 'view' },
)
