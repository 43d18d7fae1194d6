import { duckdb } from '@meshwright/duckdb'
import { runProject } from '@meshwright/pipeline'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, expect, it } from 'vitest'
import { djangoApparel } from '../src/django-apparel.ts'
import { published } from './published.ts'

const data = new URL('../../../../shared/data/django-apparel/', import.meta.url)
const present = existsSync(data)

const folder = mkdtempSync(join(tmpdir(), 'meshwright-real-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.skipIf(!present)(
  `the shop's real seven files give the marts that plain SQL over the files gives${present ? '' : ' (skipped: ../shared/data/django-apparel is not there)'}`,
  async () => {
    const project = djangoApparel(duckdb(), { data })
    const summary = await runProject(project, { home: folder })
    expect(summary.tasks.filter((task) => task.error).map((task) => task.error?.message)).toEqual([])
    expect(summary.tasks.flatMap((task) => task.checks ?? []).filter((check) => check.status !== 'passed')).toEqual([])
    const { tables } = await published(project, folder)
    expect(Object.fromEntries([...tables].map(([name, rows]) => [name, rows.length]))).toMatchObject({
      orders: 7000,
      order_details: 18322,
      customers: 200,
      products: 43,
      product_categories: 2,
      cities: 222,
      provinces: 11,
      dim_location: 222,
      dim_product: 43,
      dim_customer: 200,
      fct_transactions: 18322,
      dm_monthly_sales: 12,
      dm_sales_by_gender: 2,
      dm_top_customers: 200,
    })

    const path = fileURLToPath(data)
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const plain = async (sql: string) =>
      (await connection.runAndReadAll(sql))
        .getRows()
        .map((row) => JSON.stringify(row.map((value) => String(value))))
        .toSorted()
    const lines = `(select d.*, month(o.order_date) as month, o.customer_id, c.* exclude (customer_id) from '${path}order_details.csv' d join '${path}orders.csv' o using (order_id) join '${path}customers.parquet' c using (customer_id))`
    expect(tables.get('dm_monthly_sales')).toEqual(
      await plain(`select month, cast(sum(unit_sales) as decimal(38,2)), sum(qty), count(distinct order_id) from ${lines} group by month`),
    )
    expect(tables.get('dm_sales_by_gender')).toEqual(
      await plain(
        `select gender, cast(sum(unit_sales) as decimal(38,2)), sum(qty), count(distinct customer_id) from ${lines} group by gender`,
      ),
    )
    expect(tables.get('dm_top_customers')).toEqual(
      await plain(
        `select first_name || ' ' || last_name, cast(sum(unit_sales) as decimal(38,2)), sum(qty), count(distinct order_id), rank() over (order by sum(unit_sales) desc) from ${lines} group by customer_id, first_name, last_name`,
      ),
    )
    connection.closeSync()
    instance.closeSync()
  },
  60_000,
)
