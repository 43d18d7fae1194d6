import type { Connector } from '@meshwright/contracts'
import { postgresSource } from '@meshwright/postgres'
import { customers } from './contracts/customers.ts'
import { orderDetails } from './contracts/order-details.ts'
import { orders } from './contracts/orders.ts'

/** Orders, order details and customers from the shop's own database, each read whole. */
export function shopDatabase(url: string): Connector {
  return postgresSource(url, [orders, orderDetails, customers])
}
