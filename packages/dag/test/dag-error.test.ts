import { MeshwrightError } from '@meshwright/contracts'
import { expect, test } from 'vitest'
import { cron, DagError, emitPlan, PLAN_FEATURES, taskCommand, type Emitter, type PlanFeature } from '../src/index.ts'
import { smallPlan } from './small-plan.ts'

test('a plan that a target cannot hold is refused with the way out', () => {
  let thrown: unknown
  try {
    emitPlan(cron, smallPlan())
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ name: 'DagError', code: 'plan-unfit', retryable: false })
  expect(String(thrown)).toContain('--granularity project')
})

test('an id that no command line can carry is refused, and shown', () => {
  for (const id of ['gate:a\0b', 'gate:\uD800']) {
    let thrown: unknown
    try {
      taskCommand(smallPlan(), { id })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(MeshwrightError)
    expect(thrown).toBeInstanceOf(DagError)
    expect(thrown).toMatchObject({ name: 'DagError', code: 'text-unusable', retryable: false })
    expect(String(thrown)).toContain(JSON.stringify(`--task=${id}`))
  }
})

test('an option of another target is refused, with those that are known', () => {
  const tables: Emitter = {
    name: 'tables',
    summary: '',
    capabilities: Object.fromEntries(PLAN_FEATURES.map((feature) => [feature, true])) as Record<PlanFeature, true>,
    options: ['namespace'],
    emit: () => [],
  }
  expect(emitPlan(tables, smallPlan(), { namespace: 'etl', home: '/data' })).toEqual([])
  let thrown: unknown
  try {
    emitPlan(tables, smallPlan(), { image: 'shop:1', command: [] })
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({
    code: 'option-invalid',
    problems: [
      'tables has no option image; it knows command, directory, home, namespace',
      'command is empty; name the program, such as node_modules/.bin/meshwright',
    ],
  })
})
