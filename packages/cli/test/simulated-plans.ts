import type { Plan } from '@meshwright/contracts'
import { runGraph, type TaskResult } from '@meshwright/pipeline'
import { barePlan, bareTask } from '@meshwright/testkit'
import fc from 'fast-check'

/** How often a task fails before it succeeds, and with which exit code. */
export interface Outcome {
  readonly failures: number
  readonly code: number
}

export interface Simulated {
  readonly plan: Plan
  readonly outcomes: ReadonlyMap<string, Outcome>
}

/** What became of a run: task → its end, and the tries that were begun. */
export interface Came {
  readonly ends: Readonly<Record<string, string>>
  readonly tries: readonly string[]
}

const ALWAYS = 99

export const anySimulated: fc.Arbitrary<Simulated> = fc
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
    const tasks = choices.map(({ retries }, at) =>
      bareTask(id(at), { retries: { count: retries, delaySeconds: 0.01, maxDelaySeconds: 0.01 } }),
    )
    const edges = choices.flatMap(({ after }, to) =>
      [...new Set(to === 0 ? [] : after.map((at) => at % to))].map((from) => [id(from), id(to)] as const),
    )
    return {
      plan: barePlan(tasks, edges),
      outcomes: new Map(choices.map(({ failures, code }, at) => [id(at), { failures, code }])),
    }
  })

/** Such plans with no time between tries, for targets whose delays are whole seconds. */
export const anyAtOnce: fc.Arbitrary<Simulated> = anySimulated.map(({ plan, outcomes }) => ({
  plan: { ...plan, tasks: plan.tasks.map((each) => ({ ...each, retries: { ...each.retries, delaySeconds: 0, maxDelaySeconds: 0 } })) },
  outcomes,
}))

/** Notes its try, and ends as the outcome of its task says: what stands for the command line. */
export const COMMAND = `for task; do :; done
task=\${task#--task=}
try=\${MESHWRIGHT_TRY:-1}
echo "$task $try" >> tries
while read -r name failures code; do
  if [ "$name" = "$task" ] && [ "$try" -le "$failures" ]; then exit "$code"; fi
done < outcomes
`

/** What the local runner makes of it. `final`: the exit code after which the target tries nothing again. */
export async function runHere({ plan, outcomes }: Simulated, { final }: { readonly final?: number } = {}): Promise<Came> {
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
      const { failures = 0, code } = outcomes.get(started.id) ?? {}
      const failed = number <= failures
      const error = { name: 'Error', code: 'simulated', message: 'as it was to be', retryable: code !== final }
      return { task: started, milliseconds: 0, ...(failed ? { status: 'failed', error } : { status: 'done' }) }
    },
  })
  return { ends: Object.fromEntries(results.map(({ task: { id }, status }) => [id, status])), tries: tries.toSorted() }
}

export const outcomesText = ({ outcomes }: Simulated): string =>
  [...outcomes].map(([id, { failures, code }]) => `${id} ${failures} ${code}\n`).join('')
