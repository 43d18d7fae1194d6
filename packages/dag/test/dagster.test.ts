import { expect, test } from 'vitest'
import { dagster, emitPlan } from '../src/index.ts'
import { smallPlan } from './small-plan.ts'

const emitted = (...given: Parameters<typeof smallPlan>) => emitPlan(dagster, smallPlan(...given))

test('one file; text of the plan is data in it', () => {
  const files = emitted({ description: `it's {{ 7 * 7 }} "\\` })
  expect(files.map(({ path }) => path)).toEqual(['shop_prod.py'])
  const [file] = files.map(({ text }) => text)
  expect(file).toContain(String.raw`"description":"it\'s {{ 7 * 7 }} \\"\\\\"`)
  expect(file).toContain('"name":"gate__orders","id":"gate:orders"')
  expect(file).toContain('"after":["ingest__orders"],"staged_by":["ingest__orders"]}')
  expect(file).toContain('"reads":["meshwright://shop/prod/orders"]')
})

test('what a plan does not have is not in the file', () => {
  const [file] = emitted({ schedule: null, wakesOn: [] }).map(({ text }) => text)
  for (const absent of ['@dg.schedule', '@dg.sensor', 'in_progress']) expect(file).not.toContain(absent)
  expect(file).toContain('schedules=[],\n    sensors=[],\n')
})

test('where one pool lets no two tasks run at a time, one process runs them', () => {
  const { tasks } = smallPlan()
  const one = emitted({ tasks: tasks.map((task) => ({ ...task, pool: 'shop warehouse' })) }).map(({ text }) => text)[0]
  expect(one).toContain('EXECUTOR = dg.in_process_executor')
  expect(emitted()[0]?.text).toContain('EXECUTOR = dg.multiprocess_executor')
})
