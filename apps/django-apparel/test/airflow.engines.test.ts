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

/** What the tasks of the latest run came to, by name. */
function statesIn({ home }: AirflowHome): ReadonlyMap<string, string> {
  using database = new DatabaseSync(join(home, 'airflow.db'), { readOnly: true })
  const rows = database
    .prepare('select task_id, state from task_instance where run_id = (select run_id from dag_run order by id desc limit 1)')
    .all()
  return new Map(rows.map(({ task_id, state }) => [String(task_id), String(state)]))
}

const stateOf = (home: AirflowHome) => Object.groupBy([...statesIn(home).keys()], (id) => statesIn(home).get(id) ?? '')

beforeAll(async () => {
  await ensureSampleData(pathToFileURL(`${clean}/`))
  shopIn(plain)
  meshwright(plain, 'run')
  expected = await tablesIn(plain)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.concurrent.for([airflow2, airflow3])(
  '$name runs the shop; a bad file stops at its gate and changes nothing published, and the mended one goes through',
  { timeout: 1_200_000 },
  async (engine) => {
    const shop = join(folder, engine.name)
    shopIn(shop)
    meshwright(shop, 'emit', 'airflow', '--out', 'dags', '--command', `${process.execPath} node_modules/.bin/meshwright`)
    await using home = await airflowHome(engine, { dags: join(shop, 'dags') })
    const pools = await home.cli(['pools', 'import', join(shop, 'dags', 'django-apparel.dev.pools.json')])
    expect(pools.code, pools.stderr).toBe(0)
    const run = (day: string) => home.cli(['dags', 'test', 'django-apparel.dev', day], { limitMs: 900_000 })

    const first = await run('2026-01-01')
    expect(first.code, (first.stdout + first.stderr).slice(-5000)).toBe(0)
    const states = statesIn(home)
    expect(new Set(states.values())).toEqual(new Set(['success']))
    expect([...states.keys()]).toEqual(expect.arrayContaining(['ingest.orders', 'gate.dm_monthly_sales', 'report.sales']))
    expect(await tablesIn(shop)).toEqual(expected)

    // An order of nobody.
    const orders = join(shop, 'data', 'orders.csv')
    writeFileSync(orders, readFileSync(orders, 'utf8').replace(/^(\d+,[^,]+),\d+,/m, '$1,99999999,'))
    const bad = await run('2026-01-02')
    expect(bad.code).not.toBe(0)
    expect(bad.stdout + bad.stderr).toMatch(/gate:orders failed in .*; what was published stays\. \d+ wait for it/)
    const { failed, upstream_failed: held = [], ...rest } = stateOf(home)
    expect(failed).toEqual(['gate.orders'])
    expect(held).toEqual(
      expect.arrayContaining(['gate.order_details', 'build.stg_orders', 'gate.fct_transactions', 'gate.dm_monthly_sales', 'report.sales']),
    )
    expect(Object.keys(rest)).toEqual(['success'])
    expect(rest['success']).toEqual(expect.arrayContaining(['ingest.orders', 'gate.customers', 'gate.dim_customer']))
    expect((await tablesIn(shop)).tables).toEqual(expected.tables)

    cpSync(clean, join(shop, 'data'), { recursive: true })
    const mended = await run('2026-01-03')
    expect(mended.code, (mended.stdout + mended.stderr).slice(-5000)).toBe(0)
    expect(new Set(statesIn(home).values())).toEqual(new Set(['success']))
    expect(await tablesIn(shop)).toEqual(expected)
  },
)

test.for([airflow2, airflow3])('$name reads the shop at each granularity', async (engine) => {
  const shop = join(folder, `${engine.name}-granularities`)
  shopIn(shop)
  const granularities = ['task', 'layer', 'group', 'project']
  for (const granularity of granularities) meshwright(shop, 'emit', 'airflow', '--out', `dags/${granularity}`, '--granularity', granularity)
  await using home = await airflowHome(engine)
  const counts = []
  for (const granularity of granularities) {
    const bag = await home.dagBag([join(shop, 'dags', granularity)])
    expect(bag).toMatchObject({ importErrors: {}, warnings: [], dags: [{ id: 'django-apparel.dev' }] })
    counts.push(bag.dags[0]?.tasks.length)
  }
  expect(counts).toEqual(counts.toSorted((a = 0, b = 0) => b - a))
  expect(counts.at(-1)).toBe(1)
})
