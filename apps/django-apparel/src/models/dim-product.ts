import { model } from '@meshwright/models'
import { trim } from '@meshwright/sql'
import { dimProduct as contract } from '../contracts/dim-product.ts'
import { productCategories } from '../contracts/product-categories.ts'
import { stgProducts } from '../contracts/stg-products.ts'

export const dimProduct = model(contract, { p: stgProducts, c: productCategories }, (db) =>
  db
    .selectFrom('p')
    .innerJoin('c', 'c.product_category_id', 'p.product_category_id')
    .select(({ ref }) => ['p.product_id', 'p.product_name', 'p.size', 'p.price', trim(ref('c.product_category_name')).as('category_name')]),
)
