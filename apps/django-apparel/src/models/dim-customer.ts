import { model } from '@meshwright/models'
import { dimCustomer as contract } from '../contracts/dim-customer.ts'
import { stgCustomers } from '../contracts/stg-customers.ts'

export const dimCustomer = model(contract, { c: stgCustomers }, (db) =>
  db.selectFrom('c').select(['c.customer_id', 'c.customer_name', 'c.gender']),
)
