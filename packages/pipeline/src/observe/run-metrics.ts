import type { CheckResult, RunEvent } from '@meshwright/contracts'
import type { TaskResult } from '../task-result.ts'
import { readSamples, type Metric, type Sample } from './metric-text.ts'
import type { ObservedRun } from './run-observer.ts'

type Facts = Partial<Pick<TaskResult, 'status' | 'milliseconds' | 'load' | 'rows' | 'error'>> & {
  readonly checks?: readonly Pick<CheckResult, 'name' | 'status'>[]
}

const RUN_ENDS = { COMPLETE: 'succeeded', FAIL: 'failed', ABORT: 'cancelled' } as const
const TASK_ENDS = ['done', 'unchanged', 'failed', 'blocked', 'cancelled'] as const
const CHECK_ENDS = ['passed', 'warned', 'failed', 'error'] as const
const ROWS_OF_LOAD = ['read', 'loaded', 'rejected', 'duplicate', 'filtered'] as const

/**
 * What a run came to, as metrics. Of a run of some tables, the values of the others stay as an earlier run left them; a process that does
 * some tasks of a run says nothing of the whole, which the scheduler knows.
 */
export class RunMetrics {
  readonly #run: ObservedRun
  readonly #began: number
  readonly #tasks = new Map<string, Facts>()
  #end: { readonly status: (typeof RUN_ENDS)[keyof typeof RUN_ENDS]; readonly at: number } | undefined

  constructor(run: ObservedRun) {
    this.#run = run
    this.#began = run.context.now.getTime()
  }

  add(event: RunEvent): void {
    if (event.eventType === 'START' || event.eventType === 'RUNNING') return
    if (event.run.facets?.['parent'] !== undefined) this.#tasks.set(event.job.name, (event.run.facets['meshwright'] ?? {}) as Facts)
    else if (event.eventType in RUN_ENDS)
      this.#end = { status: RUN_ENDS[event.eventType as keyof typeof RUN_ENDS], at: Date.parse(event.eventTime) }
  }

