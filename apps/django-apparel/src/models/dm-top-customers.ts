import { model } from '@meshwright/models'
import { countDistinct, orZero, rank, sum } from '@meshwright/sql'
import { dimCustomer } from '../contracts/dim-customer.ts'
import { dmTopCustomers as contract } from '../contracts/dm-top-customers.ts'
import { fctTransactions } from '../contracts/fct-transactions.ts'

export const dmTopCustomers = model(contract, { t: fctTransactions, c: dimCustomer }, (db) =>
  db
    .selectFrom('t')
    .innerJoin('c', 'c.customer_id', 't.customer_id')
    .select(({ ref }) => {
      const revenue = orZero(sum(ref('t.revenue')))
      return [
        'c.customer_name',
        revenue.as('revenue'),
        orZero(sum(ref('t.quantity'))).as('quantity'),
        countDistinct(ref('t.order_id')).as('orders'),
        rank({ orderBy: [{ by: revenue, order: 'desc' }] }).as('rank'),
      ]
    })
    .groupBy(['t.customer_id', 'c.customer_name']),
)
