import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shops, type ShopFolder, type Shops } from './shop-folder.ts'

const PAGE = resolve(import.meta.dirname, '../../../docs/guide/other-schedulers.md')

let all: Shops
beforeAll(async () => {
  all = await shops()
})
afterAll(() => all[Symbol.dispose]())

const PATH = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`
const call = ({ folder }: ShopFolder, program: string, ...args: readonly string[]) =>
  spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH } })

// The guide's template for a scheduler that is not in the list, on a project that is larger than the guide's.
test(
  'make runs the shop from the Makefile of the guide, and with -k what does not depend on a bad file',
  { timeout: 600_000 },
  async () => {
    const plain = all.shop('plain')
    plain.meshwright('run')
    const expected = await plain.published()
    const shop = all.shop('make')
    const { stdout: plan } = call(shop, 'node_modules/.bin/meshwright', 'plan', '--json')
    writeFileSync(join(shop.folder, 'plan.json'), plan)
    const [, template = ''] = /```ts\n([^]*?)```/.exec(readFileSync(PAGE, 'utf8')) ?? []
    writeFileSync(join(shop.folder, 'make.ts'), template)
    const emitted = call(shop, process.execPath, '--conditions=@meshwright/source', 'make.ts')
    expect(emitted.status, emitted.stderr).toBe(0)

    const first = call(shop, 'make')
    expect(first.status, first.stderr.slice(-3000)).toBe(0)
    expect(first.stdout).toContain('sh tasks/report.sales.sh\n')
    expect(await shop.published()).toEqual(expected)

    shop.breakOrders()
    const { status, stdout, stderr } = call(shop, 'make', '-k', '-j4')
    expect(status).toBe(2)
    const run = [...stdout.matchAll(/^sh tasks\/(\S+)\.sh$/gm)].map(([, task]) => task)
    const failed = [...stderr.matchAll(/^make: \*\*\* .*?([\w.]+)\] Error 1$/gm)].map(([, task]) => task)
    expect(failed).toEqual(['gate.orders'])
    expect(run).toEqual(expect.arrayContaining(['ingest.orders', 'gate.customers', 'gate.dim_customer']))
    for (const held of ['gate.order_details', 'build.stg_orders', 'gate.fct_transactions', 'gate.dm_monthly_sales', 'report.sales'])
      expect(run).not.toContain(held)
    expect((await shop.published()).tables).toEqual(expected.tables)
  },
)
