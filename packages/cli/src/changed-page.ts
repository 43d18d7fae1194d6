import { diffManifests, type ComparedNode, type Definition, type ManifestDiff, type StateComparison } from '@meshwright/contracts'
import { manifestProject, type Project } from '@meshwright/pipeline'
import { breakingLine, changeWords } from './change-lines.ts'
import { promised } from './commands/diff.ts'
import type { ManifestFile } from './manifest-file.ts'
import { counted, textTable } from './text-table.ts'

/** What changed since a manifest was written, for people: each table with why, then what is as it was. */
export function changedPage(project: Project, { nodes, state }: StateComparison, file: ManifestFile): string {
  const before = file.state().definitions
  const own = nodes.filter(({ change }) => change === 'new' || change === 'modified' || change === 'removed')
  const tables = new Set(own.map(({ id }) => id))
  const changes =
    own.length === 0 ? undefined : diffManifests(file.manifest(tables), manifestProject(project, { selected: tables }), { promised })
  const rows = nodes
    .filter(({ change }) => change !== 'unmodified')
    .flatMap((node) => [
      [MARKS[node.change], kindOf(project, node.id, before[node.id]), nameOf(node.id), reason(node)],
      ...detail(node, changes),
    ])
  const same = nodes.filter(({ change }) => change === 'unmodified').map(({ id }) => kindOf(project, id, undefined))
  const counts = ['source', 'model', 'report', 'command'].flatMap((kind) => {
    const count = same.filter((each) => each === kind).length
    return count === 0 ? [] : [counted(count, kind)]
  })
  const from = state.environment === project.environment.name ? file.path : `${file.path} (environment ${state.environment})`
  return [
    textTable(rows),
    counts.length === 0 ? '' : `= ${counts.join(', ')}  as in ${from}\n`,
    nodes.length === 0 ? `= nothing that is selected; compared with ${from}\n` : '',
    breakingLine([...tables], changes),
  ].join('')
}

const MARKS: Readonly<Record<ComparedNode['change'], string>> = { new: '+', modified: '~', upstream: '^', unmodified: '=', removed: '-' }

function kindOf(project: Project, id: string, before: Definition | undefined): string {
  const made = project.node(id)?.made.by
  if (made !== undefined) return made === 'stream' ? 'source' : 'model'
  if (id.includes(':')) return id.slice(0, id.indexOf(':'))
  return before?.query === undefined ? 'source' : 'model'
}

const SHOWN = 3
/** Some names, and how many more. */
export const listed = (names: readonly string[]): string =>
  names.length <= SHOWN + 1 ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`

const nameOf = (id: string): string => id.slice(id.indexOf(':') + 1)

function reason({ change, parts, upstream }: ComparedNode): string {
  const reached = upstream.length === 0 ? [] : [`upstream changed: ${listed(upstream)}`]
  if (change === 'new' || change === 'removed') return change
  return [...(parts.length === 0 ? [] : [`${parts.join(', ')} changed`]), ...reached].join('; ')
}

/** What is more than the part that changed. */
const detail = ({ id, change }: ComparedNode, changes: ManifestDiff | undefined): string[][] =>
  change !== 'modified'
    ? []
    : (changes?.changes ?? [])
        .filter(({ table, column, old, new: now }) => table === id && (column !== null || old !== null || now !== null))
        .map((each) => ['', '', each.column ?? '', changeWords(each)])
