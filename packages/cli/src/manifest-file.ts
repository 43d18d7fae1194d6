import { ContractError, manifestSchema, manifestStateSchema, parseDocument, type Manifest, type ManifestState } from '@meshwright/contracts'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from './cli-error.ts'

/** A file that `meshwright manifest` wrote. Each part of it is checked when it is asked for: that of ten thousand tables takes seconds. */
export interface ManifestFile {
  readonly path: string
  /** What decides which tables changed. */
  state(): ManifestState
  /** All of it, or what it says of some tables. */
  manifest(tables?: ReadonlySet<string>): Manifest
}

/** Reads a manifest. Throws CliError `document-unreadable`, as its parts do, with file, place and what to do. */
export function openManifest(path: string, cwd: string): ManifestFile {
  const value = readManifestValue(path, cwd)
  const parsed = <T>(parse: () => T): T => {
    try {
      return parse()
    } catch (error) {
      if (error instanceof ContractError)
        throw new CliError('document-unreadable', error.message, { cause: error, problems: error.problems })
      throw error
    }
  }
  return {
    path,
    state: () => parsed(() => parseDocument(manifestStateSchema, value, path)),
    manifest: (tables) => parsed(() => parseDocument(manifestSchema, tables === undefined ? value : partOf(value, tables), path)),
  }
}

export const readManifest = (path: string, cwd: string): Manifest => openManifest(path, cwd).manifest()

function readManifestValue(path: string, cwd: string): object {
  const refuse = (problem: string, cause?: unknown) => new CliError('document-unreadable', `${path}: ${problem}`, { cause })
  let text: string
  try {
    text = readFileSync(resolve(cwd, path), 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw refuse(`there is no such file; ${WRITE}`, error)
    throw refuse(code === 'EISDIR' ? `is a folder; name a file in it; ${WRITE}` : `cannot be read: ${message}`, error)
  }
  if (text.trim() === '') throw refuse(`is empty; ${WRITE}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    const at = /at position (\d+)/.exec(message)?.[1]
    const cut = at === undefined ? message.includes('end of JSON') : message.startsWith('Unterminated') || Number(at) >= text.length
    throw refuse(cut ? `is cut off: it ends in the middle; ${WRITE}` : `is not JSON: ${message}`, error)
  }
  if (typeof value !== 'object' || value === null || (value as { document?: unknown }).document !== 'manifest')
    throw refuse(`is not a manifest; ${WRITE}`)
  return value
}

const WRITE = 'meshwright manifest > manifest.json writes one'

/** The document with what it says of some tables alone. */
function partOf(value: object, tables: ReadonlySet<string>): object {
  const { contracts, sources, models, checks, ...rest } = value as Readonly<Record<string, unknown>>
  const of = (list: unknown, key: 'name' | 'table') =>
    Array.isArray(list) ? list.filter((item: unknown) => tables.has(String((item as Record<string, unknown> | null)?.[key]))) : list
  return {
    ...rest,
    contracts: of(contracts, 'name'),
    sources: of(sources, 'table'),
    models: of(models, 'name'),
    checks:
      typeof checks === 'object' && checks !== null
        ? Object.fromEntries(Object.entries(checks).filter(([name]) => tables.has(name)))
        : checks,
  }
}
