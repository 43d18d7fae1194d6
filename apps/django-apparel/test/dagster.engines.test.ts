import { dagsterHome, type DagsterHome } from '@meshwright-tools/engines'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shops, type Shops } from './shop-folder.ts'

let home: DagsterHome
let all: Shops
beforeAll(async () => {
  home = await dagsterHome()
  all = await shops()
})
afterAll(async () => {
  all[Symbol.dispose]()
  await home[Symbol.asyncDispose]()
})

test(
  'Dagster runs the shop; a bad file stops at its gate and changes nothing published, and the mended one goes through',
  { timeout: 900_000 },
  async () => {
    const plain = all.shop('plain')
    plain.meshwright('run')
    const expected = await plain.published()
    const shop = all.shop('dagster')
    shop.meshwright('emit', 'dagster', '--out', 'dagster', '--command', `${process.execPath} node_modules/.bin/meshwright`)
    const file = join(shop.folder, 'dagster', 'django_apparel_dev.py')
    const run = async () => {
      const { code, stdout, stderr } = await home.cli(['job', 'execute', '-f', file, '-j', 'django_apparel_dev'], { limitMs: 600_000 })
      return { code, said: stdout + stderr, ...(await home.lastRun()) }
    }

    const first = await run()
    expect(first.code, first.said.slice(-5000)).toBe(0)
    expect(new Set(Object.values(first.steps))).toEqual(new Set(['SUCCESS']))
    expect(Object.keys(first.steps)).toEqual(expect.arrayContaining(['ingest__orders', 'gate__dm_monthly_sales', 'report__sales']))
    expect(first.made).toContain('django-apparel/dev/dm_monthly_sales')
    expect(await shop.published()).toEqual(expected)

    shop.breakOrders()
    const bad = await run()
    expect(bad.code).not.toBe(0)
    expect(bad.said).toContain(
      'gate:orders ended with 1; what was published stays. Once the cause is mended, launch the job again, or re-execute this run from ingest__orders on',
    )
    const failed = Object.keys(bad.steps).filter((step) => bad.steps[step] !== 'SUCCESS')
    expect(failed).toEqual(['gate__orders'])
    expect(Object.keys(bad.steps)).toEqual(expect.arrayContaining(['ingest__orders', 'gate__customers', 'gate__dim_customer']))
    for (const held of ['gate__order_details', 'build__stg_orders', 'gate__fct_transactions', 'gate__dm_monthly_sales', 'report__sales'])
      expect(bad.steps).not.toHaveProperty(held)
    expect(bad.made).not.toContain('django-apparel/dev/orders')
    expect((await shop.published()).tables).toEqual(expected.tables)

    shop.mendOrders()
    const mended = await run()
    expect(mended.code, mended.said.slice(-5000)).toBe(0)
    expect(Object.keys(mended.steps).toSorted()).toEqual(Object.keys(first.steps).toSorted())
    expect(await shop.published()).toEqual(expected)
  },
)
