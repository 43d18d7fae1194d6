import { checks } from '@meshwright/quality'
import { cast, multiply, types } from '@meshwright/sql'
import { dmMonthlySales } from './contracts/dm-monthly-sales.ts'
import { dmPerformanceByProvinceProduct } from './contracts/dm-performance-by-province-product.ts'
import { dmSalesByGender } from './contracts/dm-sales-by-gender.ts'
import { fctTransactions } from './contracts/fct-transactions.ts'
import { orderDetails } from './contracts/order-details.ts'
import { orders } from './contracts/orders.ts'
import { products } from './contracts/products.ts'

// What the contracts cannot say: rules over several columns, and what must agree between tables.
export const tableChecks = [
  checks(orders, (check) => [check.rowCount({ min: 1 })]),
  checks(products, (check) => [check.rowCount({ min: 1 })]),
  checks(orderDetails, (check) => [
    check.rowCount({ min: 1 }),
    check.satisfies(
      'unit_sales_is_qty_times_item_price',
      ({ eb, ref }) => eb(cast(ref('unit_sales'), types.decimal(38, 2)), '=', multiply(ref('qty'), ref('item_price'))),
      {
        description: 'What a line brought is what its pieces cost.',
      },
    ),
  ]),
  checks(fctTransactions, (check) => [
    check.sameRowCount(() => orderDetails, { description: 'No line of an order is lost or doubled on its way to the fact.' }),
    check.sameSum('revenue', () => orderDetails, 'unit_sales', { description: 'No rupiah is lost or doubled on its way to the fact.' }),
    check.satisfies('revenue_is_quantity_times_item_price', ({ eb, ref }) =>
      eb(cast(ref('revenue'), types.decimal(38, 2)), '=', multiply(ref('quantity'), ref('item_price'))),
    ),
  ]),
  checks(dmMonthlySales, (check) => [
    check.sameSum('revenue', () => fctTransactions, 'revenue'),
    check.sameSum('quantity', () => fctTransactions, 'quantity'),
  ]),
  checks(dmSalesByGender, (check) => [check.sameSum('revenue', () => fctTransactions, 'revenue')]),
  checks(dmPerformanceByProvinceProduct, (check) => [
    check.sameSum('revenue', () => fctTransactions, 'revenue'),
    check.sameSum('quantity', () => fctTransactions, 'quantity'),
  ]),
]
