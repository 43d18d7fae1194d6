import { ContractError } from './errors.ts'

/** A relation, wherever it lives: project / name @ version. */
export interface Relation {
  readonly project: string
  readonly name: string
  readonly version: number
}

/**
 * The states of a relation that have a place of their own.
 * `published` is what readers see; `staged` is the hidden table of one run; `rejected` holds rejected rows.
 */
export type Stage = { readonly stage: 'published' } | { readonly stage: 'staged'; readonly runId: string } | { readonly stage: 'rejected' }

/** Where a table is in a warehouse. Engines without schemas use the empty text. */
export interface TableName {
  /** The database that the schema is in, where it is another one beside the warehouse's own. */
  readonly catalog?: string
  readonly schema: string
  readonly table: string
}

/** Where an environment keeps its tables. */
export interface Environment {
  readonly name: string
  /** The schema of the project's own tables. */
  readonly schema: string
  /** See TableName. */
  readonly catalog?: string
  /** Where imported projects' tables live, by project. */
  readonly reads: Readonly<Record<string, { readonly schema: string }>>
}

/** Maps a relation and stage to a physical name. */
export interface Resolver {
  readonly environment: Environment
  resolve(relation: Relation, stage: Stage): TableName
  /** One of the platform's own tables: loads, publications, check results. They live beside the environment's tables. */
  control(name: string): TableName
  /** The staged tables of a run, or of any run: for cleaning up after a kill. */
  isStaged(name: TableName, runId?: string): boolean
}

const HIDDEN = 'mw_stage__'
const CONTROL = 'mw_'
/** The last digits of a UUID version 7 are random: enough to keep the runs of one table apart. */
const hiddenPrefix = (runId: string) => `${HIDDEN}${runId.slice(-8)}_`

/**
 * A further hidden table beside a staged one, as for its rejects (`r`) or what it would make of the target (`w`). No name of a contract
 * holds two underscores in a row, so that none of another table is the same.
 */
export const besideStaged = (staged: TableName, part: string): TableName => ({ ...staged, table: `${staged.table}__${part}` })

/**
 * The one place that knows physical names. Version 1 is `name`, version n is `name_vn`. Staged tables stand beside the published
 * one, hidden by a prefix, as an engine may only rename within a schema. `maxBytes` is the warehouse's limit for identifiers.
 */
export function createResolver(project: string, environment: Environment, maxBytes = 63): Resolver {
  const fits = (table: string, relation: Relation) => {
    const bytes = Buffer.byteLength(table)
    if (bytes > maxBytes) {
      throw new ContractError(
        'name-invalid',
        `${relation.name}: its physical name "${table}" is longer than the ${maxBytes} bytes that the warehouse can hold; choose a name at least ${bytes - maxBytes} bytes shorter`,
      )
    }
    return table
  }
  const { catalog, schema } = environment
  const own = (table: string): TableName => ({ ...(catalog === undefined ? {} : { catalog }), schema, table })
  return {
    environment,
    resolve(relation, stage) {
      const base = relation.version === 1 ? relation.name : `${relation.name}_v${relation.version}`
      if (relation.project !== project) {
        const place = environment.reads[relation.project]
        if (place === undefined || stage.stage !== 'published') {
          throw new ContractError(
            'name-invalid',
            `${relation.project}/${relation.name}: environment "${environment.name}" does not say where project "${relation.project}" keeps its tables: add it to reads`,
          )
        }
        return { schema: place.schema, table: fits(base, relation) }
      }
      switch (stage.stage) {
        case 'published':
          return own(fits(base, relation))
        case 'rejected':
          return own(fits(`${base}__rejected`, relation))
        case 'staged': {
          const staged = own(`${hiddenPrefix(stage.runId)}${base}`)
          fits(besideStaged(staged, 'r').table, relation)
          return staged
        }
      }
    },
    control: (name) => own(`${CONTROL}${name}`),
    isStaged: (name, runId) => name.schema === schema && name.table.startsWith(runId === undefined ? HIDDEN : hiddenPrefix(runId)),
  }
}
