import type { Plan, Task } from '@meshwright/contracts'
import { PLAN_FEATURES, type PlanFeature } from './capabilities.ts'
import type { Emitter } from './emitter.ts'

/**
 * What a target does instead of what a plan says: the sentence of each feature that the plan uses and the target does not hold, in the
 * order of `PLAN_FEATURES`, each once. Empty where the target does all that the plan says. Pure.
 */
export function lintPlan(plan: Plan, { capabilities }: Pick<Emitter, 'capabilities'>): readonly string[] {
  const sentences = PLAN_FEATURES.filter((feature) => USES[feature](plan)).map((feature) => capabilities[feature])
  return [...new Set(sentences.filter((sentence) => sentence !== true))]
}

const scheduled = ({ schedule }: Plan) => schedule !== null
const some =
  (of: (task: Task) => boolean) =>
  ({ tasks }: Plan) =>
    tasks.some(of)

/** Whether a plan uses a feature: whether a target without it does less than the plan says. */
const USES: Readonly<Record<PlanFeature, (plan: Plan) => boolean>> = {
  runs: () => true,
  interval: scheduled,
  timeZone: scheduled,
  start: ({ schedule }) => (schedule?.start ?? null) !== null,
  catchUp: scheduled,
  oneRunAtATime: () => true,
  wakesOn: ({ wakesOn }) => wakesOn.length > 0,
  publishes: some(({ writes }) => writes.length > 0),
  pools: some(({ pool, limits }) => pool !== null || limits.length > 0),
  retries: some(({ retries }) => retries.count > 0),
  retryDelays: some(({ retries }) => retries.count > 0 && retries.delaySeconds > 0),
  taskTimeout: some(({ timeoutSeconds }) => timeoutSeconds !== null),
  runTimeout: ({ timeoutSeconds }) => timeoutSeconds !== null,
  blocking: ({ edges }) => edges.length > 0,
  fullRefresh: () => true,
  owner: ({ owner, tasks }) => owner !== null || tasks.some((task) => task.owner !== null),
  tags: ({ tags, tasks }) => tags.length > 0 || tasks.some((task) => task.tags.length > 0),
}
