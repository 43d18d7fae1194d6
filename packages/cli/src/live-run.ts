import type { Task } from '@meshwright/contracts'
import { runForecast, type Forecast, type Progress, type TaskResult } from '@meshwright/pipeline'

export interface RunningTask {
  readonly task: Task
  /** When it began, in milliseconds of the clock that `tell` is given; of a task that is tried again, when the last try began. */
  readonly since: number
  readonly rows: number
}

/** What is going on in a run, as its progress tells it. */
export class LiveRun {
  /** Undefined until the run has a plan. */
  total: number | undefined
  readonly running = new Map<string, RunningTask>()
  /** Between two tries. */
  readonly resting = new Map<string, { readonly task: Task; readonly until: number }>()
  /** Those that have not begun, in the order of the plan. */
  readonly waiting = new Map<string, Task>()
  readonly ended = new Map<string, TaskResult['status']>()
  /** How long each took when it last did its work, in milliseconds. */
  durations: ReadonlyMap<string, number> = new Map()
  #waitsFor = new Map<string, Set<string>>()
  #forecast: Forecast | undefined

  tell(progress: Progress, now: number): void {
    switch (progress.event) {
      case 'planned': {
        const { plan, durations, parallel } = progress
        this.total = plan.tasks.length
        this.durations = durations
        this.#forecast = runForecast(plan, durations, parallel)
        this.#waitsFor = new Map(plan.tasks.map(({ id }) => [id, new Set()]))
        for (const { from, to } of plan.edges) this.#waitsFor.get(to)?.add(from)
        for (const task of plan.tasks) this.waiting.set(task.id, task)
        break
      }
      case 'started':
        this.waiting.delete(progress.task.id)
        this.running.set(progress.task.id, { task: progress.task, since: now, rows: 0 })
        break
      case 'rows': {
        const { task, rows } = progress
        this.running.set(task.id, { task, since: this.running.get(task.id)?.since ?? now, rows })
        break
      }
      case 'retrying':
        this.running.delete(progress.task.id)
        this.resting.set(progress.task.id, { task: progress.task, until: now + progress.delayMilliseconds })
        break
      case 'finished': {
        const { task, status } = progress.result
        for (const tasks of [this.waiting, this.resting, this.running]) tasks.delete(task.id)
        this.ended.set(task.id, status)
        break
      }
      case 'line':
      case 'note':
        break
    }
  }

  /** Nothing tells that the time between two tries is over. */
  pass(now: number): void {
    for (const [id, { task, until }] of this.resting) {
      if (until > now) continue
      this.resting.delete(id)
      this.running.set(id, { task, since: until, rows: 0 })
    }
  }

  /** What a task still waits for; nothing when it only waits for its turn. */
  waitsFor(id: string): string[] {
    return [...(this.#waitsFor.get(id) ?? [])].filter((upstream) => !this.ended.has(upstream))
  }

  /** In milliseconds; undefined where too little is known. */
  left(now: number): number | undefined {
    return this.#forecast?.(this.ended, new Map([...this.running].map(([id, { since }]) => [id, now - since])))
  }
}
