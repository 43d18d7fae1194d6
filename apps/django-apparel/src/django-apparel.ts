import { files, csv, json, parquet, xlsx } from '@meshwright/files'
import { daily, project, type Project } from '@meshwright/pipeline'
import type { Connector } from '@meshwright/contracts'
import type { Warehouse } from '@meshwright/sql'
import { tableChecks } from './checks.ts'
import { cities } from './contracts/cities.ts'
import { customers } from './contracts/customers.ts'
import { orderDetails } from './contracts/order-details.ts'
import { orders } from './contracts/orders.ts'
import { productCategories } from './contracts/product-categories.ts'
import { products } from './contracts/products.ts'
import { provinces } from './contracts/provinces.ts'
import { dimCustomer } from './models/dim-customer.ts'
import { dimDate } from './models/dim-date.ts'
import { dimLocation } from './models/dim-location.ts'
import { dimProduct } from './models/dim-product.ts'
import { dmBestSellers } from './models/dm-best-sellers.ts'
import { dmMonthlySales } from './models/dm-monthly-sales.ts'
import { dmPerformanceByProvinceProduct } from './models/dm-performance-by-province-product.ts'
import { dmSalesByGender } from './models/dm-sales-by-gender.ts'
import { dmTopCustomers } from './models/dm-top-customers.ts'
import { fctTransactions } from './models/fct-transactions.ts'
import { stgCustomers } from './models/stg-customers.ts'
import { stgLocations } from './models/stg-locations.ts'
import { stgOrderDetails } from './models/stg-order-details.ts'
import { stgOrders } from './models/stg-orders.ts'
import { stgProducts } from './models/stg-products.ts'
import { salesReport } from './reports/sales.ts'
import { modelTests } from './model-tests.ts'

export interface ShopSources {
  /** The folder of the shop's files. */
  readonly data: string | URL
  /** Where orders, order details and customers come from instead of files: the shop's own database. */
  readonly database?: Connector
}

/** The shop's project on a warehouse: seven raw tables, staging, a star schema, five marts and a report. */
export function djangoApparel(warehouse: Warehouse, { data, database }: ShopSources): Project {
  const catalogue = [json(products), json(productCategories), xlsx(cities, { sheet: 1 }), xlsx(provinces, { sheet: 1 })]
  const sales = [csv(orders, { maxRejected: '1%' }), csv(orderDetails, { maxRejected: '1%' }), parquet(customers)]
  return project({
    name: 'django-apparel',
    description: 'What the shop sells, to whom and where.',
    warehouse,
    sources: database === undefined ? [files(data, [...sales, ...catalogue])] : [database, files(data, catalogue)],
    models: [
      stgOrders,
      stgOrderDetails,
      stgCustomers,
      stgProducts,
      stgLocations,
      dimLocation,
      dimProduct,
      dimCustomer,
      dimDate,
      fctTransactions,
      dmPerformanceByProvinceProduct,
      dmMonthlySales,
      dmBestSellers,
      dmSalesByGender,
      dmTopCustomers,
    ],
    checks: tableChecks,
    tests: modelTests,
    reports: [salesReport],
    schedule: daily('06:00', 'Asia/Jakarta'),
  })
}
