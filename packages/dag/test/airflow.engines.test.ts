import { airflow2, airflow3, airflowHome, type AirflowHome } from '@meshwright-tools/engines'
import type { Plan } from '@meshwright/contracts'
import fc from 'fast-check'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AIRFLOW_READER, emitPlan, EMITTERS, planGraph, readAirflow, type AirflowFile, type EmitOptions } from '../src/index.ts'
import { planName } from '../src/plan-name.ts'
import { anyShownPlan, largePlan } from './any-plan.ts'

const airflow = EMITTERS.find(({ name }) => name === 'airflow')
if (airflow === undefined) throw new Error('airflow is no target')
const target = airflow

/** Emits each plan into a folder of its own and has all of them read by one Python. */
async function readBack(home: AirflowHome, plans: readonly { readonly plan: Plan; readonly options?: EmitOptions }[]) {
  const reader = join(home.home, 'reader.py')
  await writeFile(reader, AIRFLOW_READER)
  const emitted = await Promise.all(
    plans.map(async ({ plan, options }, at) => {
      const folder = join(home.dags, String(at))
      await mkdir(folder)
      const [dag, pools] = emitPlan(target, plan, options)
      const file = join(folder, dag?.path ?? '')
      await writeFile(file, dag?.text ?? '')
      return { file, pools: pools?.text }
    }),
  )
  const { code, stdout, stderr } = await home.script(
    reader,
    emitted.map(({ file }) => file),
  )
  expect(code, stderr.slice(-2000)).toBe(0)
  const files = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as readonly AirflowFile[]
  expect(files).toHaveLength(plans.length)
  return files.map((file, at) => ({ file, pools: emitted[at]?.pools }))
}

test.for([airflow2, airflow3])('$name understands any plan as it was meant, loaded and ejected', async (engine) => {
  await using home = await airflowHome(engine)
  const plans = fc.sample(anyShownPlan({ tasks: 12 }), 80).map((plan, at) => ({
    plan,
    options: at % 2 === 0 ? { directory: '/srv/a shop' } : { eject: true, command: ["it's {{ 7 }}", '$HOME'] },
  }))
  const read = await readBack(home, plans)
  for (const [at, { file, pools }] of read.entries()) {
    const given = plans[at]
    if (given === undefined) throw new Error('more was read than emitted')
    const { plan, options } = given
    const of = JSON.stringify(plan)
    expect(file, of).toMatchObject({ errors: [], warnings: [] })
    expect(
      file.dags.map((dag) => readAirflow(dag, pools)),
      of,
    ).toEqual([planGraph(plan, target.capabilities, options)])
  }
})

test.for([airflow2, airflow3])('$name understands a plan of 5,000 tasks', { timeout: 300_000 }, async (engine) => {
  await using home = await airflowHome(engine)
  const plan = largePlan(5000)
  const [read] = await readBack(home, [{ plan }])
  expect(read?.file).toMatchObject({ errors: [], warnings: [] })
  const [dag] = read?.file.dags ?? []
  expect(dag === undefined ? undefined : readAirflow(dag, read?.pools)).toEqual(planGraph(plan, target.capabilities))
})

test.for([airflow2, airflow3])('$name understands tasks in containers of a cluster as they were meant', async (engine) => {
  await using home = await airflowHome(engine)
  const cluster = { image: 'registry.example/shop:{{ 7 }}', namespace: 'data', directory: '/srv/shop' }
  const options = { ...cluster, secrets: ['SHOP_PASSWORD'], volumeClaim: 'shop', home: '/var/lib/meshwright' }
  const plans = fc.sample(anyShownPlan({ tasks: 12 }), 20).map((plan, at) => ({ plan, options: { ...options, eject: at % 2 === 0 } }))
  const read = await readBack(home, plans)
  expect(read).toHaveLength(plans.length)
  for (const [at, { plan }] of plans.entries()) {
    const { file, pools } = read[at] ?? {}
    const of = JSON.stringify(plan)
    expect(file, of).toMatchObject({ errors: [], warnings: [] })
    expect(
      file?.dags.map((dag) => readAirflow(dag, pools)),
      of,
    ).toEqual([planGraph(plan, target.capabilities, options)])
    for (const each of file?.dags.flatMap(({ tasks }) => tasks) ?? []) {
      expect(each).toMatchObject({
        operator: 'KubernetesPodOperator',
        secrets: [`${planName(plan)}/SHOP_PASSWORD`],
        volumes: ['shop:/var/lib/meshwright'],
      })
    }
  }
})
