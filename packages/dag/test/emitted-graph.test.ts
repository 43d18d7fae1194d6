import { expect, test } from 'vitest'
import { PLAN_FEATURES, planGraph, type Capabilities, type PlanFeature } from '../src/index.ts'
import { smallPlan } from './small-plan.ts'

const all = Object.fromEntries(PLAN_FEATURES.map((feature) => [feature, true])) as Record<PlanFeature, true>

test('the graph of a plan holds what its target can hold', () => {
  const plan = smallPlan()
  const graph = planGraph(plan, all, { command: ['npx', 'meshwright'] })
  expect(graph.nodes.map(({ id }) => id)).toEqual(['build:dm_sales', 'gate:dm_sales', 'gate:orders', 'ingest:orders', 'report:sales'])
  expect(graph.nodes[3]).toEqual({
    id: 'ingest:orders',
    command: ['npx', 'meshwright', 'run', '--granularity=task', '--environment=prod', '--task=ingest:orders'],
    pool: 'shop warehouse',
    retries: { count: 2, delaySeconds: 30, maxDelaySeconds: 300 },
    timeoutSeconds: 600,
    owner: 'sales',
    tags: [],
    publishes: [],
  })
  expect(graph.nodes[2]?.publishes).toEqual(['meshwright://shop/prod/orders'])
  expect(graph.wakesOn).toEqual(['meshwright://platform/prod/dim_location'])
  const poor: Capabilities = { ...all, pools: 'no pools', retryDelays: 'at once', timeZone: 'UTC', wakesOn: 'never' }
  const less = planGraph(plan, poor)
  expect(less.nodes[3]).toMatchObject({ pool: null, retries: { count: 2, delaySeconds: 0, maxDelaySeconds: 0 } })
  expect(less).toMatchObject({ pools: [], wakesOn: [], schedule: { cron: '0 6 * * *', timeZone: null }, timeoutSeconds: 7200 })
})
