import { DEFINITION_PARTS, type ComparedNode, type ManifestState, type StateComparison } from '@meshwright/contracts'
import { definitionsOf } from './definitions.ts'
import { PipelineError } from './pipeline-error.ts'
import type { Project } from './project.ts'
import { selectables } from './selectable.ts'

/**
 * What changed in a project since a manifest of it was written: pure, and by definition, so that moved, reformatted and renamed code
 * changes nothing. Where a source is counts only against a manifest of the same environment. Throws `state-foreign` for the manifest of another
 * project.
 */
export function compareState(project: Project, state: ManifestState): StateComparison {
  if (state.project !== project.name)
    throw new PipelineError(
      'state-foreign',
      `the manifest is of project ${state.project}, and this is ${project.name}: compare with one that meshwright manifest wrote here`,
    )
  const before = new Map(Object.entries(state.definitions))
  const known = selectables(project)
  const ignored = state.environment.name === project.environment.name ? undefined : 'origin'
  const parts = new Map<string, ComparedNode['parts']>()
  for (const [id, now] of definitionsOf(project)) {
    const old = before.get(id)
    const differing = old === undefined ? [] : DEFINITION_PARTS.filter((part) => part !== ignored && old[part] !== now[part])
    if (old === undefined || differing.length > 0) parts.set(id, differing)
  }
  const touched = downstream(parts.keys(), (id) => known.get(id)?.downstream ?? [])
  const nodes = [...known.values()].map(({ id, upstream }): ComparedNode => {
    const own = parts.get(id)
    return {
      id,
      change: own === undefined ? (touched.has(id) ? 'upstream' : 'unmodified') : before.has(id) ? 'modified' : 'new',
      parts: own ?? [],
      upstream: touched.has(id) ? upstream.filter((other) => touched.has(other)) : [],
    }
  })
  const removed = [...before.keys()].filter((id) => !known.has(id))
  return {
    document: 'state-comparison',
    documentVersion: 1,
    project: project.name,
    environment: project.environment.name,
    state: { environment: state.environment.name, fingerprint: state.fingerprint },
    nodes: [...nodes, ...removed.map((id): ComparedNode => ({ id, change: 'removed', parts: [], upstream: [] }))],
  }
}

/** These, and all that comes after one of them. */
function downstream(from: Iterable<string>, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set(from)
  // What is added to a set while it is gone through is gone through too.
  for (const id of reached) for (const other of next(id)) reached.add(other)
  return reached
}
