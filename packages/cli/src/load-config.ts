import type { Environments, Project } from '@meshwright/pipeline'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { MeshwrightError } from '@meshwright/contracts'
import { CliError } from './cli-error.ts'
import { errorPlace, importPlace } from './error-place.ts'
import { findConfig } from './find-config.ts'
import { guardedImport } from './guarded-import.ts'
import { nearPath } from './near-path.ts'

export interface LoadedConfig {
  readonly path: string
  /** In the environment that was asked for. */
  readonly project: Project
  /** Those of the config; the first is the default. */
  readonly environments: readonly string[]
}

/** The path of the config: `given`, a file or a folder, else the nearest one upwards from `from`. Throws CliError. */
function configPath(given: string | undefined, from: string): string {
  return findConfig(given, from, (problem, cause) => {
    throw new CliError('config-missing', problem, { cause })
  })
}

/** Finds the config (`given`: a file or a folder; else the nearest one upwards from `from`) and imports it. Throws CliError. */
export async function loadConfig(
  given: string | undefined,
  from: string,
  { environment, say = () => undefined }: { environment?: string | undefined; say?: (text: string) => void } = {},
): Promise<LoadedConfig> {
  const path = configPath(given, from)
  const exported = await guardedImport(path, nearPath(from, path), say).catch((error: unknown) => {
    throw unloadable(error, path, from)
  })
  const found = exported['default']
  if (isEnvironments(found)) {
    try {
      return { path, project: found.in(environment), environments: found.environments }
    } catch (error) {
      if (environment !== undefined && !found.environments.includes(environment)) throw error
      throw unloadable(error, path, from)
    }
  }
  if (!isProject(found)) throw await notProject(exported, path, from)
  const { name } = found.environment
  if (environment !== undefined && environment !== name) {
    const { unknownEnvironment } = await import('@meshwright/pipeline')
    throw unknownEnvironment(environment, [name])
  }
  return { path, project: found, environments: [name] }
}

/** What a config exports instead of a project, and where. */
async function notProject(exported: Readonly<Record<string, unknown>>, path: string, cwd: string): Promise<CliError> {
  const { describedValue } = await import('@meshwright/pipeline')
  const names = Object.keys(exported)
  const named = names.find((name) => isProject(exported[name]))
  const line = readFileSync(path, 'utf8')
    .split('\n')
    .findIndex((text) => /^\s*export\s+default\b|\bas\s+default\b/.test(text))
  const where = `${nearPath(cwd, path)}${line < 0 ? '' : `:${line + 1}`}`
  const todo =
    named === undefined || named === 'default' ? 'write export default project({ … })' : `"${named}" is one: write export default ${named}`
  return new CliError(
    'config-invalid',
    'default' in exported
      ? `${where}: its default export is ${describedValue(exported['default'])}, not a project; ${todo}`
      : `${where}: has no default export${names.length === 0 ? '' : ` (it exports ${names.join(', ')})`}; ${todo}`,
  )
}

const isEnvironments = (value: unknown): value is Environments =>
  typeof value === 'object' && value !== null && 'environments' in value && 'in' in value && typeof value.in === 'function'

function isProject(value: unknown): value is Project {
  return typeof value === 'object' && value !== null && 'nodes' in value && 'warehouse' in value && 'environment' in value
}

/** What went wrong, after the file, line and column where it did. */
function unloadable(error: unknown, path: string, cwd: string): CliError {
  const place = errorPlace(error, dirname(path)) ?? importPlace(error)
  const at = place === undefined ? path : place.path
  const where = `${nearPath(cwd, at)}${place === undefined ? '' : `:${place.line}${place.column === undefined ? '' : `:${place.column}`}`}`
  const message = error instanceof Error ? error.message : `it throws ${typeof error === 'string' ? JSON.stringify(error) : String(error)}`
  const via = at === path ? '' : `\n(loaded by ${nearPath(cwd, path)})`
  // What Meshwright refuses says enough by itself; anything else may be taken for the command's own error.
  const what = error instanceof MeshwrightError ? message : `the project cannot be loaded: ${message}${advice(error)}`
  return new CliError('config-invalid', `${where}: ${what}${via}`, {
    cause: error,
    ...(error instanceof MeshwrightError ? { problems: error.problems } : {}),
  })
}

function advice(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  if (error instanceof SyntaxError && /outside a module|^Unexpected token 'export'/.test(error.message))
    return '\nIts package.json says "type": "commonjs": write "type": "module" there, or name the config meshwright.config.mts'
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return '\nNode runs TypeScript by leaving its types out, so nothing may be more than types: write a plain object for an enum, a module for a namespace, fields for parameter properties ("erasableSyntaxOnly" in tsconfig.json shows them all)'
  if (code === 'ERR_MODULE_NOT_FOUND')
    return /Cannot find package/.test(String(message))
      ? '\nIs it in the dependencies of package.json, and installed?'
      : '\nThe import needs the name of the file as it is, with its ending: ./orders.ts'
  return ''
}
