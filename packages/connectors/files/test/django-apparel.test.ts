import { int64, parseCell, type AnyContract } from '@meshwright/contracts'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { csv, json, parquet, xlsx, type FileTable } from '../src/index.ts'
import { openFile, readFrom, table } from './reading.ts'
import { duckdb } from './write-formats.ts'

const data = fileURLToPath(new URL('../../../../../shared/data/django-apparel', import.meta.url))
const absent = existsSync(data) ? '' : ' (skipped: ../shared/data/django-apparel is not here)'
const real = (name: string, body: () => Promise<void>) => (absent === '' ? test(name, body) : test.skip(name + absent, body))

const ids = (name: string, ...columns: string[]) => table(name, Object.fromEntries(columns.map((column) => [column, int64()])))
const products = table('products', {
  product_id: int64(),
  product_name: z.string(),
  size: z.string(),
  price: int64(),
  product_category_id: int64(),
})
const customers = table('customers', { customer_id: int64(), first_name: z.string(), last_name: z.string(), gender: z.string() })

/** Every cell of a contract must be of its type; the rows come back in canonical form, as text. */
async function typed(file: FileTable): Promise<(string | null)[][]> {
  const contract: AnyContract = file.contract
  const { rows, broken } = await readFrom(data, file)
  expect(broken).toEqual([])
  return rows.map(({ cells }) =>
    contract.columns.map((column) => {
      const parsed = parseCell(column, cells[column.name] ?? null)
      if ('reason' in parsed) throw new Error(`${file.file}: ${column.name}: ${parsed.reason}`)
      return parsed.value === null ? null : String(parsed.value)
    }),
  )
}

for (const [file, count] of [
  [csv(ids('orders', 'order_id', 'customer_id', 'province_id', 'city_id'), { maxRejected: '1%' }), 7000],
  [csv(ids('order_details', 'order_detail_id', 'order_id', 'product_id', 'qty', 'item_price', 'unit_sales')), 18_322],
] as const) {
  real(`${file.file}: the same rows as DuckDB reads`, async () => {
    const names = file.contract.columns.map(({ name }) => name)
    const header = (await openFile(data, file)).columns ?? []
    const types = header.map((name) => `'${name}': 'varchar'`).join(', ')
    const expected = await duckdb([
      `select ${names.join(', ')} from read_csv('${data}/${file.file}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {${types}}) order by try_cast(${names[0]} as bigint)`,
    ])
    const rows = await typed(file)
    expect(rows).toHaveLength(count)
    expect(rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual(expected)
  })
}

real('customers.parquet: the same rows as DuckDB reads', async () => {
  const expected = await duckdb([`select * from read_parquet('${data}/customers.parquet') order by customer_id`])
  const rows = await typed(parquet(customers))
  expect(rows).toHaveLength(200)
  expect(rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual(expected)
})

real('cities.xlsx and provinces.xlsx: every row, typed and placed', async () => {
  const cities = table('cities', { city_id: int64(), city_names: z.string(), province_id: int64() })
  const provinces = table('provinces', { province_id: int64(), province_names: z.string() })
  expect((await typed(xlsx(cities, { sheet: 'Worksheet' }))).at(-1)).toEqual(['222', 'KOTA TEBING TINGGI', '11'])
  expect(await typed(xlsx(provinces, { sheet: 1 }))).toHaveLength(11)
  const { rows } = await readFrom(data, xlsx(cities))
  expect([rows.length, rows[221]?.cell('city_names')]).toEqual([222, 'Worksheet!B223'])
})

real('products.json and product_categories.json: columns as pandas wrote them', async () => {
  expect(await openFile(data, json(products))).toMatchObject({
    kind: 'rows',
    columns: ['product_id', 'product_name', 'size', 'price', 'product_category_id'],
  })
  const rows = await typed(json(products))
  expect(rows).toHaveLength(43)
  expect(rows.at(-1)).toEqual(['43', 'T-shirt Black', 'XL', '50000', '2'])
  expect(await typed(json(table('product_categories', { product_category_id: int64(), product_category_name: z.string() })))).toEqual([
    ['1', 'Mens Fashion'],
    ['2', 'Womens Fashion'],
  ])
})
