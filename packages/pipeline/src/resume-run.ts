import type { Plan } from '@meshwright/contracts'
import { isDeepStrictEqual } from 'node:util'
import { deferredTo, placeInWords, type DeferOptions } from './deferral.ts'
import { PipelineError } from './pipeline-error.ts'
import { planChanges, taskMarks } from './plan-changes.ts'
import { planProject } from './plan-project.ts'
import type { Project } from './project.ts'
import { findRun, type PastRun } from './run-history.ts'

/** A run that is gone on with: under its own id, with what of its plan is not done. */
export interface Resumption {
  readonly run: PastRun
  /** All that the run was about. */
  readonly whole: Plan
  /** Empty where all is done. */
  readonly plan: Plan
}

/**
 * What is left of a run: tasks that failed, were blocked, stopped, or never ended; and before a gate the task that stages for it. By its id, or
 * the latest. Throws a PipelineError: `run-unknown`; `plan-changed`, with what changed task by task; `resume-refused`.
 */
export function resumption(project: Project, home: string, named?: string): Resumption {
  const run = findRun(home, named)
  const { runId, facts } = run
  const refuse = refusing(runId)
  if (run.unread !== null) throw refuse(`not all of its log is known. ${run.unread}`)
  const beginless = () => refuse('its log has lost its beginning, which says what it was about. Run everything: meshwright run')
  if (run.startedAt === '') throw beginless()
  if (run.project !== project.name || run.environment !== project.environment.name)
    throw refuse(`it is of ${run.project}, environment ${run.environment}`)
  if (run.status === 'running') throw refuse('it is still running. Wait for its end, or stop it')
  if (facts === null) throw beginless()
  if (facts.scheduled !== null) throw refuse(`a scheduler runs its tasks (${facts.scheduled}): clear those that failed there`)
  if (facts.work === 'replay') throw refuse('it offered rejected rows again: meshwright rejects replay does so')
  const whole = planProject(project, { work: facts.work })
  const planned = facts.selected ? within(whole, new Set(Object.keys(run.marks))) : whole
  const problems = planChanges(run.marks, taskMarks(planned))
  if (problems.length)
    throw new PipelineError(
      'plan-changed',
      `run ${runId} cannot be gone on with, as the plan has changed since:\n${problems.map((problem) => `  ${problem}`).join('\n')}\nRun instead: meshwright run. It does what changed and what is left`,
      { problems },
    )
  const done = new Set(run.tasks.filter(({ status }) => status === 'done' || status === 'unchanged').map(({ id }) => id))
  const left = new Set(planned.tasks.filter(({ id }) => !done.has(id)).map(({ id }) => id))
  // What was staged is gone.
  for (const { from, to, reason } of planned.edges) if (reason === 'stages' && left.has(to)) left.add(from)
  return { run, whole: planned, plan: within(planned, left) }
}

const refusing = (runId: string) => (why: string) => new PipelineError('resume-refused', `run ${runId} cannot be gone on with: ${why}`)

/** The rest of a run reads in the same place as what is done. Throws PipelineError `resume-refused`, with what to say instead. */
export function requireSameDeferral({ run: { runId, facts } }: Resumption, defer: DeferOptions | undefined): void {
  const then = facts?.deferred ?? null
  const now = defer === undefined ? null : deferredTo(defer)
  if (isDeepStrictEqual(then, now)) return
  const refuse = refusing(runId)
  if (then === null) throw refuse('it read no tables of another environment: leave out --defer and --state')
  const favors = then.favor === 'state' ? ' --favor-state' : now?.favor === 'state' ? ', without --favor-state' : ''
  throw refuse(`it read tables of ${placeInWords(then)}: go on with --state and a manifest of that, and --defer${favors}`)
}

/** What is left was found before the warehouse was waited for. Throws PipelineError `resume-refused` where another process goes, or went, on with the run. */
export function requireAsFound({ run: { runId, resumed } }: Resumption, home: string): void {
  if (findRun(home, runId).resumed !== resumed)
    throw refusing(runId)('another process went on with it meanwhile. For what is left since: meshwright run --resume')
}

const within = (plan: Plan, ids: ReadonlySet<string>): Plan => ({
  ...plan,
  tasks: plan.tasks.filter(({ id }) => ids.has(id)),
  edges: plan.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
})
