import { runProject } from '@meshwright/pipeline'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { duckdb } from '@meshwright/duckdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { djangoApparel } from '../src/django-apparel.ts'
import { ensureSampleData } from '../src/sample-data.ts'
import { sampleShop } from '../src/sample-shop.ts'
import { published } from './published.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-marts-'))
const data = pathToFileURL(`${join(folder, 'data')}/`)
const home = join(folder, 'home')
const project = djangoApparel(duckdb(), { data })
let tables: Map<string, string[]>

beforeAll(async () => {
  await ensureSampleData(data)
  const summary = await runProject(project, { home })
  expect(summary.tasks.filter((task) => task.error).map((task) => task.error?.message)).toEqual([])
  ;({ tables } = await published(project, home))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows = (name: string) => (tables.get(name) ?? []).map((row) => JSON.parse(row) as string[])

// The same numbers again, by plain loops over what the sample was made from: no SQL, no Meshwright.
const shop = sampleShop()
const isClean = (line: string) => /^\d+,\d{4}-(?!02-31)\d{2}-\d{2} [\d:.]+,\d+,\d+,\d+$/.test(line)
const cleanOrders = new Map(
  shop.orders
    .filter(isClean)
    .map((line) => line.split(',') as [string, string, string, string, string])
    .map((order) => [order[0], order]),
)
const cleanDetails = [
  ...new Map(
    shop.orderDetails
      .filter((line) => /^\d+,\d+,\d+,[1-9]\d*,\d+,\d+$/.test(line))
      .map((line) => [line.split(',')[0], line.split(',').map(Number)]),
  ).values(),
] as number[][]

function totals<K extends string>(
  keyOf: (detail: number[]) => K,
): Map<K, { quantity: number; revenue: number; orders: Set<number>; customers: Set<string> }> {
  const found = new Map<K, { quantity: number; revenue: number; orders: Set<number>; customers: Set<string> }>()
  for (const detail of cleanDetails) {
    const key = keyOf(detail)
    const total = found.get(key) ?? { quantity: 0, revenue: 0, orders: new Set(), customers: new Set() }
    total.quantity += detail[3] as number
    total.revenue += detail[5] as number
    total.orders.add(detail[1] as number)
    total.customers.add(orderOf(detail)[2])
    found.set(key, total)
  }
  return found
}
const orderOf = (detail: number[]) => cleanOrders.get(String(detail[1])) as [string, string, string, string, string]
const money = (amount: number) => `${amount}.00`

describe('the marts of the sample shop', () => {
  it('hold every clean line of every order, and nothing else', () => {
    expect(rows('orders')).toHaveLength(cleanOrders.size)
    expect(rows('order_details')).toHaveLength(cleanDetails.length)
    expect(rows('fct_transactions')).toHaveLength(cleanDetails.length)
  })

  it('dm_monthly_sales', () => {
    const expected = [...totals((detail) => String(Number(orderOf(detail)[1].slice(5, 7))))].map(([month, total]) => [
      month,
      money(total.revenue),
      String(total.quantity),
      String(total.orders.size),
    ])
    expect(rows('dm_monthly_sales').toSorted()).toEqual(expected.toSorted())
  })

  it('dm_sales_by_gender', () => {
    const gender = new Map(shop.customers.map((customer) => [String(customer.customer_id), customer.gender]))
    const expected = [...totals((detail) => gender.get(orderOf(detail)[2]) ?? '')].map(([key, total]) => [
      key,
      money(total.revenue),
      String(total.quantity),
      String(total.customers.size),
    ])
    expect(rows('dm_sales_by_gender').toSorted()).toEqual(expected.toSorted())
  })

  it('dm_top_customers, ranked by revenue', () => {
    const name = new Map(shop.customers.map((customer) => [String(customer.customer_id), `${customer.first_name} ${customer.last_name}`]))
    const byCustomer = [...totals((detail) => orderOf(detail)[2])]
    const expected = byCustomer.map(([id, total]) => [
      name.get(id) ?? '',
      money(total.revenue),
      String(total.quantity),
      String(total.orders.size),
      String(1 + byCustomer.filter(([, other]) => other.revenue > total.revenue).length),
    ])
    expect(rows('dm_top_customers').toSorted()).toEqual(expected.toSorted())
  })

  it('dm_best_sellers, ranked by pieces, then revenue', () => {
    const bySku = [...totals((detail) => String(detail[2]))]
    const better = (a: { quantity: number; revenue: number }, b: { quantity: number; revenue: number }) =>
      a.quantity > b.quantity || (a.quantity === b.quantity && a.revenue > b.revenue)
    const expected = bySku.map(([id, total]) => {
      const product = shop.products[Number(id) - 1]
      const category = shop.categories.find((candidate) => candidate.product_category_id === product?.product_category_id)
      return [
        product?.product_name,
        category?.product_category_name,
        product?.size,
        String(total.quantity),
        money(total.revenue),
        String(1 + bySku.filter(([, other]) => better(other, total)).length),
      ]
    })
    expect(rows('dm_best_sellers').toSorted()).toEqual(expected.toSorted())
  })

  it('dm_performance_by_province_product', () => {
    const province = new Map(shop.provinces.map((candidate) => [String(candidate.province_id), candidate.province_names]))
    const expected = [
      ...totals((detail) => `${province.get(orderOf(detail)[3])}\u0000${shop.products[(detail[2] as number) - 1]?.product_name}`),
    ].map(([key, total]) => [...key.split('\u0000'), String(total.quantity), money(total.revenue)])
    expect(rows('dm_performance_by_province_product').toSorted()).toEqual(expected.toSorted())
  })

  it('dim_date has every day of the year', () => {
    expect(rows('dim_date')).toHaveLength(365)
  })
})
