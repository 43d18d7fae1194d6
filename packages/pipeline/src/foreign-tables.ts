import type { Resolver } from '@meshwright/contracts'
import { tableSql, type ListedTable, type Store } from '@meshwright/sql'
import { PipelineError } from './pipeline-error.ts'
import type { ProjectState } from './project-state.ts'
import type { Project, ProjectNode } from './project.ts'
import { locate, type RunState } from './run-state.ts'

/** The tables of the project under whose names something stands that no run has published. `there` is what the schema holds. */
export async function foreignTables(
  project: Project,
  store: Store,
  resolver: Resolver,
  there: readonly ListedTable[],
  published: ProjectState['publications'],
): Promise<ReadonlyMap<string, ListedTable>> {
  const names = new Set(there.map((table) => table.name.table.toLowerCase()))
  const foreign = new Map<string, ListedTable>()
  for (const { contract } of project.nodes) {
    if (published.has(contract.name)) continue
    const target = resolver.resolve({ project: project.name, name: contract.name, version: contract.version }, { stage: 'published' })
    if (!names.has(target.table)) continue
    // The engine says whether it tells upper case from lower.
    const found = await store.inspect(target)
    if (found !== undefined) foreign.set(contract.name, found)
  }
  return foreign
}

/** Somebody's own table is never replaced: throws `name-taken`. */
export function refuseForeign(run: RunState, { contract }: ProjectNode): void {
  const found = run.foreign.get(contract.name)
  if (found === undefined) return
  const name = tableSql(locate(run, contract), run.dialect)
  throw new PipelineError(
    'name-taken',
    `${contract.name}: there is a ${found.kind} ${name} already, and no run of this project has published it, so it is not replaced. Rename it (alter ${found.kind} ${name} rename to ${run.dialect.identifier(`${contract.name}_old`)}), drop it, or give the contract another name`,
  )
}
