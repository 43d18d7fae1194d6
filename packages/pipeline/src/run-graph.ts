import type { Plan, Task } from '@meshwright/contracts'
import { criticalPaths } from './critical-path.ts'
import { PipelineError } from './pipeline-error.ts'
import { readyQueue } from './ready-queue.ts'
import { retryDelay } from './retry-delay.ts'
import type { TaskResult } from './task-result.ts'

export interface GraphOptions {
  /** How many tasks run at a time. */
  readonly parallel: number
  /** Once aborted no further task starts; those that run finish. */
  readonly drain: AbortSignal
  /** How long tasks took before, in milliseconds, by id: what has the longest way before it goes first. */
  readonly durations?: ReadonlyMap<string, number>
  /** Whether tasks are tried again as the plan says; `never` where a scheduler does that. Default `planned`. */
  readonly retries?: 'planned' | 'never'
  /** One try; the signal is aborted when the time of the task is over. Never rejects. */
  run(task: Task, signal: AbortSignal): Promise<TaskResult>
  onStart(task: Task): void
  /** A try failed, and there will be another. */
  onRetry?(retry: Retry): void
  onEnd(result: TaskResult): void
}

export interface Retry {
  readonly task: Task
  readonly error: NonNullable<TaskResult['error']>
  /** The try that failed, from 1. */
  readonly attempt: number
  readonly delayMilliseconds: number
}

/**
 * Runs the tasks of a plan, each after all it waits for: several at a time within the slots of their limits, those with the longest way
 * before them first. What fails with an error that may pass is tried again; what waits for a failed task is blocked and names it;
 * everything else goes on. The results are in the order of the plan. Throws `project-invalid` for a cycle.
 */
export async function runGraph(plan: Pick<Plan, 'tasks' | 'edges' | 'pools'>, options: GraphOptions): Promise<TaskResult[]> {
  const { tasks } = plan
  const at = new Map(tasks.map((task, index) => [task.id, index]))
  const missing = new Int32Array(tasks.length)
  const followers = tasks.map((): number[] => [])
  for (const { from, to } of plan.edges) {
    const [first, then] = [at.get(from), at.get(to)]
    if (first === undefined || then === undefined)
      throw new PipelineError('project-invalid', `the plan has an edge from ${from} to ${to}, and no task of one of these ids`)
    // Two tables may hang together for more than one reason: each is counted, and met.
    missing[then] = (missing[then] ?? 0) + 1
    followers[first]?.push(then)
  }
  const paths = criticalPaths(
    plan,
    followers,
    options.durations ?? new Map(),
    (cycle) => new PipelineError('project-invalid', `the plan has a cycle among ${cycle.join(', ')}`),
  )
  const ready = readyQueue(plan, paths)
  /** Not yet begun. */
  const waiting = new Set(tasks.keys())
  /** Between two tries, with what the last one came to. */
  const resting = new Map<number, { readonly timer: NodeJS.Timeout; readonly result: TaskResult }>()
  const tries = new Map<number, number>()
  const results: TaskResult[] = []
  let running = 0
  let wake = () => {}

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
  const finish = (index: number, ended: TaskResult) => {
    const count = tries.get(index) ?? 1
    const result = count === 1 ? ended : { ...ended, tries: count }
    settle(index, result)
    if (result.status === 'done' || result.status === 'unchanged') {
      for (const follower of followers[index] ?? []) if (--(missing as Record<number, number>)[follower]! === 0) ready.add(follower)
      return
    }
    for (const after of allAfter(index)) {
      const task = tasks[after] as Task
      settle(
        after,
        result.status === 'cancelled'
          ? { task, milliseconds: 0, status: 'cancelled' }
          : { task, milliseconds: 0, status: 'blocked', blockedBy: result.task.id },
      )
    }
  }
  const rest = (index: number, result: TaskResult, error: Retry['error'], attempt: number) => {
    const delayMilliseconds = retryDelay(result.task.retries, attempt)
    options.onRetry?.({ task: result.task, error, attempt, delayMilliseconds })
    const timer = setTimeout(() => {
      ready.add(index)
      wake()
    }, delayMilliseconds)
    resting.set(index, { timer, result })
  }
  const attempt = async (index: number) => {
    const task = tasks[index] as Task
    const count = (tries.get(index) ?? 0) + 1
    tries.set(index, count)
    resting.delete(index)
    if (waiting.delete(index)) options.onStart(task)
    running++
    const result = await timed(task, options)
    running--
    ready.give(index)
    const { error } = result
    const mayPass = result.status === 'failed' && error?.retryable === true && options.retries !== 'never'
    if (mayPass && count <= task.retries.count && !options.drain.aborted) rest(index, result, error, count)
    else finish(index, result)
    wake()
  }
  const stop = () => {
    ready.clear()
    for (const [index, { timer, result }] of resting) {
      clearTimeout(timer)
      finish(index, result)
    }
    resting.clear()
    for (const index of waiting) settle(index, { task: tasks[index] as Task, milliseconds: 0, status: 'cancelled' })
  }

  const woken = () => wake()
  options.drain.addEventListener('abort', woken)
  try {
    for (const index of tasks.keys()) if (missing[index] === 0) ready.add(index)
    for (;;) {
      if (options.drain.aborted) stop()
      while (running < options.parallel && !options.drain.aborted) {
        const index = ready.take()
        if (index === undefined) break
        void attempt(index)
      }
      if (running === 0 && resting.size === 0) return results
      await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    options.drain.removeEventListener('abort', woken)
  }
}

const LONGEST_TIMER = 2 ** 31 - 1

/** One try of a task, whose signal is aborted when its time is over. */
async function timed(task: Task, options: GraphOptions): Promise<TaskResult> {
  const late = new AbortController()
  if (task.timeoutSeconds === null) return options.run(task, late.signal)
  const seconds = task.timeoutSeconds
  const error = new PipelineError('timed-out', `${task.id} took longer than the ${seconds} s that the plan gives it, and was broken off`, {
    retryable: true,
  })
  const timer = setTimeout(() => late.abort(error), Math.min(LONGEST_TIMER, seconds * 1000))
  try {
    return await options.run(task, late.signal)
  } finally {
    clearTimeout(timer)
  }
}
