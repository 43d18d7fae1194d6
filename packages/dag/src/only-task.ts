import type { Plan, Task } from '@meshwright/contracts'
import { DagError } from './dag-error.ts'

/** The task of a plan of one. Throws DagError `plan-unfit` for another, which the target has no edges for. */
export function onlyTask(target: string, { tasks }: Plan): Task {
  const [task, ...others] = tasks
  if (task === undefined) throw new DagError('plan-unfit', `${target}: the plan has no task`)
  if (others.length > 0)
    throw new DagError(
      'plan-unfit',
      `${target} runs one command at a time of the schedule, and the plan has ${tasks.length} tasks: emit with --granularity project, whose one task runs all of them in their order`,
    )
  return task
}
