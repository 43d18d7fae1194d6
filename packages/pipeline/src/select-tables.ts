import { didYouMean, nearestName, type StateComparison } from '@meshwright/contracts'
import { PipelineError } from './pipeline-error.ts'
import type { Project } from './project.ts'
import { SELECTION_METHODS, selectables, selectablesSince, STATE_NAMES, type Selectable, type SelectionMethod } from './selectable.ts'

/** What a person chose; each text may hold several terms, as on a command line. Nothing selected means everything. */
export interface Selection {
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  /** What `state:modified`, `state:new`, `state:old` and `state:unmodified` go by. */
  readonly state?: StateComparison
}

/**
 * The tables (by name), reports (as `report:<name>`) and commands (as `command:<name>`) that a selection takes. Blanks and several texts unite, commas intersect;
 * `+name`, `name+`, `2+name` and `name+1` add what it is made from or checked against, and what is made from or checked against it;
 * `*` and `?` match within a name.
 * Pure. Throws a PipelineError with every term that is misspelt or takes nothing, and the nearest name; only what asks for a state may take nothing.
 */
export function selectTables(project: Project, { select = [], exclude = [], state }: Selection): ReadonlySet<string> {
  const nodes = state === undefined ? selectables(project) : selectablesSince(project, state)
  const problems: string[] = []
  if (state === undefined && [...select, ...exclude].some(asksState)) problems.push(STATELESS)
  const taken = select.length === 0 ? new Set(nodes.keys()) : takeTerms(select, '--select', nodes, problems)
  const left = takeTerms(exclude, '--exclude', nodes, problems)
  const ids = [...nodes.keys()].filter((id) => taken.has(id) && !left.has(id))
  if (problems.length === 0 && ids.length === 0 && ![...select, ...exclude].some(asksState))
    problems.push('nothing is left: --exclude takes away all that is selected')
  if (problems.length) throw new PipelineError('selection-invalid', problems.join('\n'), { problems })
  return new Set(ids)
}

const STATELESS = 'state: says what changed since a manifest was written: give it with --state manifest.json'

/** Whether a selection goes by what changed: then it may well take nothing. */
export const asksState = (text: string): boolean => /(?:^|[\s,+])state:/.test(text)

/** What the terms of some texts take together; `option` says in problems where they were written. */
export function takeTerms(
  texts: readonly string[],
  option: string,
  nodes: ReadonlyMap<string, Selectable>,
  problems: string[],
): Set<string> {
  const taken = new Set<string>()
  for (const text of texts) {
    const terms = text.split(/\s+/).filter((term) => term !== '')
    if (terms.length === 0) problems.push(`${option}: the selection is empty; name a table, or leave the option out`)
    for (const term of terms) for (const id of intersection(term, option, nodes, problems)) taken.add(id)
  }
  return taken
}

function intersection(term: string, option: string, nodes: ReadonlyMap<string, Selectable>, problems: string[]): readonly string[] {
  const parts = term.split(',')
  const sets = parts.map((part) => single(part, nodes))
  const faults = sets.filter((set) => typeof set === 'string')
  problems.push(...faults.map((fault) => `${option} ${term}: ${fault}`))
  if (faults.length) return []
  const every = [...nodes.keys()].filter((id) => sets.every((set) => typeof set !== 'string' && set.has(id)))
  if (every.length === 0 && !asksState(term))
    problems.push(`${option} ${term}: nothing is ${parts.join(' and ')} at once (commas intersect, blanks unite)`)
  return every
}

const SINGLE = /^(?:(\d*)\+)?(?:([^:+]*):)?([^+]+)(?:\+(\d*))?$/

/** What one term without commas takes, or what is wrong with it. */
function single(text: string, nodes: ReadonlyMap<string, Selectable>): ReadonlySet<string> | string {
  const [, up, method, value, down] = SINGLE.exec(text) ?? []
  if (value === undefined)
    return `"${text}" is not a selection; write name, +name, name+, 2+name+1, or ${SELECTION_METHODS.join(':, ')}: with a value`
  if (method === undefined && value.endsWith(':') && isMethod(value.slice(0, -1))) return `"${value}" needs a value behind it: ${value}…`
  if (method !== undefined && !isMethod(method)) {
    const nearest = nearestName(method, SELECTION_METHODS)
    return `there is no method "${method}:"${nearest === undefined ? '' : `; did you mean "${nearest}:"?`} (${SELECTION_METHODS.join(', ')})`
  }
  const by = method ?? 'name'
  const pattern = wildcards(value)
  const found = [...nodes.values()].filter(({ facts }) => facts[by].some((fact) => pattern.test(fact))).map(({ id }) => id)
  if (by === 'state' && !STATE_NAMES.some((name) => pattern.test(name))) return nothing(by, value, new Set(STATE_NAMES))
  if (by !== 'state' && found.length === 0) return nothing(by, value, new Set([...nodes.values()].flatMap(({ facts }) => facts[by])))
  const taken = new Set(found)
  if (up !== undefined) reach(found, depth(up), (node) => node.upstream, nodes, taken)
  if (down !== undefined) reach(found, depth(down), (node) => node.downstream, nodes, taken)
  return taken
}

const isMethod = (text: string): text is SelectionMethod => (SELECTION_METHODS as readonly string[]).includes(text)

const depth = (digits: string) => (digits === '' ? Infinity : Number(digits))

const LISTED = 10

function nothing(by: SelectionMethod | 'name', value: string, known: ReadonlySet<string>): string {
  if (by === 'name') return `there is no table, report or command "${value}"${didYouMean(value, known)}`
  const near = didYouMean(value, known)
  const listed = known.size === 0 ? '; there is none at all' : known.size > LISTED ? '' : `; there is ${[...known].toSorted().join(', ')}`
  return `nothing has ${by} "${value}"${near === '' ? listed : near}`
}

/** `dm_*` as a pattern over a whole text. */
function wildcards(value: string): RegExp {
  const escaped = value.replaceAll(/[.^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su')
}

/** Adds what lies within so many steps, breadth first. */
function reach(
  from: readonly string[],
  steps: number,
  next: (node: Selectable) => readonly string[],
  nodes: ReadonlyMap<string, Selectable>,
  taken: Set<string>,
): void {
  const seen = new Set(from)
  let edge = from
  for (let step = 0; step < steps && edge.length > 0; step++) {
    edge = [...new Set(edge.flatMap((id) => next(nodes.get(id) as Selectable)))].filter((id) => !seen.has(id))
    for (const id of edge) {
      seen.add(id)
      taken.add(id)
    }
  }
}
