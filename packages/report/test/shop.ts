import { contract, decimal, int64, type AnyContract, type CheckResult, type DataState, type ReportInput } from '@meshwright/contracts'
import * as z from 'zod'
import { barChart, dataState, headline, matrix, ranking, report, split, total } from '../src/index.ts'

export const monthly = contract({
  name: 'monthly_sales',
  layer: 'mart',
  owner: 'sales',
  description: 'Sales by month.',
  key: ['month'],
  row: z.object({ month: int64({ min: 1n, max: 12n }), revenue: decimal(38, 2), quantity: decimal(38, 0), orders: int64() }),
})

export const customers = contract({
  name: 'top_customers',
  layer: 'mart',
  owner: 'marketing',
  description: 'Customers by revenue.',
  row: z.object({ customer: z.string().nullable(), revenue: decimal(38, 2).nullable(), rank: int64() }),
})

export const genders = contract({
  name: 'sales_by_gender',
  layer: 'mart',
  owner: 'marketing',
  description: 'Sales by gender.',
  key: ['gender'],
  row: z.object({ gender: z.string(), revenue: decimal(38, 2), customers: int64() }),
})

export const places = contract({
  name: 'province_product',
  layer: 'mart',
  owner: 'sales',
  description: 'Sales by province and product.',
  key: ['province', 'product'],
  row: z.object({ province: z.string(), product: z.string(), revenue: decimal(38, 2), quantity: decimal(38, 0) }),
})

export const shopReport = report({
  name: 'shop',
  title: 'Shop',
  owner: 'marketing',
  description: 'Everything a page can hold.',
  currency: 'IDR',
  timeZone: 'Asia/Jakarta',
  reads: { monthly, customers, genders, places },
  sections: (t) => [
    headline({
      title: 'At a glance',
      over: t.monthly,
      period: 'month',
      as: 'month',
      figures: [
        { label: 'Revenue', sum: 'revenue', unit: 'money' },
        { label: 'Orders', sum: 'orders' },
        { label: 'Per order', divide: 'revenue', by: 'orders', unit: 'money' },
        { label: 'Customers', value: total(t.genders, 'customers') },
      ],
    }),
    barChart({
      title: 'Revenue by month',
      width: 'half',
      table: t.monthly,
      by: 'month',
      as: 'month',
      measure: { column: 'revenue', unit: 'money' },
    }),
    barChart({ title: 'Revenue by month', width: 'half', table: t.monthly, by: 'month', as: 'month', measure: { column: 'quantity' } }),
    ranking({
      title: 'Top customers',
      table: t.customers,
      name: 'customer',
      measure: { column: 'revenue', unit: 'money' },
      rank: 'rank',
      top: 5,
      plural: 'customers',
    }),
    split({ title: 'Who buys', table: t.genders, by: 'gender', measures: [{ column: 'revenue', unit: 'money' }, { column: 'customers' }] }),
    matrix({
      title: 'Where',
      table: t.places,
      rows: { column: 'province', plural: 'provinces', top: 12 },
      columns: { column: 'product', plural: 'products', top: 8 },
      measure: { column: 'revenue', unit: 'money' },
    }),
    dataState(),
  ],
})

export function check(status: CheckResult['status'], message = '0 of 12 rows fail', table = 'monthly_sales'): CheckResult {
  return {
    document: 'check-result',
    documentVersion: 1,
    runId: 'run',
    table,
    name: `${table}_${status}`,
    check: 'not-null',
    columns: ['revenue'],
    severity: 'error',
    status,
    message,
    rows: '12',
    failing: '0',
    observed: {},
    samples: [],
    checkedAt: '2026-02-03T04:05:06Z',
  }
}

export const state: DataState = {
  project: 'shop',
  environment: 'dev',
  warehouse: 'duckdb',
  runId: '019a0c2e-3f51-7a10-9c0b-6d2f4be1a977',
  loads: [
    {
      table: 'orders',
      label: 'orders.csv',
      origin: 'data/orders.csv',
      counts: { read: 7000, loaded: 6990, rejected: 4, duplicate: 6, filtered: 0 },
      loadedAt: '2026-02-03T04:05:06.123456Z',
      modifiedAt: '2026-02-01T00:00:00Z',
    },
    {
      table: 'cities',
      label: 'cities.xlsx',
      origin: 'data/cities.xlsx',
      counts: { read: 222, loaded: 222, rejected: 0, duplicate: 0, filtered: 0 },
      loadedAt: '2026-02-02T04:05:06Z',
      modifiedAt: null,
    },
  ],
  checks: [check('passed'), check('warned', '2 of 6,996 rows reference no city', 'orders')],
  relations: [monthly, customers, genders, places].map((each: AnyContract) => ({
    name: each.name,
    layer: each.layer,
    owner: each.owner,
    description: each.description,
    rows: 12,
    publishedAt: '2026-02-03T04:05:07Z',
  })),
}

/** A large shop: 34 provinces × 43 products, and 60 customers. Every value follows from its place, so pages can be compared. */
export const input: ReportInput = {
  now: new Date('2026-02-03T06:00:00Z'),
  state,
  tables: {
    monthly: Array.from({ length: 12 }, (_, index) => ({
      month: BigInt(index + 1),
      revenue: `${400_000_000 + ((index * 37) % 50) * 1_000_000}.50`,
      quantity: String(2200 + ((index * 53) % 200)),
      orders: 580n + BigInt(index),
    })),
    customers: Array.from({ length: 60 }, (_, index) => ({
      customer: `Customer ${index + 1}`,
      revenue: `${90_000_000 - index * 1_000_000}.00`,
      rank: BigInt(index + 1),
    })),
    genders: [
      { gender: 'Female', revenue: '2479000000.00', customers: 100n },
      { gender: 'Male', revenue: '2450880000.00', customers: 100n },
    ],
    places: Array.from({ length: 34 * 43 }, (_, index) => {
      const [province, product] = [Math.floor(index / 43), index % 43]
      return {
        province: `Province ${province + 1}`,
        product: `Product ${product + 1}`,
        revenue: `${(34 - province) * (43 - product) * 10_000}.25`,
        quantity: String(province + product),
      }
    }),
  },
}

export const emptyInput: ReportInput = {
  now: input.now,
  tables: { monthly: [], customers: [], genders: [], places: [] },
  state: { ...state, loads: [], checks: [], relations: [] },
}

export async function pageOf(changes: Partial<ReportInput['tables']> = {}, of: Partial<DataState> = {}): Promise<string> {
  const tables = { ...input.tables, ...changes } as ReportInput['tables']
  return await shopReport.render({ ...input, tables, state: { ...input.state, ...of } })
}
