import fc from 'fast-check'
import type { Plan } from '@meshwright/contracts'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { bareTask } from '@meshwright/testkit'
import { cron, emitPlan, kubernetes, planGraph, readCron, readKubernetes, type EmitOptions } from '../src/index.ts'
import { anyPlan } from './any-plan.ts'
import { smallPlan } from './small-plan.ts'
import { strictSchema } from './strict-schema.ts'

const problems = strictSchema('kubernetes-cron-job.schema.json', 'io.k8s.api.batch.v1.CronJob')

const IMAGE = { image: 'registry.example/shop:1.4.0' }
const FOLDER = { directory: '/srv/shop' }
const onKubernetes = (plan: Plan, options: EmitOptions = IMAGE) => emitPlan(kubernetes, plan, options)[0]?.text ?? ''
const inCrontab = (plan: Plan, options: EmitOptions = FOLDER) => emitPlan(cron, plan, options)[0]?.text ?? ''

const whole = (changes: Partial<Plan> = {}): Plan => ({
  ...smallPlan({ pools: [], edges: [], granularity: 'project' }),
  tasks: [bareTask('group:shop', { kind: 'group', retries: { count: 1, delaySeconds: 0, maxDelaySeconds: 0 }, timeoutSeconds: 3600 })],
  ...changes,
})

test('a CronJob of one task', () => {
  const plan = whole()
  const text = onKubernetes(plan, {
    ...IMAGE,
    namespace: 'data',
    secrets: ['SHOP_PASSWORD'],
    home: '/var/lib/meshwright',
    volumeClaim: 'shop',
  })
  expect(problems(parse(text))).toEqual([])
  expect(text.replaceAll(plan.hash, 'HASH')).toMatchSnapshot()
  const document = parse(text) as { spec: object }
  expect(problems({ ...document, spec: { ...document.spec, timezone: 'UTC' } })).toEqual([
    '/spec must NOT have additional properties {"additionalProperty":"timezone"}',
  ])
})

test('a crontab of one line', () => {
  const plan = whole()
  expect(inCrontab(plan).replaceAll(plan.hash, 'HASH')).toBe(`# Emitted by Meshwright from plan HASH. Emit again instead of editing.
PATH=/usr/local/bin:/usr/bin:/bin
CRON_TZ=Asia/Jakarta
0 6 * * * cd /srv/shop && MESHWRIGHT_PLAN=HASH flock -n .shop-prod.lock timeout -k 60 3600 node_modules/.bin/meshwright run --granularity=project --environment=prod --task=group:shop
`)
})

test('both refuse a plan with edges, and one without a schedule', () => {
  const advice = 'emit with --granularity project, whose one task runs all of them in their order'
  expect(() => onKubernetes(smallPlan())).toThrow(
    `kubernetes runs one command at a time of the schedule, and the plan has 5 tasks: ${advice}`,
  )
  expect(() => inCrontab(smallPlan())).toThrow(advice)
  expect(() => onKubernetes(whole({ schedule: null }))).toThrow('the project has no schedule')
  expect(() => inCrontab(whole({ schedule: null }))).toThrow('the project has no schedule')
  expect(() => inCrontab(whole(), {})).toThrow('say where the project lies on that machine, as --directory /srv/shop')
})

test('what is read of any plan of one task is the plan', () => {
  fc.assert(
    fc.property(anyPlan({ tasks: 1 }), (any) => {
      const plan = { ...any, pools: [], edges: [] }
      const text = onKubernetes(plan)
      expect(problems(parse(text))).toEqual([])
      expect(readKubernetes(parse(text))).toEqual(planGraph(plan, kubernetes.capabilities, IMAGE))
      const id = plan.tasks[0]?.id ?? ''
      if (id.includes('\n')) expect(() => inCrontab(plan)).toThrow('a line of a crontab is one line of at most 998 characters')
      else if (id.length < 300) expect(readCron(inCrontab(plan))).toEqual(planGraph(plan, { ...cron.capabilities, timeZone: true }, FOLDER))
    }),
  )
})
