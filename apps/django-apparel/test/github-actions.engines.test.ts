import { runWorkflow } from '@meshwright-tools/engines/local-workflow'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shops, type ShopFolder, type Shops } from './shop-folder.ts'

let all: Shops
let expected: Awaited<ReturnType<ShopFolder['published']>>
beforeAll(async () => {
  all = await shops()
  const plain = all.shop('plain')
  plain.meshwright('run')
  expected = await plain.published()
})
afterAll(() => all[Symbol.dispose]())

let run = 0
const runIn = ({ folder }: ShopFolder) =>
  runWorkflow(join(folder, 'flows', 'django-apparel-dev.yml'), folder, { github: { run_id: String(++run), run_attempt: '1' }, inputs: {} })

const HELD = ['gate:order_details', 'build:stg_orders', 'gate:fct_transactions', 'gate:dm_monthly_sales', 'report:sales']

// The two layouts of one workflow: steps of one job, by their conditions, and jobs, by their needs. The first begins from nothing.
test.each(['one', 'each'])(
  'the commands of the workflow run the shop; a bad file stops at its gate and changes nothing published (jobs: %s)',
  { timeout: 900_000 },
  async (jobs) => {
    const shop = all.shop(jobs)
    shop.meshwright('emit', 'github-actions', '--out', 'flows', '--jobs', jobs)
    if (jobs === 'one') {
      const first = runIn(shop)
      expect(
        [...first.outcomes].filter(([, outcome]) => outcome !== 'success'),
        first.log.slice(-3000),
      ).toEqual([])
      expect([...first.outcomes.keys()]).toEqual(expect.arrayContaining(['ingest:orders', 'gate:dm_monthly_sales', 'report:sales']))
    } else shop.meshwright('run')
    expect(await shop.published()).toEqual(expected)

    shop.breakOrders()
    const { outcomes } = runIn(shop)
    const having = (outcome: string) => [...outcomes].filter(([, is]) => is === outcome).map(([task]) => task)
    expect(having('failure')).toEqual(['gate:orders'])
    expect(having('skipped')).toEqual(expect.arrayContaining(HELD))
    expect(having('success')).toEqual(expect.arrayContaining(['ingest:orders', 'gate:customers', 'gate:dim_customer']))
    expect((await shop.published()).tables).toEqual(expected.tables)
  },
)
