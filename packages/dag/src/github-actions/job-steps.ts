import { posix } from 'node:path'
import type { Plan, Task } from '@meshwright/contracts'
import type { EmitOptions } from '../emitter.ts'
import { retryScript } from '../retry-script.ts'
import { DEFAULT_COMMAND, taskCommand } from '../task-command.ts'
import type { YamlValue } from '../yaml-text.ts'
import { inertExpression } from './expression-text.ts'

/** No task's name has two dashes. */
export const SET_UP = 'set-up-project'

type Steps = readonly { readonly [key: string]: YamlValue | undefined }[]

/** The machine of a job is new: the project and what it needs. */
const prepare = (options: EmitOptions): Steps => [
  { uses: 'actions/checkout@v5' },
  { uses: 'actions/setup-node@v5', with: { 'node-version': 24 } },
  { id: SET_UP, 'working-directory': packagesFolder(options), run: 'npm ci' },
]

/** Where the command's node_modules are, as in a monorepo further up; undefined where that is the folder of the project. */
function packagesFolder({ command = DEFAULT_COMMAND, directory = '.' }: EmitOptions): string | undefined {
  const above = command.map((word) => /^((?:\.\.\/)+)node_modules\/\.bin\//.exec(word)?.[1]).find((found) => found !== undefined)
  return above === undefined ? undefined : posix.join(directory, above).replace(/(?<=.)\/$/, '')
}

export const taskStep = (plan: Plan, task: Task, options: EmitOptions) => ({
  name: inertExpression(task.id),
  // GitHub reads `${{` nowhere in it: it is broken by shellCommand.
  run: retryScript({ ...task, command: taskCommand(plan, task, options) }),
})

/** Of everything that runs on one machine. */
export const job = (
  plan: Plan,
  options: EmitOptions,
  rest: { readonly [key: string]: YamlValue | undefined },
  steps: Steps,
): YamlValue => ({
  ...rest,
  'runs-on': options.runsOn ?? 'ubuntu-latest',
  'timeout-minutes': plan.timeoutSeconds === null ? undefined : Math.ceil(plan.timeoutSeconds / 60),
  steps: [...prepare(options), ...steps],
})
