import { model } from '@meshwright/models'
import { concat, literal, trim, types } from '@meshwright/sql'
import { customers } from '../contracts/customers.ts'
import { stgCustomers as contract } from '../contracts/stg-customers.ts'

export const stgCustomers = model(
  contract,
  { c: customers },
  (db) =>
    db
      .selectFrom('c')
      .select(({ ref }) => [
        'c.customer_id',
        concat(trim(ref('c.first_name')), literal(' ', types.string), trim(ref('c.last_name'))).as('customer_name'),
        'c.gender',
      ]),
  { materialization: 'view' },
)
