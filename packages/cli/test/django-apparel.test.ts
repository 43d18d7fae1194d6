import { expect, it } from 'vitest'
import { join } from 'node:path'
import { DJANGO, emptyFolder, meshwright } from './command.ts'

it('Django Apparel, from another folder: run, run again, ask, look', async () => {
  const folder = emptyFolder()
  const at = ['--project', DJANGO, '--home', 'home']
  const run = await meshwright(['run', ...at], folder)
  expect(run.code, run.err).toBe(0)
  expect(run.err).toMatch(/^ ingest {3}orders +7,000 rows {2}4 rejected, 2 duplicate +12 checks ! 1 warned/m)
  expect(run.err).toContain(`npx meshwright rejects show orders --project ${DJANGO} --home home`)
  expect(run.err).toMatch(/^ report {3}file:\/\/\S+home\/reports\/sales\.html$/m)

  const again = await meshwright(['run', ...at], folder)
  expect(again.err).toContain(' skipped  as unchanged: everything (7 sources, 15 models)')

  const { out } = await meshwright(['query', '--json', 'select sum(orders) as orders from dm_monthly_sales', ...at], folder)
  expect(JSON.parse(out)).toEqual([{ orders: '7000' }])
  const shown = await meshwright(['show', 'dm_monthly_sales', ...at], folder)
  expect(shown.out).toMatch(/^ {2}revenue +decimal\(38,2\) +aggregated fct_transactions\.revenue/m)
  const rejects = await meshwright(['rejects', 'show', 'orders', ...at], folder)
  expect(rejects.out).toMatch(/^4 rows of orders rejected by load /m)
  const manifest = await meshwright(['manifest', '--project', join(DJANGO, 'meshwright.config.ts')], folder)
  expect((JSON.parse(manifest.out) as { models: unknown[] }).models).toHaveLength(15)
}, 120_000)
