import { didYouMean, unknownOptions, type Environment } from '@meshwright/contracts'
import type { Warehouse } from '@meshwright/sql'
import { PipelineError } from './pipeline-error.ts'
import { project, type Project, type ProjectDefinition } from './project.ts'

/** Where an environment keeps its tables, and what is different in it. */
export interface EnvironmentDefinition<Variables = unknown> {
  readonly warehouse: Warehouse
  /** The schema of its tables; the warehouse's default otherwise. */
  readonly schema?: string
  /** Where imported projects' tables live, by project. */
  readonly reads?: Environment['reads']
  /** Handed to the definition of the project. Not for secrets: `secret('NAME')` is read when it is needed. */
  readonly variables?: Variables
}

const OPTIONS = { warehouse: true, schema: true, reads: true, variables: true } satisfies Record<keyof EnvironmentDefinition, true>

/** What the definition of a project is told. */
export interface EnvironmentFacts<Variables> {
  readonly name: string
  readonly variables: Variables
}

/** One project in several environments. */
export interface Environments {
  /** The first is the default. */
  readonly environments: readonly string[]
  /** The project in one of them; the others are not looked at. Throws a PipelineError for a name that is none of them. */
  in(environment?: string): Project
}

/**
 * A project that runs in several environments, the first of them by default. `define` is called for the chosen one alone. Pure: it
 * opens nothing and reads no secret.
 */
export function environments<Variables>(
  declared: Readonly<Record<string, EnvironmentDefinition<Variables>>>,
  define: (environment: EnvironmentFacts<Variables>) => Omit<ProjectDefinition, 'warehouse' | 'environment'>,
): Environments {
  const names = Object.keys(declared)
  const problems = names
    .filter((name) => !/^[a-z][a-z0-9_-]*$/.test(name))
    .map((name) => `environment "${name}": use lower case letters, digits, - and _`)
  for (const [name, definition] of Object.entries(declared))
    problems.push(...unknownOptions(Object(definition) as object, OPTIONS).map((problem) => `environment ${name}: ${problem}`))
  if (names.length === 0) problems.push('environments: name at least one: environments({ dev: { warehouse: duckdb() } }, …)')
  if (problems.length) throw new PipelineError('project-invalid', problems.join('\n'), { problems })
  return {
    environments: names,
    in(name = names[0] as string) {
      const chosen = Object.hasOwn(declared, name) ? declared[name] : undefined
      if (chosen === undefined) throw unknownEnvironment(name, names)
      const { warehouse, schema, reads, variables } = chosen
      return project({
        ...define({ name, variables: variables as Variables }),
        warehouse,
        environment: { name, ...(schema === undefined ? {} : { schema }), ...(reads === undefined ? {} : { reads }) },
      })
    },
  }
}

export function unknownEnvironment(name: string, names: readonly string[]): PipelineError {
  return new PipelineError(
    'environment-unknown',
    `there is no environment "${name}"${didYouMean(name, names)} (${names.length === 1 ? 'there is only' : 'there are'} ${names.join(', ')})`,
  )
}
