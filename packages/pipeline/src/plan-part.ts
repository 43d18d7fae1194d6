import { didYouMean, type Granularity, type Plan } from '@meshwright/contracts'
import type { RunShare } from './observe/run-observer.ts'
import { PipelineError } from './pipeline-error.ts'
import { planProject } from './plan-project.ts'
import type { Project } from './project.ts'

/** Which tasks of a plan one process does. */
export interface PlanPart {
  /** Ids of tasks of the granularity, which is `task` by default. */
  readonly tasks: readonly string[]
  readonly granularity?: Granularity
  readonly planHash?: string
}

/** The plan of what some tasks do, step by step, and whether that is all of the run. Throws PipelineError: `plan-changed`, `task-unknown`, all unknown ids at once. */
export function planPart(
  project: Project,
  { tasks, granularity = 'task', planHash }: PlanPart,
): { readonly plan: Plan; readonly share: RunShare } {
  const plan = planProject(project, { granularity })
  if (planHash !== undefined && planHash !== plan.hash)
    throw new PipelineError(
      'plan-changed',
      `${project.name} changed since it was emitted: its plan is ${plan.hash} now, and ${planHash} was asked for. Emit again: meshwright emit`,
    )
  const byId = new Map(plan.tasks.map((task) => [task.id, task]))
  const unknown = tasks.filter((id) => !byId.has(id))
  if (unknown.length) {
    const problems = unknown.map((id) => `the plan of ${project.name} has no task "${id}"${didYouMean(id, [...byId.keys()])}`)
    throw new PipelineError(
      'task-unknown',
      `${problems.join('\n')}\nmeshwright plan --json lists them. Where a scheduler asks, emit again.`,
      {
        problems,
      },
    )
  }
  const steps = new Set(tasks.flatMap((id) => byId.get(id)?.steps ?? []))
  const finest = planProject(project)
  return {
    plan: {
      ...finest,
      tasks: finest.tasks.filter((task) => steps.has(task.id)),
      edges: finest.edges.filter(({ from, to }) => steps.has(from) && steps.has(to)),
    },
    share: steps.size === finest.tasks.length ? 'whole' : 'part',
  }
}
