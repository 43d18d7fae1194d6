import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SampleShop } from './sample-shop.ts'

/** Makes the shop's seven files in a folder, once: the same bytes of data on every machine. A folder that is there is left alone. */
export async function ensureSampleData(folder: URL): Promise<void> {
  const path = fileURLToPath(folder).replace(/\/$/, '')
  if (existsSync(path)) return
  const { sampleShop } = await import('./sample-shop.ts')
  const shop = sampleShop()
  // Under another name until it is whole, so that an interrupted run leaves no half of it.
  const unfinished = `${path}.${process.pid}`
  await mkdir(unfinished, { recursive: true })
  try {
    await writeFile(join(unfinished, 'orders.csv'), csvText('order_id,order_date,customer_id,province_id,city_id', shop.orders))
    await writeFile(
      join(unfinished, 'order_details.csv'),
      csvText('order_detail_id,order_id,product_id,qty,item_price,unit_sales', shop.orderDetails),
    )
    await writeFile(join(unfinished, 'products.json'), columnJson(shop.products))
    await writeFile(join(unfinished, 'product_categories.json'), columnJson(shop.categories))
    await writeXlsx(join(unfinished, 'cities.xlsx'), ['city_id', 'city_names', 'province_id'], shop.cities)
    await writeXlsx(join(unfinished, 'provinces.xlsx'), ['province_id', 'province_names'], shop.provinces)
    await writeParquet(join(unfinished, 'customers.parquet'), shop.customers)
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

const csvText = (header: string, lines: readonly string[]) => `${[header, ...lines].join('\n')}\n`

/** `{ column: { index: value } }`, as pandas writes a table. */
function columnJson(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const columns = Object.keys(rows[0] ?? {})
  return JSON.stringify(
    Object.fromEntries(columns.map((column) => [column, Object.fromEntries(rows.map((row, index) => [String(index), row[column]]))])),
  )
}

async function writeXlsx(
  path: string,
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string | number>>[],
): Promise<void> {
  const { default: writeExcelFile } = await import('write-excel-file/node')
  const cells = [
    columns.map((column) => ({ value: column })),
    ...rows.map((row) => columns.map((column) => ({ value: row[column] as string | number }))),
  ]
  await writeExcelFile(cells as never).toFile(path)
}

async function writeParquet(path: string, customers: SampleShop['customers']): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const values = customers.map(
    ({ customer_id, first_name, last_name, gender }) => `(${customer_id}::bigint, '${first_name}', '${last_name}', '${gender}')`,
  )
  await connection.run(
    `copy (select * from (values ${values.join(', ')}) as c(customer_id, first_name, last_name, gender)) to '${path.replaceAll("'", "''")}' (format parquet)`,
  )
  connection.closeSync()
  instance.closeSync()
}