  /** `before` is the text of the run before, or nothing. */
  metrics(before: string): readonly Metric[] {
    const { project, plan, share, context } = this.#run
    const own = { project: project.name, environment: context.environment }
    const earlier = readSamples(before)
    const planned = new Map(plan.tasks.map((task) => [task.id, task]))
    const failed = this.#end?.status === 'failed'
    // Of a process that could not begin, as no warehouse answered, each of its tasks failed.
    const unbegun = share === 'part' && failed ? plan.tasks.filter(({ id }) => !this.#tasks.has(id)) : []
    const ended = [...this.#tasks, ...unbegun.map(({ id }) => [id, { status: 'failed' } as Facts] as const)].flatMap(([id, facts]) => {
      const task = planned.get(id)
      return task === undefined ? [] : [{ task, facts, labels: { ...own, task: id, kind: task.kind } }]
    })
    const gates = ended
      .filter(({ task }) => task.kind === 'gate')
      .map(({ task, facts }) => ({ facts, labels: { ...own, table: task.target } }))
    const loads = ended.flatMap(({ task, facts }) =>
      facts.load === undefined ? [] : [{ counts: facts.load.counts, labels: { ...own, table: task.target } }],
    )
    const names = new Set([...project.reports, ...project.commands].map(({ name }) => name))
    const stillThere = ({ labels }: Sample) => {
      const name = labels['table'] ?? labels['task']?.slice(labels['task'].indexOf(':') + 1) ?? ''
      return project.node(name) !== undefined || names.has(name)
    }
    const isOwn = ({ labels }: Sample) => labels['project'] === own.project && labels['environment'] === own.environment
    const key = ({ labels }: Sample) => JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    /** With what earlier runs said of others: another project in the file, tables that this run was not about. */
    const gauge = (name: string, help: string, samples: readonly Sample[], keeps: (sample: Sample) => boolean = stillThere): Metric => {
      const told = new Set(samples.map(key))
      const kept = (earlier.get(name) ?? []).filter((sample) => !told.has(key(sample)) && (!isOwn(sample) || keeps(sample)))
      return { name, type: 'gauge', help, samples: [...samples, ...kept] }
    }
    /** Of the run itself. */
    const ofRun = (name: string, help: string, samples: readonly Sample[], keeps: () => boolean = () => false): Metric =>
      share === 'part' ? gauge(name, help, [], () => true) : gauge(name, help, samples, keeps)
    const at = this.#end?.at ?? Date.now()
    const status = this.#end?.status ?? (ended.some(({ facts }) => facts.status === 'failed') ? 'failed' : 'succeeded')
    return [
      ofRun(
        'meshwright_run_status',
        'What the last run came to: 1 for that status, 0 for the others.',
        Object.values(RUN_ENDS).map((each) => ({ labels: { ...own, status: each }, value: each === status ? 1 : 0 })),
      ),
      ofRun('meshwright_run_start_timestamp_seconds', 'When the last run began, in seconds since 1970.', [
        { labels: own, value: this.#began / 1000 },
      ]),
      ofRun('meshwright_run_end_timestamp_seconds', 'When the last run ended, in seconds since 1970.', [{ labels: own, value: at / 1000 }]),
      ofRun('meshwright_run_duration_seconds', 'How long the last run took.', [
        { labels: own, value: Math.max(0, at - this.#began) / 1000 },
      ]),
      ofRun(
        'meshwright_run_success_timestamp_seconds',
        'When a run last succeeded, in seconds since 1970.',
        status === 'succeeded' ? [{ labels: own, value: at / 1000 }] : [],
        () => true,
      ),
      ofRun(
        'meshwright_run_tasks',
        'Tasks of the last run, by what they came to.',
        TASK_ENDS.map((each) => ({ labels: { ...own, status: each }, value: ended.filter(({ facts }) => facts.status === each).length })),
      ),
      gauge(
        'meshwright_task_duration_seconds',
        'How long a task took when it last did its work.',
        ended.flatMap(({ labels, facts }) =>
          facts.status === 'done' && facts.milliseconds !== undefined ? [{ labels, value: facts.milliseconds / 1000 }] : [],
        ),
      ),
      gauge(
        'meshwright_task_failed',
        'Whether a task failed when it last ended: 1 or 0.',
        ended.flatMap(({ labels, facts }) =>
          facts.status === 'blocked' || facts.status === 'cancelled' ? [] : [{ labels, value: facts.status === 'failed' ? 1 : 0 }],
        ),
      ),
      gauge(
        'meshwright_task_success_timestamp_seconds',
        'When a task last succeeded, unchanged included, in seconds since 1970.',
        ended.flatMap(({ labels, facts }) =>
          facts.status === 'done' || facts.status === 'unchanged' ? [{ labels, value: at / 1000 }] : [],
        ),
      ),
      gauge(
        'meshwright_table_rows',
        'Rows of a table when it was last published; none of a view.',
        gates.flatMap(({ labels, facts }) =>
          (facts.status === 'done' || facts.status === 'unchanged') && typeof facts.rows === 'number'
            ? [{ labels, value: facts.rows }]
            : [],
        ),
      ),
      gauge(
        'meshwright_load_rows',
        'Rows of the last load of a source, by what became of them.',
        loads.flatMap(({ labels, counts }) => ROWS_OF_LOAD.map((result) => ({ labels: { ...labels, result }, value: counts[result] }))),
      ),
      gauge(
        'meshwright_table_checks',
        'Checks of a table when they last ran, by what they came to.',
        gates.flatMap(({ labels, facts: { checks } }) =>
          checks === undefined
            ? []
            : CHECK_ENDS.map((result) => ({
                labels: { ...labels, result },
                value: checks.filter((check) => check.status === result).length,
              })),
        ),
      ),
    ]
  }
}
