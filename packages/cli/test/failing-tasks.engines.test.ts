import { airflow2, airflow3, airflowHome, dagsterHome } from '@meshwright-tools/engines'
import { dagster, EMITTERS, emitPlan } from '@meshwright/dag'
import fc from 'fast-check'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { anySimulated, COMMAND, outcomesText, runHere } from './simulated-plans.ts'

const PLANS = 30

const ENDS: Readonly<Record<string, string>> = { success: 'done', failed: 'failed', upstream_failed: 'blocked' }

test.for([airflow2, airflow3])(
  '$name runs, fails and holds back the tasks that the local runner does',
  { timeout: 600_000 },
  async (engine) => {
    const target = EMITTERS.find(({ name }) => name === 'airflow')
    if (target === undefined) throw new Error('airflow is no target')
    await using home = await airflowHome(engine, { env: { AIRFLOW__LOGGING__LOGGING_LEVEL: 'CRITICAL' } })
    writeFileSync(join(home.home, 'command.sh'), COMMAND)
    const simulated = fc.sample(anySimulated, PLANS).map(({ plan, outcomes }, at) => ({ plan: { ...plan, project: `p${at}` }, outcomes }))
    for (const { plan, outcomes } of simulated) {
      const directory = join(home.home, plan.project)
      mkdirSync(directory)
      writeFileSync(join(directory, 'outcomes'), outcomesText({ plan, outcomes }))
      const [file] = emitPlan(target, plan, { command: ['sh', '../command.sh'], directory })
      writeFileSync(join(home.dags, file?.path ?? ''), file?.text ?? '')
    }
    const ran = await home.script(join(import.meta.dirname, 'airflow-runs.py'), [home.dags], { limitMs: 500_000 })
    expect(ran.code, ran.stderr.slice(-4000)).toBe(0)

    using database = new DatabaseSync(join(home.home, 'airflow.db'), { readOnly: true })
    const states = database.prepare('select task_id, state from task_instance where dag_id = ?')
    const seen = new Set<unknown>()
    for (const each of simulated) {
      const { project, environment } = each.plan
      const rows = states.all(`${project}.${environment}`)
      for (const { state } of rows) seen.add(state)
      const ends = rows.map(({ task_id, state }) => [String(task_id).replace('.', ':'), ENDS[String(state)] ?? String(state)])
      const tries = readFileSync(join(home.home, project, 'tries'), 'utf8')
        .trim()
        .split('\n')
      expect({ ends: Object.fromEntries(ends), tries: tries.toSorted() }, JSON.stringify(each)).toEqual(await runHere(each))
    }
    expect(seen).toEqual(new Set(Object.keys(ENDS)))
  },
)

test('Dagster runs, fails and holds back the tasks that the local runner does', { timeout: 600_000 }, async () => {
  await using home = await dagsterHome()
  writeFileSync(join(home.home, 'command.sh'), COMMAND)
  const simulated = fc.sample(anySimulated, PLANS).map(({ plan, outcomes }, at) => ({ plan: { ...plan, project: `p${at}` }, outcomes }))
  const files = simulated.map((each) => {
    const directory = join(home.home, each.plan.project)
    mkdirSync(directory)
    writeFileSync(join(directory, 'outcomes'), outcomesText(each))
    const [file] = emitPlan(dagster, each.plan, { command: ['sh', '../command.sh'], directory })
    writeFileSync(join(home.home, file?.path ?? ''), file?.text ?? '')
    return join(home.home, file?.path ?? '')
  })
  const ran = await home.script(join(import.meta.dirname, 'dagster-runs.py'), files, { limitMs: 500_000 })
  expect(ran.code, ran.stderr.slice(-4000)).toBe(0)
  const runs = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '') as readonly Readonly<Record<string, string>>[]
  const seen = new Set<string>()
  for (const [at, each] of simulated.entries()) {
    const ends = Object.fromEntries(each.plan.tasks.map(({ id }) => [id, runs[at]?.[id.replace(':', '__')] ?? 'blocked']))
    for (const end of Object.values(ends)) seen.add(end)
    const tries = readFileSync(join(home.home, each.plan.project, 'tries'), 'utf8')
      .trim()
      .split('\n')
    // A call that was wrong is not tried again.
    expect({ ends, tries: tries.toSorted() }, JSON.stringify(each)).toEqual(await runHere(each, { final: 2 }))
  }
  expect(seen).toEqual(new Set(['done', 'failed', 'blocked']))
})
