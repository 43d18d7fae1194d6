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
  const at = new Map(plan.tasks.map((task, index) => [task.id, index]))
  const missing = plan.tasks.map(() => new Set<number>())
  const followers = plan.tasks.map((): number[] => [])
  for (const { from, to } of plan.edges) {
    const [first, then] = [at.get(from), at.get(to)]
    if (then === undefined) continue
    // What waits for a task that is not in the plan waits for ever.
    missing[then]?.add(first ?? -1)
    if (first !== undefined) followers[first]?.push(then)
  }
  const waiting = new Set(plan.tasks.keys())
  // In the order of the plan, the first last.
  const ready: number[] = []
  const results: TaskResult[] = []
  const running = new Map<number, Promise<void>>()

  const makeReady = (index: number) => {
    let place = ready.length
    while (place > 0 && (ready[place - 1] as number) < index) place--
    ready.splice(place, 0, index)
  }
  const settle = (index: number, result: TaskResult) => {
    waiting.delete(index)
    results[index] = result
    options.onEnd(result)
  }
  /** Everything that waits for a task, directly or not. */
  const allAfter = (index: number): number[] => {
    const found = new Set<number>()
    const open = [index]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const follower of followers[next] ?? []) {
        if (!waiting.has(follower) || found.has(follower)) continue
        found.add(follower)
        open.push(follower)
      }
    }
    return [...found].toSorted((a, b) => a - b)
  }
  const finish = (index: number, result: TaskResult) => {
    running.delete(index)
    settle(index, result)
    const common = { milliseconds: 0 }
    if (result.status === 'done' || result.status === 'unchanged') {
      for (const follower of followers[index] ?? []) {
        missing[follower]?.delete(index)
        if (missing[follower]?.size === 0 && waiting.has(follower)) makeReady(follower)
      }
    } else {
      for (const after of allAfter(index)) {
        const task = plan.tasks[after] as Task
        settle(
          after,
          result.status === 'cancelled'
            ? { ...common, task, status: 'cancelled' }
            : { ...common, task, status: 'blocked', blockedBy: result.task.id },
        )
      }
    }
  }

  for (const index of plan.tasks.keys()) if (missing[index]?.size === 0) makeReady(index)
  for (;;) {
    if (options.drain.aborted) {
      for (const index of waiting) settle(index, { task: plan.tasks[index] as Task, milliseconds: 0, status: 'cancelled' })
      ready.length = 0
    }
    while (running.size < options.parallel && ready.length > 0) {
      const index = ready.pop() as number
      const task = plan.tasks[index] as Task
      waiting.delete(index)
      options.onStart(task)
      running.set(
        index,
        options.run(task).then((result) => finish(index, result)),
      )
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (waiting.size > 0) {
    const names = [...waiting].map((index) => (plan.tasks[index] as Task).id)
    throw new PipelineError('project-invalid', `the plan has a cycle among ${names.join(', ')}`)
  }
  return results
}
