import { airflow2, airflow3, airflowHome, type AirflowHome } from '@meshwright-tools/engines'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shops, type ShopFolder, type Shops } from './shop-folder.ts'

const COMMAND = `${process.execPath} node_modules/.bin/meshwright`
const DAG = 'django-apparel.dev'
const LAYERS = 'django-apparel-layers.dev'

let all: Shops
let expected: Awaited<ReturnType<ShopFolder['published']>>

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
  all = await shops()
  const plain = all.shop('plain')
  plain.meshwright('run')
  expected = await plain.published()
})
afterAll(() => all[Symbol.dispose]())

test.concurrent.for([airflow2, airflow3])(
  '$name runs the shop from nothing as a plain run does; a bad order stops at its gate, and mended goes through',
  { timeout: 900_000 },
  async (engine) => {
    const [shop, layers] = [all.shop(`${engine.name}/shop`), all.shop(`${engine.name}/layers`, 'django-apparel-layers')]
    const emit = ['emit', 'airflow', '--command', COMMAND]
    shop.meshwright(...emit, '--out', '../dags/shop')
    layers.meshwright(...emit, '--out', '../dags/layers', '--granularity', 'layer')
    // Times of the schedule that pass meanwhile are not the matter here.
    await using home = await airflowHome(engine, {
      dags: join(all.folder, engine.name, 'dags'),
      env: { AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE: 'False' },
    })
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
    expect(await shop.published()).toEqual(expected)

    shop.breakOrders()
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
    expect((await shop.published()).tables).toEqual(expected.tables)

    // The file is mended, what the message names is cleared, and a scheduler goes on with that and with nothing else.
    shop.mendOrders()
    await airflow('tasks', 'clear', DAG, '-t', 'ingest.orders', '--downstream', '-s', '2026-01-02', '-e', '2026-01-02', '--yes')
    await using server = await home.start()
    const trigger = ['dags', 'trigger', '-r', 'by-hand', engine === airflow2 ? '-e' : '-l', '2026-02-01', LAYERS]
    while ((await home.cli(trigger)).code !== 0) await sleep(1000)
    const mended = await ended(home, DAG)
    expect(mended.tasks, server.lastLines('scheduler')).toEqual(green.tasks)
    expect(mended.again).toEqual(expect.arrayContaining(['gate.orders', 'ingest.orders']))
    expect(success.filter((id) => mended.again.includes(id))).toEqual(['ingest.orders'])
    expect(await shop.published()).toEqual(expected)
    const triggered = await ended(home, LAYERS)
    expect(triggered.tasks, server.lastLines('scheduler')).toEqual({ success: expect.arrayContaining(['layer.raw', 'layer.mart']) })
    expect((await layers.published()).tables).toEqual(expected.tables)
  },
)

test.for([airflow2, airflow3])('$name reads the shop at each granularity', async (engine) => {
  const shop = all.shop(`${engine.name}-granularities`)
  const folders = ['task', 'layer', 'group', 'project'].map((granularity) => {
    shop.meshwright('emit', 'airflow', '--out', `dags/${granularity}`, '--granularity', granularity)
    return join(shop.folder, 'dags', granularity)
  })
  await using home = await airflowHome(engine)
  const bag = await home.dagBag(folders)
  expect(bag).toMatchObject({ importErrors: {}, warnings: [] })
  expect(bag.dags.map(({ id, tasks }) => [id, tasks.length])).toEqual([45, 6, 1, 1].map((count) => [DAG, count]))
})
