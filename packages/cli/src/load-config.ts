import type { Project } from '@meshwright/pipeline'
import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MeshwrightError } from '@meshwright/contracts'
import { CliError } from './cli-error.ts'

export const CONFIG_NAMES = ['meshwright.config.ts', 'meshwright.config.js', 'meshwright.config.mjs'] as const

export interface LoadedConfig {
  readonly path: string
  readonly project: Project
}

/** Finds the config (`given`: a file or a folder; else the nearest one upwards from `from`) and imports it. Throws CliError. */
export async function loadConfig(given: string | undefined, from: string): Promise<LoadedConfig> {
  const path = given === undefined ? findUpwards(from) : atPath(resolve(from, given))
  let exported: { default?: unknown }
  try {
    exported = (await import(pathToFileURL(path).href)) as { default?: unknown }
  } catch (error) {
    if (error instanceof MeshwrightError)
      throw new CliError('config-invalid', `${path}: ${error.message}`, { cause: error, problems: error.problems })
    throw new CliError('config-invalid', `${path}: the config cannot be loaded: ${withPlace(error)}`, { cause: error })
  }
  if (exported.default === undefined)
    throw new CliError('config-invalid', `${path}: has no default export; write export default project({ … })`)
  if (!isProject(exported.default))
    throw new CliError('config-invalid', `${path}: its default export is not a project; write export default project({ … })`)
  return { path, project: exported.default }
}

function findUpwards(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = CONFIG_NAMES.map((name) => join(folder, name)).find((path) => existsSync(path))
    if (found !== undefined) return found
    if (dirname(folder) === folder) {
      throw new CliError(
        'config-missing',
        `there is no meshwright.config.ts in ${from} or above it: go to a project, or name one with --project`,
      )
    }
  }
}

function atPath(path: string): string {
  if (!existsSync(path)) throw new CliError('config-missing', `--project: ${path} does not exist`)
  if (!statSync(path).isDirectory()) return path
  const found = CONFIG_NAMES.map((name) => join(path, name)).find((candidate) => existsSync(candidate))
  if (found === undefined) throw new CliError('config-missing', `--project: there is no meshwright.config.ts in ${path}`)
  return found
}

function isProject(value: unknown): value is Project {
  return typeof value === 'object' && value !== null && 'nodes' in value && 'warehouse' in value && 'environment' in value
}

/** The message with the file and line that threw, where the stack says so. */
function withPlace(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const place = /\(?(file:\/\/[^\s)]+:\d+:\d+)\)?/.exec(error.stack ?? '')?.[1]
  return place === undefined ? error.message : `${error.message}\n    at ${place.replace('file://', '')}`
}
