import type { Plan } from '@meshwright/contracts'
import type { EmitOptions, EmittedFile, Emitter } from '../emitter.ts'
import { dagsterPlan, oneAtATime } from './dagster-plan.ts'
import { dagsterPython } from './dagster-python.ts'

/** One Python file of definitions: a job with an op for each task, and an asset for each table. A relative `directory` is relative to the file. */
export const dagster: Emitter = {
  name: 'dagster',
  summary: 'one file of Dagster definitions: a job, its schedule and the assets it makes',
  options: [],
  directoryFrom: 'file',
  capabilities: {
    runs: true,
    interval: true,
    timeZone: true,
    start: true,
    catchUp: 'After a stop the time that was due last is run; run others by hand with their interval in the launchpad.',
    oneRunAtATime:
      'A time that comes while a run is in progress is left out, and a run by hand is not held back, unless dagster.yaml limits runs with the tag meshwright/plan.',
    wakesOn: true,
    publishes: true,
    pools: true,
    retries: true,
    retryDelays: true,
    taskTimeout: true,
    runTimeout: 'The limit of a run is its tag dagster/max_runtime, which counts where dagster.yaml enables run_monitoring.',
    blocking: true,
    fullRefresh: true,
    owner: true,
    tags: true,
  },
  emit(plan: Plan, options: EmitOptions): readonly EmittedFile[] {
    const document = dagsterPlan(plan, options)
    return [{ path: `${document.job}.py`, text: dagsterPython(document, oneAtATime(plan) ? 'in-process' : 'processes') }]
  },
}
