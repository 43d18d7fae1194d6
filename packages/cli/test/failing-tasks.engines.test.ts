import { airflow2, airflow3, airflowHome } from '@meshwright-tools/engines'
import { fingerprint, planSchema, type Plan, type Task } from '@meshwright/contracts'
import { EMITTERS, emitPlan } from '@meshwright/dag'
import { runGraph, type TaskResult } from '@meshwright/pipeline'
import fc from 'fast-check'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'

/** How often a task fails before it succeeds, and with which exit code. */
interface Outcome {
  readonly failures: number
  readonly code: number
}

interface Simulated {
  readonly plan: Plan
  readonly outcomes: ReadonlyMap<string, Outcome>
}

/** What became of a run: task → its end, and the tries that were begun. */
interface Came {
  readonly ends: Readonly<Record<string, string>>
  readonly tries: readonly string[]
}

const PLANS = 30
const ALWAYS = 99

const anySimulated: fc.Arbitrary<Simulated> = fc
  .array(
    fc.record({
      after: fc.array(fc.nat(), { maxLength: 3 }),
      retries: fc.constantFrom(0, 0, 0, 1, 2),
      failures: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, ALWAYS, ALWAYS),
      // 99 is what Airflow would take for "skipped", if it were let.
      code: fc.constantFrom(1, 2, 99, 137),
    }),
    { minLength: 2, maxLength: 9 },
  )
  .map((choices) => {
    const id = (at: number) => `build:t${at}`
    const open: Omit<Plan, 'hash'> = {
      document: 'plan',
      documentVersion: 2,
      project: 'p',
      description: '',
      environment: 'dev',
      owner: null,
      tags: [],
      granularity: 'task',
      schedule: null,
      wakesOn: [],
      timeoutSeconds: null,
      pools: [],
      tasks: choices.map(({ retries }, at) => task(id(at), retries)),
      edges: choices.flatMap(({ after }, to) =>
        [...new Set(to === 0 ? [] : after.map((at) => at % to))].map((from) => ({ from: id(from), to: id(to), reason: 'reads' as const })),
      ),
    }
    return {
      plan: planSchema.parse({ ...open, hash: fingerprint(open) }),
      outcomes: new Map(choices.map(({ failures, code }, at) => [id(at), { failures, code }])),
    }
  })

const task = (id: string, retries: number): Task => ({
  ...{ id, kind: 'build', target: id, description: '', layer: null, owner: null, tags: [], reads: [], writes: [], steps: [id] },
  ...{ command: null, pool: null, limits: [], timeoutSeconds: null, fingerprint: '' },
  retries: { count: retries, delaySeconds: 0.01, maxDelaySeconds: 0.01 },
})

/** Notes its try, and ends as the outcome of its task says: what stands for the command line. */
const COMMAND = `for task; do :; done
task=\${task#--task=}
echo "$task $MESHWRIGHT_TRY" >> tries
while read -r name failures code; do
  if [ "$name" = "$task" ] && [ "$MESHWRIGHT_TRY" -le "$failures" ]; then exit "$code"; fi
done < outcomes
`

async function runHere({ plan, outcomes }: Simulated): Promise<Came> {
  const tries: string[] = []
  const count = new Map<string, number>()
  const results = await runGraph(plan, {
    parallel: 2,
    drain: new AbortController().signal,
    onStart: () => {},
    onEnd: () => {},
    async run(started): Promise<TaskResult> {
      const number = (count.get(started.id) ?? 0) + 1
      count.set(started.id, number)
      tries.push(`${started.id} ${number}`)
      const failed = number <= (outcomes.get(started.id)?.failures ?? 0)
      const error = { name: 'Error', code: 'simulated', message: 'as it was to be', retryable: true }
      return { task: started, milliseconds: 0, ...(failed ? { status: 'failed', error } : { status: 'done' }) }
    },
  })
  return { ends: Object.fromEntries(results.map(({ task: { id }, status }) => [id, status])), tries: tries.toSorted() }
}

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
      writeFileSync(join(directory, 'outcomes'), [...outcomes].map(([id, { failures, code }]) => `${id} ${failures} ${code}\n`).join(''))
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
