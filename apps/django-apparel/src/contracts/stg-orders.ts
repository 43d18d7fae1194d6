import { contract, date, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const stgOrders = contract({
  name: 'stg_orders',
  layer: 'staging',
  key: ['order_id'],
  owner: 'sales',
  description: 'One row per order, with its day.',
  row: z.object({
    order_id: int64().describe('The order.'),
    order_date: date().describe("The day it was placed, on the shop's clock."),
    customer_id: int64().describe('Who ordered.'),
    province_id: int64().describe('The province it was sent to.'),
    city_id: int64().describe('The city it was sent to.'),
  }),
})
