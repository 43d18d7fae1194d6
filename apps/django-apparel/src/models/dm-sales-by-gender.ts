import { model } from '@meshwright/models'
import { countDistinct, orZero, sum } from '@meshwright/sql'
import { dimCustomer } from '../contracts/dim-customer.ts'
import { dmSalesByGender as contract } from '../contracts/dm-sales-by-gender.ts'
import { fctTransactions } from '../contracts/fct-transactions.ts'

export const dmSalesByGender = model(contract, { t: fctTransactions, c: dimCustomer }, (db) =>
  db
    .selectFrom('t')
    .innerJoin('c', 'c.customer_id', 't.customer_id')
    .select(({ ref }) => [
      'c.gender',
      orZero(sum(ref('t.revenue'))).as('revenue'),
      orZero(sum(ref('t.quantity'))).as('quantity'),
      countDistinct(ref('t.customer_id')).as('customers'),
    ])
    .groupBy('c.gender'),
)
