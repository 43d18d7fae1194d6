import { runIdAt, type Plan, type RunContext } from '@meshwright/contracts'
import { taskMarks } from '../plan-changes.ts'
import { thisProcess } from '../process-mark.ts'
import type { Project } from '../project.ts'
import type { RunFacts } from '../run-facts.ts'
import { openRunLog, runEvent, type LoggedEvent } from '../run-log.ts'
import { observe, type Observation, type RunObserver, type RunShare } from './run-observer.ts'

/** What is said of a run, in its log and to its observers, from its beginning to its end. */
export interface RunRecord {
  /** Tells the observers and the log that the run began. Throws `home-unusable`. */
  begin(context: RunContext): void
  write(event: LoggedEvent): void
  /** Ends the observers; resolves to what is missing in the log and what they were not told, in words. */
  end(): Promise<readonly string[]>
  /** The run ends as it could not go on; one that could not even begin is told to the observers all the same. */
  abandon(error: Readonly<Record<string, unknown>>): Promise<void>
}

export interface RecordedRun {
  readonly project: Project
  readonly plan: Plan
  readonly share: RunShare
  /** The folder in which its log is kept. */
  readonly home: string
  /** What is kept of it besides what its plan says. */
  readonly about: Omit<RunFacts, 'plan' | 'tasks' | 'process'>
  readonly observers: readonly RunObserver[]
  readonly clock: () => Date
}

export function recordRun({ project, plan, share, home, about, observers, clock }: RecordedRun): RunRecord {
  let observation: Observation | undefined
  let log: ReturnType<typeof openRunLog> | undefined
  const named = (runId: string) => ({ runId, project: project.name, environment: project.environment.name })
  const observed = (context: RunContext) =>
    (observation ??= observe([...project.observers, ...observers], { project, plan, share, context }))
  return {
    begin(context) {
      const { event } = observed(context)
      log = openRunLog(home, named(context.runId), event)
      const facts: RunFacts = { ...about, plan: plan.hash, process: thisProcess(), tasks: taskMarks(plan) }
      log.write({ eventType: 'START', at: context.now, task: null, facts: { ...facts } })
    },
    write: (event) => log?.write(event),
    end: async () => [...(log?.problems ?? []), ...((await observation?.end()) ?? [])],
    async abandon(error) {
      const failed: LoggedEvent = { eventType: 'FAIL', at: clock(), task: null, facts: { status: 'failed', error } }
      if (log !== undefined) log.write(failed)
      else {
        const now = clock()
        const { environment, warehouse } = project
        const signal = new AbortController().signal
        const context = { runId: runIdAt(now), now, interval: undefined, environment: environment.name, warehouse: warehouse.name, signal }
        const { event } = observed(context)
        for (const told of [{ eventType: 'START', at: now, task: null } as const, failed]) event(runEvent(named(context.runId), told))
      }
      await observation?.end()
    },
  }
}
