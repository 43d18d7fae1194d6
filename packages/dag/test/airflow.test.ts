import { expect, test } from 'vitest'
import { DagError, emitPlan, EMITTERS } from '../src/index.ts'
import { smallPlan } from './small-plan.ts'

const airflow = EMITTERS.find(({ name }) => name === 'airflow')
if (airflow === undefined) throw new Error('airflow is no target')

test('one file and its pools; text of the plan is data in it', () => {
  const plan = smallPlan({ description: `it's {{ 7 * 7 }} "\\`, pools: [{ name: 'shop warehouse', slots: 1, description: 'One writer.' }] })
  const files = emitPlan(airflow, plan)
  expect(files.map(({ path }) => path)).toEqual(['shop.prod.py', 'shop.prod.pools.json'])
  const [file, pools] = files.map(({ text }) => text)
  expect(file).toContain(String.raw`"description":"it\'s {{ 7 * 7 }} \\"\\\\"`)
  expect(file).toContain('"task_id":"gate.orders"')
  expect(JSON.parse(pools ?? '')).toEqual({
    'shop-20-warehouse': { slots: 1, description: 'One writer.', include_deferred: false, name: 'shop warehouse' },
  })
})

test('plain operators hold no plan', () => {
  const [file] = emitPlan(airflow, smallPlan(), { eject: true })
  expect(file?.text).toContain('        ingest_orders = BashOperator(\n')
  expect(file?.text).toContain('    [gate_orders] >> build_dm_sales\n')
  expect(file?.text).not.toContain('PLAN[')
})

test.each([false, true])('an image is named, and no bash is imported (eject: %s)', (eject) => {
  const [file] = emitPlan(airflow, smallPlan(), { image: 'shop:1', namespace: 'etl', eject })
  expect(file?.text).toContain('KubernetesPodOperator(')
  expect(file?.text).not.toContain('BashOperator')
  expect(file?.text).not.toContain('V1Volume')
})

test('what only a cluster has is refused without an image', () => {
  for (const option of [{ secrets: ['SHOP_PASSWORD'] }, { namespace: 'etl' }])
    expect(() => emitPlan(airflow, smallPlan(), option)).toThrow('airflow: name the image that holds Node, the command and the project')
  expect(() => emitPlan(airflow, smallPlan(), { image: 'shop:1', volumeClaim: 'shop' })).toThrow('say where, as --home')
})

test('what Airflow cannot hold is refused', () => {
  const refused = (plan: Parameters<typeof smallPlan>[0]) => {
    try {
      emitPlan(airflow, smallPlan(plan))
    } catch (error) {
      return error instanceof DagError ? [error.code, error.message] : error
    }
    return undefined
  }
  expect(refused({ schedule: { cron: '0 6 * * *', timeZone: 'UTC', start: null, catchUp: 'all' } })).toEqual([
    'start-missing',
    `shop: catchUp is "all", and Airflow would catch up from 1970; say the first day in the schedule, such as start: '2026-01-01'`,
  ])
  expect(refused({ pools: [{ name: 'default_pool', slots: 1, description: '' }], tasks: [], edges: [] })).toEqual([
    'name-collides',
    'pool "default_pool" is one that Airflow has, for all DAGs; give the pool another name',
  ])
})
