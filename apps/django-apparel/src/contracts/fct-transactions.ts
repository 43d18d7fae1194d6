import { contract, date, decimal, int64 } from '@meshwright/contracts'
import * as z from 'zod'
import { dimCustomer } from './dim-customer.ts'
import { dimDate } from './dim-date.ts'
import { dimLocation } from './dim-location.ts'
import { dimProduct } from './dim-product.ts'

export const fctTransactions = contract({
  name: 'fct_transactions',
  layer: 'fact',
  key: ['order_detail_id'],
  owner: 'sales',
  access: 'protected',
  description: "One row per product in an order, with its order's date, customer and place.",
  row: z.object({
    order_detail_id: int64().describe('The line.'),
    order_id: int64().describe('The order.'),
    order_date: date().describe("The day of the order, on the shop's clock."),
    customer_id: int64().describe('Who ordered.'),
    product_id: int64().describe('What was bought.'),
    city_id: int64().describe('The city it was sent to.'),
    province_id: int64().describe('The province it was sent to.'),
    quantity: int64({ min: 1n }).describe('How many pieces.'),
    item_price: decimal(18, 2, { min: '0' }).describe('The price of one piece, in rupiah.'),
    revenue: decimal(18, 2, { min: '0' }).describe('quantity × item_price, in rupiah.'),
  }),
  references: {
    order_date: () => dimDate,
    customer_id: () => dimCustomer,
    product_id: () => dimProduct,
    city_id: { to: () => dimLocation, severity: 'warn' },
  },
})
