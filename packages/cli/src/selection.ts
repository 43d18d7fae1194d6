import { selectTables, type PlanScope, type Project } from '@meshwright/pipeline'
import type { Call } from './command.ts'
import { givenState, STATE_HELP, STATE_OPTIONS } from './state.ts'

/** The options of every command that works on part of a project. */
export const SELECT_OPTIONS = {
  select: { type: 'string', multiple: true, short: 's' },
  exclude: { type: 'string', multiple: true },
  ...STATE_OPTIONS,
} as const

export const SELECT_HELP = {
  select: 'only these: name, +name, name+, 2+name, dm_*, tag:…, layer:…, owner:…, kind:…, source:…, state:…; blank: either, comma: both',
  exclude: 'but not these, written as for --select',
  ...STATE_HELP,
} as const

/** What `--select` and `--exclude` take, or undefined when neither was given. Throws when a term takes nothing. */
export function selectedTables(call: Call, project: Project): ReadonlySet<string> | undefined {
  const [select, exclude] = [texts(call.options['select']), texts(call.options['exclude'])]
  const state = givenState(call, project)?.comparison
  if (select.length + exclude.length === 0) return undefined
  return selectTables(project, { select, exclude, ...(state === undefined ? {} : { state }) })
}

/** The part of a project that is planned or run. Where it may go by what changed, there may be nothing to do. */
export function selectedScope(call: Call, project: Project): Pick<PlanScope, 'selected' | 'nothing'> {
  const selected = selectedTables(call, project)
  if (selected === undefined) return {}
  return { selected, nothing: givenState(call, project) === undefined ? 'refused' : 'fine' }
}

const texts = (option: Call['options'][string]): readonly string[] =>
  Array.isArray(option) ? option.filter((value): value is string => typeof value === 'string') : []
