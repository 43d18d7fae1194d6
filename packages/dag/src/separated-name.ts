import { DagError } from './dag-error.ts'
import { sourceName, targetName, type NameRule } from './target-name.ts'

/** How a target writes `gate:dm_sales` that has one character besides letters and digits: with two of it between kind and name. */
export interface SeparatedRule {
  readonly joint: '_' | '-'
  readonly maxLength: number
}

/**
 * An id as such a target can hold it: `gate__dm_sales`, or `gate--dm-sales`, for which dashes and underscores change places. `Z` and a
 * code stand for any other character, as `targetName` says; `separatedSource` reads that back, unless the name was cut.
 */
export function separatedName(id: string, { joint, maxLength }: SeparatedRule): string {
  const colon = id.indexOf(':')
  const name = id.slice(colon + 1)
  if (colon > 0 && name !== '') {
    const separated = targetName(id.slice(0, colon), alone()) + joint + joint + targetName(swapped(name, joint), joined(joint))
    if (separated.length < maxLength) return separated
  }
  return targetName(id, alone(maxLength))
}

/** The id of which `separatedName` made this; undefined where it was cut. */
export function separatedSource(name: string, { joint, maxLength }: SeparatedRule): string | undefined {
  const at = name.indexOf(joint + joint)
  if (at === -1) return sourceName(name, alone(maxLength))
  const target = sourceName(name.slice(at + 2), joined(joint))
  return `${sourceName(name.slice(0, at), alone())}:${swapped(target ?? '', joint)}`
}

/** Of each id its name in the target. Throws DagError `name-collides` where two would be one. */
export function separatedNames(ids: readonly string[], rule: SeparatedRule): ReadonlyMap<string, string> {
  const names = new Map(ids.map((id) => [id, separatedName(id, rule)]))
  const sources = new Map([...names].map(([id, name]) => [name, id]))
  const problems = [...names]
    .filter(([id, name]) => sources.get(name) !== id)
    .map(([id, name]) => `${JSON.stringify(id)} and ${JSON.stringify(sources.get(name))} would both be ${name}; rename one of them`)
  if (problems.length > 0) throw new DagError('name-collides', problems.join('\n'), { problems })
  return names
}

const alone = (maxLength = Infinity): NameRule => ({ keeps: WORD, first: WORD, last: WORD, escape: 'Z', maxLength })
const joined = (joint: '_' | '-'): NameRule => ({ ...alone(), keeps: joint === '_' ? /^\w$/ : /^[A-Za-z0-9-]$/ })

const WORD = /^[A-Za-z0-9]$/

const swapped = (text: string, joint: '_' | '-') =>
  joint === '_' ? text : text.replaceAll(/[-_]/g, (character) => (character === '-' ? '_' : '-'))
