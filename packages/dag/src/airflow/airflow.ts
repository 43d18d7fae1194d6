import type { Plan } from '@meshwright/contracts'
import type { EmitOptions, EmittedFile, Emitter } from '../emitter.ts'
import { airflowDag } from './airflow-dag.ts'
import { AIRFLOW_NAME } from './airflow-names.ts'
import { ejected } from './ejected.ts'
import { loaded } from './loaded.ts'
import { targetName } from '../target-name.ts'

/**
 * One Python file for Airflow 2.11 and 3, and the pools it needs, for `airflow pools import`. A `directory` that is not absolute is
 * relative to the file.
 */
export const airflow: Emitter = {
  name: 'airflow',
  summary: 'one DAG file that runs on Airflow 2.11 and 3, and its pools',
  capabilities: {
    runs: true,
    interval: true,
    timeZone: true,
    start: true,
    catchUp: 'a DAG that catches up with nothing still runs the latest interval that passed: "none" is as "latest"',
    oneRunAtATime: true,
    wakesOn: true,
    publishes: true,
    pools: true,
    retries: true,
    retryDelays: true,
    taskTimeout: true,
    runTimeout: true,
    blocking: true,
    fullRefresh: true,
    owner: true,
    tags: "tags are the DAG's: each task's are among them",
  },
  options: ['image', 'namespace', 'secrets', 'volumeClaim', 'eject'],
  directoryFrom: 'file',
  emit(plan: Plan, options: EmitOptions): readonly EmittedFile[] {
    const dag = airflowDag(plan, options)
    const pools = Object.fromEntries(
      plan.pools.map(({ name, slots, description }) => [
        targetName(name, AIRFLOW_NAME),
        // Airflow takes the first three; the plan's own name is for people, and for reading back.
        { slots, description, include_deferred: false, name },
      ]),
    )
    return [
      { path: `${dag.dag_id}.py`, text: options.eject === true ? ejected(dag) : loaded(dag) },
      ...(plan.pools.length === 0 ? [] : [{ path: `${dag.dag_id}.pools.json`, text: `${JSON.stringify(pools, null, 2)}\n` }]),
    ]
  },
}
