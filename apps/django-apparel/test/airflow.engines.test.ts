import { airflow2, airflow3, airflowHome, type AirflowHome } from '@meshwright-tools/engines'
import { duckdb } from '@meshwright/duckdb'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { djangoApparel } from '../src/django-apparel.ts'
import { ensureSampleData } from '../src/sample-data.ts'
import { published } from './published.ts'

const configOf = (name: string) => `
import { duckdb } from '@meshwright/duckdb'
import { djangoApparel } from 'django-apparel'

export default { ...djangoApparel(duckdb(), { data: new URL('./data/', import.meta.url) }), name: '${name}' }
`
const COMMAND = `${process.execPath} node_modules/.bin/meshwright`
const DAG = 'django-apparel.dev'
const LAYERS = 'django-apparel-layers.dev'

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
function shopIn(shop: string, name = 'django-apparel'): void {
  mkdirSync(shop, { recursive: true })
  symlinkSync(resolve(import.meta.dirname, '../../../node_modules'), join(shop, 'node_modules'))
  writeFileSync(join(shop, 'meshwright.config.ts'), configOf(name))
  cpSync(clean, join(shop, 'data'), { recursive: true })
}

interface Run {
  readonly state: string
  /** Its tasks, by the state that Airflow says they have. */
  readonly tasks: Readonly<Record<string, readonly string[]>>
  /** Those that were tried more than once. */
  readonly again: readonly string[]
}

/** The latest run of a DAG, as it stands in Airflow's database. */
function latestRun({ home }: AirflowHome, dag: string): Run {
  using database = new DatabaseSync(join(home, 'airflow.db'), { readOnly: true, timeout: 10_000 })
  const { run_id: id, state } =
    database.prepare('select run_id, state from dag_run where dag_id = ? order by id desc limit 1').get(dag) ?? {}
  const rows = database
    .prepare('select task_id, state, try_number from task_instance where dag_id = ? and run_id = ? order by 1')
    .all(dag, id ?? '')
    .map((row) => ({ id: String(row['task_id']), state: String(row['state']), tries: Number(row['try_number']) }))
  const tasks = Object.entries(Object.groupBy(rows, (row) => row.state)).map(([of, found = []]) => [of, found.map((row) => row.id)])
  return { state: String(state), tasks: Object.fromEntries(tasks), again: rows.filter(({ tries }) => tries > 1).map((row) => row.id) }
}

/** The latest run once the scheduler is done with it. */
async function ended(home: AirflowHome, dag: string, withinMs = 400_000): Promise<Run> {
  const until = performance.now() + withinMs
  for (;;) {
    const run = latestRun(home, dag)
    if (run.state === 'success' || run.state === 'failed' || performance.now() > until) return run
    await sleep(500)
  }
}

beforeAll(async () => {
  await ensureSampleData(pathToFileURL(`${clean}/`))
  shopIn(plain)
  meshwright(plain, 'run')
  expected = await tablesIn(plain)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.concurrent.for([airflow2, airflow3])(
  '$name runs the shop from nothing as a plain run does; a bad order stops at its gate, and mended goes through',
  { timeout: 900_000 },
  async (engine) => {
    const root = join(folder, engine.name)
    const [shop, layers] = [join(root, 'shop'), join(root, 'layers')]
    shopIn(shop)
    shopIn(layers, 'django-apparel-layers')
    const emit = ['emit', 'airflow', '--command', COMMAND]
    meshwright(shop, ...emit, '--out', '../dags/shop')
    meshwright(layers, ...emit, '--out', '../dags/layers', '--granularity', 'layer')
    // Times of the schedule that pass meanwhile are not the matter here.
    await using home = await airflowHome(engine, { dags: join(root, 'dags'), env: { AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE: 'False' } })
    const airflow = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await home.cli(args)
      expect(code, stdout + stderr).toBe(0)
    }
    for (const pools of [`shop/${DAG}`, `layers/${LAYERS}`]) await airflow('pools', 'import', join(home.dags, `${pools}.pools.json`))
    const run = (day: string) => home.cli(['dags', 'test', DAG, day], { limitMs: 600_000 })

    const first = await run('2026-01-01')
    expect(first.code, (first.stdout + first.stderr).slice(-5000)).toBe(0)
    const green = latestRun(home, DAG)
    expect(Object.keys(green.tasks)).toEqual(['success'])
    expect(green.tasks['success']).toEqual(expect.arrayContaining(['ingest.orders', 'gate.dm_monthly_sales', 'report.sales']))
    expect(await tablesIn(shop)).toEqual(expected)

    // An order of nobody.
    const orders = join(shop, 'data', 'orders.csv')
    writeFileSync(orders, readFileSync(orders, 'utf8').replace(/^(\d+,[^,]+),\d+,/m, '$1,99999999,'))
    const bad = await run('2026-01-02')
    expect(bad.code).not.toBe(0)
    expect(bad.stdout + bad.stderr).toMatch(
      /gate:orders failed in .*; what was published stays\. \d+ wait for it: .* repaired, clear ingest\.orders with its downstream tasks\./,
    )
    const { failed = [], upstream_failed: held = [], success = [], ...rest } = latestRun(home, DAG).tasks
    expect(rest).toEqual({})
    expect(failed).toEqual(['gate.orders'])
    expect(held).toEqual(
      expect.arrayContaining(['gate.order_details', 'build.stg_orders', 'gate.fct_transactions', 'gate.dm_monthly_sales', 'report.sales']),
    )
    expect(success).toEqual(expect.arrayContaining(['ingest.orders', 'gate.customers', 'gate.dim_customer']))
    expect((await tablesIn(shop)).tables).toEqual(expected.tables)

    // The file is mended, what the message names is cleared, and a scheduler goes on with that and with nothing else.
    cpSync(clean, join(shop, 'data'), { recursive: true })
    await airflow('tasks', 'clear', DAG, '-t', 'ingest.orders', '--downstream', '-s', '2026-01-02', '-e', '2026-01-02', '--yes')
    await using server = await home.start()
    const trigger = ['dags', 'trigger', '-r', 'by-hand', engine === airflow2 ? '-e' : '-l', '2026-02-01', LAYERS]
    while ((await home.cli(trigger)).code !== 0) await sleep(1000)
    const mended = await ended(home, DAG)
    expect(mended.tasks, server.lastLines('scheduler')).toEqual(green.tasks)
    expect(mended.again).toEqual(expect.arrayContaining(['gate.orders', 'ingest.orders']))
    expect(success.filter((id) => mended.again.includes(id))).toEqual(['ingest.orders'])
    expect(await tablesIn(shop)).toEqual(expected)
    const triggered = await ended(home, LAYERS)
    expect(triggered.tasks, server.lastLines('scheduler')).toEqual({ success: expect.arrayContaining(['layer.raw', 'layer.mart']) })
    expect((await tablesIn(layers)).tables).toEqual(expected.tables)
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
