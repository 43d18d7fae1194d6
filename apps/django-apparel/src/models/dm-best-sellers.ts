import { model } from '@meshwright/models'
import { orZero, rank, sum } from '@meshwright/sql'
import { dimProduct } from '../contracts/dim-product.ts'
import { dmBestSellers as contract } from '../contracts/dm-best-sellers.ts'
import { fctTransactions } from '../contracts/fct-transactions.ts'

export const dmBestSellers = model(contract, { t: fctTransactions, p: dimProduct }, (db) =>
  db
    .selectFrom('t')
    .innerJoin('p', 'p.product_id', 't.product_id')
    .select(({ ref }) => {
      const quantity = orZero(sum(ref('t.quantity')))
      const revenue = orZero(sum(ref('t.revenue')))
      return [
        'p.product_name',
        'p.category_name',
        'p.size',
        quantity.as('quantity'),
        revenue.as('revenue'),
        rank({
          orderBy: [
            { by: quantity, order: 'desc' },
            { by: revenue, order: 'desc' },
          ],
        }).as('rank'),
      ]
    })
    .groupBy(['p.product_name', 'p.category_name', 'p.size']),
)
