import { selectTables, type Project } from '@meshwright/pipeline'
import type { Call } from './command.ts'

/** The options of every command that works on part of a project. */
export const SELECT_OPTIONS = {
  select: { type: 'string', multiple: true, short: 's' },
  exclude: { type: 'string', multiple: true },
} as const

export const SELECT_HELP = {
  select: 'only these: name, +name, name+, 2+name, dm_*, tag:…, layer:…, owner:…, kind:…, source:…; blank: either, comma: both',
  exclude: 'but not these, written as for --select',
} as const

/** What `--select` and `--exclude` take, or undefined when neither was given. Throws when a term takes nothing. */
export function selectedTables(call: Call, project: Project): ReadonlySet<string> | undefined {
  const [select, exclude] = [texts(call.options['select']), texts(call.options['exclude'])]
  return select.length + exclude.length === 0 ? undefined : selectTables(project, { select, exclude })
}

const texts = (option: Call['options'][string]): readonly string[] =>
  Array.isArray(option) ? option.filter((value): value is string => typeof value === 'string') : []
