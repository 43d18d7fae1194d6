import type { Project } from '@meshwright/pipeline'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MeshwrightError } from '@meshwright/contracts'
import { CliError } from './cli-error.ts'
import { errorPlace } from './error-place.ts'
import { nearPath } from './near-path.ts'

export const CONFIG_NAMES = ['meshwright.config.ts', 'meshwright.config.js', 'meshwright.config.mjs'] as const

export interface LoadedConfig {
  readonly path: string
  readonly project: Project
}

/** Finds the config (`given`: a file or a folder; else the nearest one upwards from `from`) and imports it. Throws CliError. */
export async function loadConfig(given: string | undefined, from: string): Promise<LoadedConfig> {
  const path = given === undefined ? findUpwards(from) : atPath(resolve(from, given))
  const shown = nearPath(from, path)
  let exported: { default?: unknown }
  try {
    exported = (await import(pathToFileURL(path).href)) as { default?: unknown }
  } catch (error) {
    throw unloadable(error, path, from)
  }
  if (exported.default === undefined)
    throw new CliError('config-invalid', `${shown}: has no default export; write export default project({ … })`)
  if (!isProject(exported.default))
    throw new CliError('config-invalid', `${shown}: its default export is not a project; write export default project({ … })`)
  return { path, project: exported.default }
}

function findUpwards(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = CONFIG_NAMES.map((name) => join(folder, name)).find((path) => existsSync(path)) ?? pointedTo(folder)
    if (found !== undefined) return found
    if (dirname(folder) === folder) {
      throw new CliError(
        'config-missing',
        `there is no meshwright.config.ts in ${from} or above it: go to a project's folder, or name one with --project`,
      )
    }
  }
}

/** A package.json may name the project of its folder, so that a repository's root is as good a place as any: `"meshwright": { "project": "apps/shop" }`. */
function pointedTo(folder: string): string | undefined {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return undefined
  let parsed: { meshwright?: { project?: unknown } } | null
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8')) as { meshwright?: { project?: unknown } } | null
  } catch (error) {
    throw new CliError('config-missing', `${path}: is not JSON, so it cannot be asked for the project: name one with --project`, {
      cause: error,
    })
  }
  const project = parsed?.meshwright?.project
  return typeof project === 'string' ? atPath(resolve(folder, project), `${path}: meshwright.project`) : undefined
}

function atPath(path: string, given = '--project'): string {
  if (!existsSync(path)) throw new CliError('config-missing', `${given}: ${path} does not exist`)
  if (!statSync(path).isDirectory()) return path
  const found = CONFIG_NAMES.map((name) => join(path, name)).find((candidate) => existsSync(candidate))
  if (found === undefined) throw new CliError('config-missing', `${given}: there is no meshwright.config.ts in ${path}`)
  return found
}

function isProject(value: unknown): value is Project {
  return typeof value === 'object' && value !== null && 'nodes' in value && 'warehouse' in value && 'environment' in value
}

/** What went wrong, after the file, line and column where it did. */
function unloadable(error: unknown, path: string, cwd: string): CliError {
  const place = errorPlace(error, dirname(path))
  const at = place === undefined ? path : place.path
  const where = `${nearPath(cwd, at)}${place === undefined ? '' : `:${place.line}${place.column === undefined ? '' : `:${place.column}`}`}`
  const message = error instanceof Error ? error.message : String(error)
  const via = at === path ? '' : `\n(loaded by ${nearPath(cwd, path)})`
  // What Meshwright refuses says enough by itself; anything else may be taken for the command's own error.
  const what = error instanceof MeshwrightError ? message : `the project cannot be loaded: ${message}`
  return new CliError('config-invalid', `${where}: ${what}${via}`, {
    cause: error,
    ...(error instanceof MeshwrightError ? { problems: error.problems } : {}),
  })
}
