import { modelTest } from '@meshwright/models'
import { dimDate } from './models/dim-date.ts'
import { dimLocation } from './models/dim-location.ts'
import { dimProduct } from './models/dim-product.ts'
import { dmBestSellers } from './models/dm-best-sellers.ts'
import { dmMonthlySales } from './models/dm-monthly-sales.ts'
import { dmTopCustomers } from './models/dm-top-customers.ts'
import { fctTransactions } from './models/fct-transactions.ts'
import { stgLocations } from './models/stg-locations.ts'
import { stgOrders } from './models/stg-orders.ts'

const shirt = { product_name: 'Oxford', category_name: 'Men', size: 'L' } as const
const sale = { order_id: 1n, order_date: '2022-12-31', customer_id: 7n, product_id: 1n, quantity: 1n, revenue: '10.00' } as const

/** What the models mean where it is easily got wrong: edges of months, ties, names that are shared, joins that find nothing. */
export const modelTests = [
  modelTest(stgOrders, {
    name: 'the day is the one on the clock of the shop, to its last second',
    given: {
      o: [
        { order_id: 1n, order_date: '2022-12-31T23:59:59', customer_id: 7n, province_id: 3n, city_id: 5n },
        { order_id: 2n, order_date: '2023-01-01T00:00:00', customer_id: 7n, province_id: 3n, city_id: 5n },
      ],
    },
    expect: [
      { order_id: 1n, order_date: '2022-12-31' },
      { order_id: 2n, order_date: '2023-01-01' },
    ],
  }),
  modelTest(stgLocations, {
    name: 'KOTA and KABUPATEN become the kind and leave the name',
    given: {
      c: [
        { city_id: 1n, city_names: ' KOTA BANDUNG', province_id: 3n },
        { city_id: 2n, city_names: 'KABUPATEN BANDUNG ', province_id: 3n },
        { city_id: 3n, city_names: 'KOTABUMI', province_id: 3n },
      ],
    },
    expect: [
      { city_id: 1n, city_name: 'BANDUNG', city_kind: 'city' },
      { city_id: 2n, city_name: 'BANDUNG', city_kind: 'regency' },
      { city_id: 3n, city_name: 'KOTABUMI', city_kind: 'other' },
    ],
  }),
  modelTest(dimLocation, {
    name: 'a city of an unknown province is left out',
    given: {
      c: [
        { city_id: 1n, city_name: 'BANDUNG', city_kind: 'city', province_id: 3n },
        { city_id: 2n, city_name: 'ATLANTIS', city_kind: 'other', province_id: 99n },
      ],
      p: [{ province_id: 3n, province_names: ' JAWA BARAT ' }],
    },
    expect: [{ city_id: 1n, city_name: 'BANDUNG', city_kind: 'city', province_id: 3n, province_name: 'JAWA BARAT' }],
  }),
  modelTest(dimProduct, {
    name: 'a product has the name of its category, without blanks around it',
    given: {
      p: [{ product_id: 1n, product_name: 'Oxford', size: 'L', price: '90000.00', product_category_id: 4n }],
      c: [{ product_category_id: 4n, product_category_name: ' Men ' }],
    },
    expect: [{ product_id: 1n, product_name: 'Oxford', size: 'L', price: '90000.00', category_name: 'Men' }],
  }),
  modelTest(dimDate, { name: 'no order, no day', given: { o: [] }, expect: [] }),
  modelTest(fctTransactions, {
    name: 'a line whose order was rejected is left out',
    given: {
      d: [
        { order_detail_id: 1n, order_id: 1n, product_id: 1n, quantity: 2n, item_price: '5.00', revenue: '10.00' },
        { order_detail_id: 2n, order_id: 404n, product_id: 1n, quantity: 1n, item_price: '5.00', revenue: '5.00' },
      ],
      o: [{ order_id: 1n, order_date: '2022-12-31', customer_id: 7n, province_id: 3n, city_id: 5n }],
    },
    expect: [{ order_detail_id: 1n, order_date: '2022-12-31', customer_id: 7n, city_id: 5n, quantity: 2n, revenue: '10.00' }],
  }),
  modelTest(dmMonthlySales, {
    name: 'December is kept, months of different years are one, and an order of two lines counts once',
    given: {
      t: [
        { ...sale, order_id: 1n, order_date: '2022-12-31', quantity: 2n, revenue: '10.50' },
        { ...sale, order_id: 1n, order_date: '2022-12-31', quantity: 1n, revenue: '0.50' },
        { ...sale, order_id: 2n, order_date: '2021-12-01', quantity: 1n, revenue: '4.00' },
        { ...sale, order_id: 3n, order_date: '2023-01-01', quantity: 1n, revenue: '1.00' },
      ],
    },
    expect: [
      { month: 12n, revenue: '15.00', quantity: '4', orders: 2n },
      { month: 1n, revenue: '1.00', quantity: '1', orders: 1n },
    ],
  }),
  modelTest(dmBestSellers, {
    name: 'products that sold as many are ranked by revenue; those equal in both share a rank, and the next one is skipped',
    given: {
      t: [
        { ...sale, product_id: 1n, quantity: 5n, revenue: '50.00' },
        { ...sale, product_id: 2n, quantity: 5n, revenue: '60.00' },
        { ...sale, product_id: 3n, quantity: 5n, revenue: '50.00' },
        { ...sale, product_id: 4n, quantity: 1n, revenue: '99.00' },
      ],
      p: [
        { ...shirt, product_id: 1n, product_name: 'Oxford' },
        { ...shirt, product_id: 2n, product_name: 'Denim' },
        { ...shirt, product_id: 3n, product_name: 'Linen' },
        { ...shirt, product_id: 4n, product_name: 'Polo' },
      ],
    },
    expect: [
      { product_name: 'Denim', quantity: '5', revenue: '60.00', rank: 1n },
      { product_name: 'Oxford', quantity: '5', revenue: '50.00', rank: 2n },
      { product_name: 'Linen', quantity: '5', revenue: '50.00', rank: 2n },
      { product_name: 'Polo', quantity: '1', revenue: '99.00', rank: 4n },
    ],
  }),
  modelTest(dmTopCustomers, {
    name: 'two customers of one name stay two, and share a rank when they brought as much',
    given: {
      t: [
        { ...sale, order_id: 1n, customer_id: 7n, revenue: '10.00' },
        { ...sale, order_id: 2n, customer_id: 8n, revenue: '10.00' },
        { ...sale, order_id: 3n, customer_id: 9n, quantity: 3n, revenue: '9.99' },
      ],
      c: [
        { customer_id: 7n, customer_name: 'Sari Dewi' },
        { customer_id: 8n, customer_name: 'Sari Dewi' },
        { customer_id: 9n, customer_name: 'Budi Santoso' },
      ],
    },
    expect: [
      { customer_name: 'Sari Dewi', revenue: '10.00', quantity: '1', orders: 1n, rank: 1n },
      { customer_name: 'Sari Dewi', revenue: '10.00', quantity: '1', orders: 1n, rank: 1n },
      { customer_name: 'Budi Santoso', revenue: '9.99', quantity: '3', orders: 1n, rank: 3n },
    ],
  }),
]
