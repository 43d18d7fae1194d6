import type { Plan, Task } from '@meshwright/contracts'
import { DagError } from './dag-error.ts'
import type { EmitOptions } from './emitter.ts'

export const DEFAULT_COMMAND: readonly string[] = ['node_modules/.bin/meshwright']

/**
 * The program and its arguments that do one task, to be run in the project's folder. What differs from run to run comes in the
 * environment instead: `RUN_VARIABLES`. Throws DagError `text-unusable` for what cannot be an argument.
 */
export function taskCommand(plan: Plan, task: Pick<Task, 'id'>, options: EmitOptions = {}): readonly string[] {
  const argv = [
    ...(options.command ?? DEFAULT_COMMAND),
    'run',
    `--granularity=${plan.granularity}`,
    `--environment=${plan.environment}`,
    ...(options.home === undefined ? [] : [`--home=${options.home}`]),
    // Last, so that all tasks begin alike; with =, an id may begin with a dash.
    `--task=${task.id}`,
  ]
  for (const argument of argv)
    if (argument.includes('\0') || !argument.isWellFormed())
      throw new DagError('text-unusable', `${JSON.stringify(argument)}: no command line can carry this; take the character out of the name`)
  return argv
}

/**
 * What the command reads from the environment, of the run it is part of:
 * `MESHWRIGHT_RUN_ID` the scheduler's name of the run, the same for all its tasks; `MESHWRIGHT_TRY` which try it is, from 1;
 * `MESHWRIGHT_INTERVAL_START` and `_END` in ISO 8601, both empty where the run has no interval; `MESHWRIGHT_FULL_REFRESH` `true` or
 * `false`; `MESHWRIGHT_PLAN` the hash of the plan, by which a project that has changed since is refused.
 */
export const RUN_VARIABLES = [
  'MESHWRIGHT_RUN_ID',
  'MESHWRIGHT_TRY',
  'MESHWRIGHT_INTERVAL_START',
  'MESHWRIGHT_INTERVAL_END',
  'MESHWRIGHT_FULL_REFRESH',
  'MESHWRIGHT_PLAN',
] as const
export type RunVariable = (typeof RUN_VARIABLES)[number]
