import { airflow2, airflow3, airflowHome, type AirflowHome } from '@meshwright-tools/engines'
import { duckdb } from '@meshwright/duckdb'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { djangoApparel } from '../src/django-apparel.ts'
import { ensureSampleData } from '../src/sample-data.ts'
import { published } from './published.ts'

const CONFIG = `
import { duckdb } from '@meshwright/duckdb'
import { djangoApparel } from 'django-apparel'

export default djangoApparel(duckdb(), { data: new URL('./data/', import.meta.url) })
`
const COMMAND = `${process.execPath} node_modules/.bin/meshwright`
const DAG = 'django-apparel.dev'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-airflow-'))
const clean = join(folder, 'clean')
const plain = join(folder, 'plain')
let expected: Awaited<ReturnType<typeof published>>

const tablesIn = (shop: string) => published(djangoApparel(duckdb(), { data: pathToFileURL(`${shop}/data/`) }), join(shop, '.meshwright'))

function meshwright(shop: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, ['node_modules/.bin/meshwright', ...args], { cwd: shop, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}

/** A project folder as it would lie on the machine of the scheduler. */
function shopIn(shop: string): void {
  mkdirSync(shop)
  symlinkSync(resolve(import.meta.dirname, '../../../node_modules'), join(shop, 'node_modules'))
  writeFileSync(join(shop, 'meshwright.config.ts'), CONFIG)
  cpSync(clean, join(shop, 'data'), { recursive: true })
}

/** The tasks of the latest run, by the state that Airflow says they have. */
function tasksByState({ home }: AirflowHome): Readonly<Record<string, readonly string[]>> {
  using database = new DatabaseSync(join(home, 'airflow.db'), { readOnly: true })
  const rows = database
    .prepare('select task_id, state from task_instance where run_id = (select run_id from dag_run order by id desc limit 1) order by 1')
    .all()
  const ids = Object.groupBy(rows, ({ state }) => String(state))
  return Object.fromEntries(Object.entries(ids).map(([state, tasks = []]) => [state, tasks.map(({ task_id }) => String(task_id))]))
}

beforeAll(async () => {
  await ensureSampleData(pathToFileURL(`${clean}/`))
  shopIn(plain)
  meshwright(plain, 'run')
  expected = await tablesIn(plain)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.concurrent.for([airflow2, airflow3])(
  '$name runs the shop from nothing as a plain run does; a bad order stops at its gate and changes nothing that is published',
  { timeout: 900_000 },
  async (engine) => {
    const shop = join(folder, engine.name)
    shopIn(shop)
    meshwright(shop, 'emit', 'airflow', '--out', 'dags', '--command', COMMAND)
    await using home = await airflowHome(engine, { dags: join(shop, 'dags') })
    const pools = await home.cli(['pools', 'import', join(shop, 'dags', `${DAG}.pools.json`)])
    expect(pools.code, pools.stderr).toBe(0)
    const run = (day: string) => home.cli(['dags', 'test', DAG, day], { limitMs: 600_000 })

    const first = await run('2026-01-01')
    expect(first.code, (first.stdout + first.stderr).slice(-5000)).toBe(0)
    const { success: all = [], ...others } = tasksByState(home)
    expect(others).toEqual({})
    expect(all).toEqual(expect.arrayContaining(['ingest.orders', 'gate.dm_monthly_sales', 'report.sales']))
    expect(await tablesIn(shop)).toEqual(expected)

    // An order of nobody.
    const orders = join(shop, 'data', 'orders.csv')
    writeFileSync(orders, readFileSync(orders, 'utf8').replace(/^(\d+,[^,]+),\d+,/m, '$1,99999999,'))
    const bad = await run('2026-01-02')
    expect(bad.code).not.toBe(0)
    expect(bad.stdout + bad.stderr).toMatch(/gate:orders failed in .*; what was published stays\. \d+ wait for it/)
    const { failed, upstream_failed: held, success, ...rest } = tasksByState(home)
    expect(rest).toEqual({})
    expect(failed).toEqual(['gate.orders'])
    expect(held).toEqual(
      expect.arrayContaining(['gate.order_details', 'build.stg_orders', 'gate.fct_transactions', 'gate.dm_monthly_sales', 'report.sales']),
    )
    expect(success).toEqual(expect.arrayContaining(['ingest.orders', 'gate.customers', 'gate.dim_customer']))
    expect((await tablesIn(shop)).tables).toEqual(expected.tables)
  },
)

test.for([airflow2, airflow3])('$name reads the shop at each granularity', async (engine) => {
  const shop = join(folder, `${engine.name}-granularities`)
  shopIn(shop)
  const folders = ['task', 'layer', 'group', 'project'].map((granularity) => {
    meshwright(shop, 'emit', 'airflow', '--out', `dags/${granularity}`, '--granularity', granularity)
    return join(shop, 'dags', granularity)
  })
  await using home = await airflowHome(engine)
  const bag = await home.dagBag(folders)
  expect(bag).toMatchObject({ importErrors: {}, warnings: [] })
  expect(bag.dags.map(({ id, tasks }) => [id, tasks.length])).toEqual([45, 6, 1, 1].map((count) => [DAG, count]))
})
