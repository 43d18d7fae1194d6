import { contract, int64, localTimestamp } from '@meshwright/contracts'
import * as z from 'zod'
import { cities } from './cities.ts'
import { customers } from './customers.ts'
import { provinces } from './provinces.ts'

export const orders = contract({
  name: 'orders',
  layer: 'raw',
  key: ['order_id'],
  owner: 'sales',
  description: 'One row per order placed in the web shop, as its database holds it.',
  row: z.object({
    order_id: int64({ min: 1n }).describe('The number of the order.'),
    order_date: localTimestamp({ min: '2000-01-01T00:00:00' }).describe("When the order was placed, on the shop's clock (Asia/Jakarta)."),
    customer_id: int64().describe('Who ordered.'),
    province_id: int64().describe('The province it was sent to.'),
    city_id: int64().describe('The city it was sent to.'),
  }),
  references: { customer_id: () => customers, province_id: () => provinces, city_id: { to: () => cities, severity: 'warn' } },
})
