import type { Plan } from '@meshwright/contracts'
import { DagError } from '../dag-error.ts'
import { targetName, targetNames, type NameRule } from '../target-name.ts'

const KEEPS = /^[A-Za-z0-9_-]$/

/** Ids of tasks and DAGs. Airflow takes letters of any script, but a log file is named after the task, in at most 255 bytes. */
export const AIRFLOW_ID: NameRule = { keeps: KEEPS, first: KEEPS, last: KEEPS, colon: '.', escape: '-', maxLength: 200 }

/** Pools and task groups: no dots. */
export const AIRFLOW_NAME: NameRule = { keeps: KEEPS, first: KEEPS, last: KEEPS, escape: '-', maxLength: 200 }

export interface AirflowNames {
  readonly dag: string
  /** Task → its name in Airflow, and the same of pools and groups. */
  readonly tasks: ReadonlyMap<string, string>
  readonly pools: ReadonlyMap<string, string>
  readonly groups: ReadonlyMap<string, string>
}

/** What the parts of a plan are called in Airflow. Throws DagError `name-collides`. */
export function airflowNames(plan: Plan, groupNames: Iterable<string>): AirflowNames {
  const tasks = targetNames(
    plan.tasks.map(({ id }) => id),
    AIRFLOW_ID,
  )
  const pools = targetNames(
    plan.pools.map(({ name }) => name),
    AIRFLOW_NAME,
  )
  if (pools.has('default_pool'))
    throw new DagError('name-collides', 'pool "default_pool" is one that Airflow has, for all DAGs; give the pool another name')
  // Groups and tasks share their names; a task keeps its own.
  const taken = new Set(tasks.values())
  const groups = new Map<string, string>()
  for (const [group, name] of targetNames(groupNames, AIRFLOW_NAME)) {
    let free = name
    while (taken.has(free)) free = targetName(`${free}_group`, AIRFLOW_NAME)
    taken.add(free)
    groups.set(group, free)
  }
  return { dag: targetName(`${plan.project}:${plan.environment}`, AIRFLOW_ID), tasks, pools, groups }
}
