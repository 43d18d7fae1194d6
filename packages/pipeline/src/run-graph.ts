import type { Plan, Task } from '@meshwright/contracts'
import { PipelineError } from './pipeline-error.ts'
import type { TaskResult } from './task-result.ts'

export interface GraphOptions {
  readonly parallel: number
  /** Once aborted no further task starts; those that run finish. */
  readonly drain: AbortSignal
  run(task: Task): Promise<TaskResult>
  onStart(task: Task): void
  onEnd(result: TaskResult): void
}

/**
 * Runs the tasks of a plan, each after all it waits for, several at a time, in the order of the plan. What waits for a failed task
 * is blocked and names it; everything else goes on.
 */
export async function runGraph(plan: Plan, options: GraphOptions): Promise<TaskResult[]> {
  const before = new Map(plan.tasks.map((task) => [task.id, new Set<string>()]))
  for (const edge of plan.edges) before.get(edge.to)?.add(edge.from)
  const waiting = new Map(plan.tasks.map((task) => [task.id, task]))
  const results = new Map<string, TaskResult>()
  const running = new Map<string, Promise<void>>()

  const finish = (result: TaskResult) => {
    results.set(result.task.id, result)
    options.onEnd(result)
  }
  const start = (task: Task) => {
    waiting.delete(task.id)
    options.onStart(task)
    running.set(
      task.id,
      options.run(task).then((result) => {
        running.delete(task.id)
        finish(result)
      }),
    )
  }
  /** Settles what can no longer run and starts what can; true when something was settled, as that may settle more. */
  const advance = (): boolean => {
    let settled = false
    for (const task of [...waiting.values()]) {
      const needs = [...(before.get(task.id) ?? [])].map((id) => results.get(id))
      const failed = needs.find((result) => result?.status === 'failed' || result?.status === 'blocked')
      const cancelled = options.drain.aborted || needs.some((result) => result?.status === 'cancelled')
      if (failed !== undefined || cancelled) {
        waiting.delete(task.id)
        const common = { task, milliseconds: 0 }
        finish(
          failed === undefined
            ? { ...common, status: 'cancelled' }
            : { ...common, status: 'blocked', blockedBy: failed.blockedBy ?? failed.task.id },
        )
        settled = true
      } else if (running.size < options.parallel && needs.every((result) => result !== undefined)) {
        start(task)
      }
    }
    return settled
  }
  const ready = () => [...waiting.keys()].some((id) => [...(before.get(id) ?? [])].every((other) => results.has(other)))
  while (waiting.size > 0 || running.size > 0) {
    while (advance());
    if (running.size > 0) await Promise.race(running.values())
    else if (waiting.size > 0 && !ready())
      throw new PipelineError('project-invalid', `the plan has a cycle among ${[...waiting.keys()].join(', ')}`)
  }
  return plan.tasks.map((task) => results.get(task.id) as TaskResult)
}
