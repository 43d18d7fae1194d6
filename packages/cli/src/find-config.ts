import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const CONFIG_NAMES = ['meshwright.config.ts', 'meshwright.config.mts', 'meshwright.config.js', 'meshwright.config.mjs'] as const

/** Says why there is no config, and does not return. */
export type Fail = (problem: string, cause?: unknown) => never

/** The config that is meant (`given`: a file or a folder; else the nearest one upwards from `from`). */
export function findConfig(given: string | undefined, from: string, fail: Fail): string {
  return given === undefined ? findUpwards(from, fail) : atPath(resolve(from, given), fail)
}

function findUpwards(from: string, fail: Fail): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = CONFIG_NAMES.map((name) => join(folder, name)).find((path) => existsSync(path)) ?? pointedTo(folder, fail)
    if (found !== undefined) return found
    if (dirname(folder) === folder)
      fail(`there is no meshwright.config.ts in ${from} or above it: go to a project's folder, or name one with --project`)
  }
}

/** A package.json may name the project of its folder, so that a repository's root is as good a place as any: `"meshwright": { "project": "apps/shop" }`. */
function pointedTo(folder: string, fail: Fail): string | undefined {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return undefined
  let parsed: { meshwright?: { project?: unknown } } | null
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8')) as { meshwright?: { project?: unknown } } | null
  } catch (error) {
    return fail(`${path}: is not JSON, so it cannot be asked for the project: name one with --project`, error)
  }
  const project = parsed?.meshwright?.project
  return typeof project === 'string' ? atPath(resolve(folder, project), fail, `${path}: meshwright.project`) : undefined
}

function atPath(path: string, fail: Fail, given = '--project'): string {
  if (!existsSync(path)) fail(`${given}: ${path} does not exist`)
  if (!statSync(path).isDirectory()) return path
  const found = CONFIG_NAMES.map((name) => join(path, name)).find((candidate) => existsSync(candidate))
  return found ?? fail(`${given}: there is no meshwright.config.ts in ${path}`)
}
