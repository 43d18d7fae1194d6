import type { Column, Resolver } from '@meshwright/contracts'
import { tableSql, type PublishRecords, type SqlDialect, type Store } from '@meshwright/sql'
import { controlColumn } from './control-column.ts'
import { PipelineError } from './pipeline-error.ts'
import { CONTROL } from './project-state.ts'
import type { Project } from './project.ts'

/** Whose tables are in a schema of a warehouse. */
export interface PlaceOwner {
  readonly project: string
  readonly environment: string
}

const OWNER_COLUMNS: readonly Column[] = [
  controlColumn('project', 'Whose tables are beside this one.'),
  controlColumn('environment', 'Of which environment.'),
  controlColumn('run_id', 'The run that published first; the latest row holds.'),
]

/** Who owns the environment's schema, or undefined while nothing was published to it. `tables` are the names of what is there. */
export async function placeOwner(
  store: Store,
  resolver: Resolver,
  dialect: SqlDialect,
  tables: ReadonlySet<string>,
): Promise<PlaceOwner | undefined> {
  const table = resolver.control(CONTROL.owner)
  if (!tables.has(table.table)) return undefined
  const { rows } = await store.query(`select project, environment from ${tableSql(table, dialect)} order by run_id desc limit 1`)
  const [row] = rows
  return row === undefined ? undefined : { project: String(row[0]), environment: String(row[1]) }
}

export const owns = (project: Project, owner: PlaceOwner): boolean =>
  owner.project === project.name && owner.environment === project.environment.name

/** Throws `place-taken` where another project or environment keeps its tables. */
export function refuseOtherOwner(project: Project, owner: PlaceOwner | undefined, location: string): void {
  if (owner === undefined || owns(project, owner)) return
  const { name, schema } = project.environment
  throw new PipelineError(
    'place-taken',
    `schema ${schema} of ${location} holds the tables of project ${owner.project}, environment ${owner.environment}; this is project ${project.name}, environment ${name}. Nothing was changed.
Give environment ${name} a schema, a file or a database of its own in the config (and a --home, if the file is in it). If the tables are to be its own from now on, as after a change of name: meshwright run --adopt`,
  )
}

const ownerRecords = (project: Project, resolver: Resolver, runId: string): PublishRecords => ({
  table: resolver.control(CONTROL.owner),
  columns: OWNER_COLUMNS,
  rows: [[project.name, project.environment.name, runId]],
})

/** Makes the tables of another project or environment this one's, in a commit of its own. */
export async function adopt(store: Store, project: Project, resolver: Resolver, runId: string): Promise<void> {
  await store.publish({ publishId: `${runId}:adopted`, tables: [], views: [], records: [ownerRecords(project, resolver, runId)] })
}

/** A store that says in the commit of the first publish whose tables these are. */
export function claiming(store: Store, project: Project, resolver: Resolver, runId: string): Store {
  let claimed = false
  const record = ownerRecords(project, resolver, runId)
  // The methods of a store are those of its class; only publish is another.
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name === 'publish') {
        return async (set: Parameters<Store['publish']>[0]) => {
          await target.publish(claimed ? set : { ...set, records: [...set.records, record] })
          claimed = true
        }
      }
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
    },
  })
}
