import { duckdb } from '@meshwright/duckdb'
import { csv, files, parquet, xlsx } from '@meshwright/files'
import { environments, runProject, testProject, type RunSummary } from '@meshwright/pipeline'
import { postgres } from '@meshwright/postgres'
import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cities } from '../src/contracts/cities.ts'
import { customers } from '../src/contracts/customers.ts'
import { orders } from '../src/contracts/orders.ts'
import { provinces } from '../src/contracts/provinces.ts'
import { djangoApparel } from '../src/django-apparel.ts'
import { ensureSampleData } from '../src/sample-data.ts'
import { fillShopDatabase } from '../src/shop-database.ts'
import { shopDatabase } from '../src/shop-source.ts'
import { published } from './published.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-postgres-'))
const data = pathToFileURL(`${join(folder, 'data')}/`)
let server: PostgresServer
let onDuckdb: Map<string, string[]>

const errors = (summary: RunSummary) => summary.tasks.filter((task) => task.error).map((task) => `${task.task.id}: ${task.error?.message}`)
const changed = (summary: RunSummary) =>
  summary.tasks.filter((task) => task.status !== 'unchanged' && task.task.kind !== 'report').map((task) => task.task.id)

beforeAll(async () => {
  await ensureSampleData(data)
  server = await startPostgres()
  const project = djangoApparel(duckdb(), { data })
  expect(errors(await runProject(project, { home: join(folder, 'duckdb') }))).toEqual([])
  onDuckdb = (await published(project, join(folder, 'duckdb'))).tables
}, 120_000)
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('Django Apparel on Postgres has the same tables, to the letter, and a second run skips them', async () => {
  const warehouse = postgres(server.url())
  const project = djangoApparel(warehouse, { data })
  const home = join(folder, 'postgres')
  expect(errors(await runProject(project, { home }))).toEqual([])
  const { tables, hidden } = await published(project, home, warehouse)
  expect([...tables.keys()]).toEqual([...onDuckdb.keys()])
  for (const [name, rows] of tables) expect(rows, name).toEqual(onDuckdb.get(name))
  expect(hidden).toEqual([])
  expect(changed(await runProject(project, { home }))).toEqual([])

  const tests = await testProject(project, project.tests, { home, on: 'warehouse' })
  expect(tests.filter((test) => test.status !== 'passed')).toEqual([])
  expect((await published(project, home, warehouse)).hidden).toEqual([])
  await expect(testProject(project, project.tests, { home, on: 'memory' })).rejects.toThrow('with --on-warehouse')
}, 120_000)

it('another environment in the same schema is refused before it changes anything; one with a schema of its own is not', async () => {
  const shop = environments(
    {
      dev: { warehouse: postgres(server.url()), schema: 'sales' },
      prod: { warehouse: postgres(server.url()), schema: 'sales' },
      test: { warehouse: postgres(server.url()), schema: 'sales_test' },
    },
    () => ({
      name: 'shop',
      sources: [
        files(data, [csv(orders, { maxRejected: '1%' }), xlsx(cities, { sheet: 1 }), xlsx(provinces, { sheet: 1 }), parquet(customers)]),
      ],
    }),
  )
  const home = join(folder, 'shared')
  expect(errors(await runProject(shop.in('dev'), { home }))).toEqual([])
  const before = await published(shop.in('dev'), home, postgres(server.url()))
  await expect(runProject(shop.in('prod'), { home })).rejects.toThrow(
    /^schema sales of .* holds the tables of project shop, environment dev; this is project shop, environment prod\. Nothing was changed\./,
  )
  expect(await published(shop.in('dev'), home, postgres(server.url()))).toEqual(before)
  expect(errors(await runProject(shop.in('test'), { home }))).toEqual([])
  expect(changed(await runProject(shop.in('dev'), { home }))).toEqual([])
  expect(errors(await runProject(shop.in('prod'), { home, adopt: true }))).toEqual([])
  await expect(runProject(shop.in('dev'), { home })).rejects.toThrow('environment prod')
}, 120_000)

it("with the shop's own database as a source, DuckDB has the same marts as from its files", async () => {
  const url = server.url('postgres')
  const shop = await startPostgres()
  try {
    await fillShopDatabase(shop.url(), data)
    const project = djangoApparel(duckdb(), { data, database: shopDatabase(shop.url()) })
    const home = join(folder, 'from-database')
    const summary = await runProject(project, { home })
    expect(errors(summary)).toEqual([])
    expect(summary.tasks.find((task) => task.task.id === 'ingest:orders')?.load).toMatchObject({
      path: 'rows',
      counts: { read: 7000, loaded: 7000, rejected: 0 },
    })
    const { tables } = await published(project, home)
    for (const name of [
      'orders',
      'order_details',
      'customers',
      'fct_transactions',
      'dm_monthly_sales',
      'dm_top_customers',
      'dm_best_sellers',
    ])
      expect(tables.get(name), name).toEqual(onDuckdb.get(name))
    expect(JSON.stringify(summary)).not.toContain(url.replace('postgres://', ''))
  } finally {
    await shop.stop()
  }
}, 120_000)
