import type { Plan } from '@meshwright/contracts'
import { expect, test } from 'vitest'
import { bareTask } from '@meshwright/testkit'
import { cron, EMITTERS, kubernetes, lintPlan, mermaid, PLAN_FEATURES, type Capabilities } from '../src/index.ts'
import { smallPlan } from './small-plan.ts'

/** A target that holds nothing, and says of each feature its name. */
const nothing = { capabilities: Object.fromEntries(PLAN_FEATURES.map((feature) => [feature, feature])) as unknown as Capabilities }

/** A plan that says nothing beyond its task. */
const bare = smallPlan({
  owner: null,
  tags: [],
  schedule: null,
  wakesOn: [],
  timeoutSeconds: null,
  pools: [],
  tasks: [bareTask('build:x')],
  edges: [],
})

test('only what a plan uses is said, in the order of the features, whatever the order of the tasks', () => {
  expect(lintPlan(smallPlan(), nothing)).toEqual([...PLAN_FEATURES])
  expect(lintPlan({ ...smallPlan(), tasks: smallPlan().tasks.toReversed() }, nothing)).toEqual([...PLAN_FEATURES])
  expect(lintPlan(bare, nothing)).toEqual(['runs', 'oneRunAtATime', 'fullRefresh'])
})

const retries = { count: 1, delaySeconds: 0, maxDelaySeconds: 0 }

test.each<[string, Partial<Plan>]>([
  ['start', { schedule: { cron: '0 6 * * *', timeZone: 'UTC', start: '2026-01-01', catchUp: 'none' } }],
  ['wakesOn', { wakesOn: [{ project: 'platform', environment: 'prod', name: 'x' }] }],
  ['publishes', { tasks: [bareTask('gate:x', { kind: 'gate', writes: ['x'] })] }],
  ['pools', { tasks: [bareTask('build:x', { pool: 'api' })] }],
  ['pools', { tasks: [bareTask('build:x', { limits: ['api'] })] }],
  ['retries', { tasks: [bareTask('build:x', { retries })] }],
  ['retryDelays', { tasks: [bareTask('build:x', { retries: { ...retries, delaySeconds: 30, maxDelaySeconds: 60 } })] }],
  ['taskTimeout', { tasks: [bareTask('build:x', { timeoutSeconds: 60 })] }],
  ['runTimeout', { timeoutSeconds: 60 }],
  ['blocking', { edges: [{ from: 'build:x', to: 'build:y', reason: 'reads' }] }],
  ['owner', { owner: 'sales' }],
  ['owner', { tasks: [bareTask('build:x', { owner: 'sales' })] }],
  ['tags', { tags: ['shop'] }],
  ['tags', { tasks: [bareTask('build:x', { tags: ['shop'] })] }],
])('%s is used by %j', (feature, said) => {
  const others =
    bare.schedule === null && 'schedule' in said ? ['interval', 'timeZone', 'catchUp'] : feature === 'retryDelays' ? ['retries'] : []
  const used = new Set<string>(['runs', 'oneRunAtATime', 'fullRefresh', feature, ...others])
  expect(lintPlan({ ...bare, ...said }, nothing)).toEqual(PLAN_FEATURES.filter((each) => used.has(each)))
})

test('the targets say what they do instead; a target that holds all that is used says nothing', () => {
  expect(lintPlan(bare, EMITTERS.find(({ name }) => name === 'airflow') ?? nothing)).toEqual([])
  expect(lintPlan(bare, cron)).toEqual(['Call the script by hand with MESHWRIGHT_FULL_REFRESH=true.'])
  expect(lintPlan({ ...bare, wakesOn: smallPlan().wakesOn }, kubernetes)).toContain(
    'Nothing wakes it; create a Job of it from the other project.',
  )
  expect(lintPlan(smallPlan(), mermaid)).toEqual(['A picture runs nothing.'])
})
