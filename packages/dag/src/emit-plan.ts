import type { Plan } from '@meshwright/contracts'
import { DagError } from './dag-error.ts'
import type { EmitOption, EmitOptions, EmittedFile, Emitter } from './emitter.ts'

/** What every target needs to know of the machine it runs on. */
const OF_ALL: readonly EmitOption[] = ['command', 'directory', 'home']

/** The files of a plan for one target. Throws DagError `option-invalid` for an option that the target does not know. */
export function emitPlan(emitter: Emitter, plan: Plan, options: EmitOptions = {}): readonly EmittedFile[] {
  const known = new Set([...OF_ALL, ...emitter.options])
  const problems = Object.keys(options)
    .filter((option) => options[option as EmitOption] !== undefined && !known.has(option as EmitOption))
    .map((option) => `${emitter.name} has no option ${option}; it knows ${[...known].join(', ')}`)
  if (options.command?.length === 0) problems.push('command is empty; name the program, such as node_modules/.bin/meshwright')
  problems.push(
    ...(options.secrets ?? [])
      .filter((name) => !/^[A-Za-z_]\w*$/.test(name))
      .map((name) => `${JSON.stringify(name)} is no name of a secret: tasks get it as an environment variable, such as SHOP_PASSWORD`),
  )
  if (problems.length > 0) throw new DagError('option-invalid', problems.join('\n'), { problems })
  return emitter.emit(plan, options)
}
