import { barChart, dataState, headline, matrix, ranking, report, split, total } from '@meshwright/report'
import { dmBestSellers } from '../contracts/dm-best-sellers.ts'
import { dmMonthlySales } from '../contracts/dm-monthly-sales.ts'
import { dmPerformanceByProvinceProduct } from '../contracts/dm-performance-by-province-product.ts'
import { dmSalesByGender } from '../contracts/dm-sales-by-gender.ts'
import { dmTopCustomers } from '../contracts/dm-top-customers.ts'

/** What marketing looks at on Monday morning. */
export const salesReport = report({
  name: 'sales',
  title: 'Sales',
  owner: 'marketing',
  description: 'What Django Apparel sold: how much, when, what, to whom and where.',
  locale: 'en-GB',
  currency: 'IDR',
  timeZone: 'Asia/Jakarta',
  reads: {
    monthly: dmMonthlySales,
    bestSellers: dmBestSellers,
    gender: dmSalesByGender,
    customers: dmTopCustomers,
    provinces: dmPerformanceByProvinceProduct,
  },
  sections: (t) => [
    headline({
      title: 'At a glance',
      over: t.monthly,
      period: 'month',
      as: 'month',
      figures: [
        { label: 'Revenue', sum: 'revenue', unit: 'money' },
        { label: 'Orders', sum: 'orders' },
        { label: 'Pieces sold', sum: 'quantity' },
        { label: 'Average order value', divide: 'revenue', by: 'orders', unit: 'money' },
        { label: 'Customers', value: total(t.gender, 'customers'), note: 'who ordered at least once' },
      ],
    }),
    barChart({
      title: 'Revenue by month',
      width: 'half',
      table: t.monthly,
      by: 'month',
      as: 'month',
      measure: { column: 'revenue', unit: 'money' },
      also: [{ column: 'orders' }],
    }),
    barChart({
      title: 'Quantity by month',
      width: 'half',
      table: t.monthly,
      by: 'month',
      as: 'month',
      measure: { column: 'quantity' },
      also: [{ column: 'orders' }],
    }),
    ranking({
      title: 'Best sellers',
      width: 'half',
      table: t.bestSellers,
      name: 'product_name',
      details: ['size', 'category_name'],
      measure: { column: 'quantity' },
      also: [{ column: 'revenue', unit: 'money' }],
      rank: 'rank',
      plural: 'products',
    }),
    ranking({
      title: 'Top customers',
      width: 'half',
      table: t.customers,
      name: 'customer_name',
      measure: { column: 'revenue', unit: 'money' },
      also: [{ column: 'orders' }, { column: 'quantity' }],
      rank: 'rank',
      plural: 'customers',
    }),
    split({
      title: 'Who buys',
      table: t.gender,
      by: 'gender',
      measures: [{ column: 'revenue', unit: 'money' }, { column: 'quantity' }, { column: 'customers' }],
    }),
    matrix({
      title: 'Where what sells',
      table: t.provinces,
      rows: { column: 'province_name', plural: 'provinces', top: 12 },
      columns: { column: 'product_name', plural: 'products', top: 10, narrow: 4 },
      measure: { column: 'revenue', unit: 'money' },
      also: [{ column: 'quantity' }],
    }),
    dataState(),
  ],
})
