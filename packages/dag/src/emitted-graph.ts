import { dataAssetUri, type CatchUp, type Plan, type Retries } from '@meshwright/contracts'
import type { Capabilities } from './capabilities.ts'
import type { EmitOptions } from './emitter.ts'
import { taskCommand } from './task-command.ts'
import { textOrder } from './text-order.ts'
import { uniqueEdges } from './unique-edges.ts'

/** What was emitted, as the target understands it; equal to `planGraph` of the plan. */
export interface EmittedGraph {
  /** By id. */
  readonly nodes: readonly EmittedNode[]
  /** From, to: in order, each once. */
  readonly edges: readonly (readonly [string, string])[]
  readonly schedule: EmittedSchedule | null
  /** URIs of the tables that wake it, in order. */
  readonly wakesOn: readonly string[]
  readonly timeoutSeconds: number | null
  /** By name. */
  readonly pools: readonly { readonly name: string; readonly slots: number }[]
}

export interface EmittedNode {
  /** The plan's name of it. */
  readonly id: string
  /** Empty where the target runs nothing. */
  readonly command: readonly string[]
  readonly pool: string | null
  readonly retries: Retries | null
  readonly timeoutSeconds: number | null
  /** Its own, else the plan's. */
  readonly owner: string | null
  readonly tags: readonly string[]
  /** URIs of the tables that it tells others about, in order. */
  readonly publishes: readonly string[]
}

export interface EmittedSchedule {
  readonly cron: string
  readonly timeZone: string | null
  readonly start: string | null
  readonly catchUp: CatchUp | null
}

/** The graph of a plan, as far as a target with these capabilities holds it: what it cannot hold is null or empty. Pure. */
export function planGraph(plan: Plan, capabilities: Capabilities, options: EmitOptions = {}): EmittedGraph {
  const kept = (feature: keyof Capabilities) => capabilities[feature] === true
  const { schedule, project, environment } = plan
  return {
    nodes: plan.tasks
      .map((task) => ({
        id: task.id,
        command: kept('runs') ? taskCommand(plan, task, options) : [],
        pool: kept('pools') ? task.pool : null,
        retries: !kept('retries')
          ? null
          : kept('retryDelays')
            ? task.retries
            : { count: task.retries.count, delaySeconds: 0, maxDelaySeconds: 0 },
        timeoutSeconds: kept('taskTimeout') ? task.timeoutSeconds : null,
        owner: kept('owner') ? (task.owner ?? plan.owner) : null,
        tags: kept('tags') ? task.tags : [],
        publishes: kept('publishes') ? task.writes.map((name) => dataAssetUri({ project, environment, name })).toSorted(textOrder) : [],
      }))
      .toSorted((a, b) => textOrder(a.id, b.id)),
    edges: uniqueEdges(plan).toSorted((a, b) => textOrder(a[0], b[0]) || textOrder(a[1], b[1])),
    schedule:
      schedule === null || !kept('runs')
        ? null
        : {
            cron: schedule.cron,
            timeZone: kept('timeZone') ? schedule.timeZone : null,
            start: kept('start') ? schedule.start : null,
            catchUp: kept('catchUp') ? schedule.catchUp : null,
          },
    wakesOn: kept('wakesOn') ? plan.wakesOn.map(dataAssetUri).toSorted(textOrder) : [],
    timeoutSeconds: kept('runTimeout') ? plan.timeoutSeconds : null,
    pools: kept('pools') ? plan.pools.map(({ name, slots }) => ({ name, slots })).toSorted((a, b) => textOrder(a.name, b.name)) : [],
  }
}
