import { ContractError, manifestSchema, parseDocument, type Manifest } from '@meshwright/contracts'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from './cli-error.ts'

/** Reads a manifest that `meshwright manifest` wrote. Throws CliError `document-unreadable` with file, place and what to do. */
export function readManifest(path: string, cwd: string): Manifest {
  const refuse = (problem: string, cause: unknown) => new CliError('document-unreadable', `${path}: ${problem}`, { cause })
  let text: string
  try {
    text = readFileSync(resolve(cwd, path), 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw refuse(
      missing ? 'there is no such file; meshwright manifest > manifest.json writes one' : `cannot be read: ${(error as Error).message}`,
      error,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refuse(`is not JSON: ${(error as Error).message}`, error)
  }
  if ((value as { document?: unknown } | null)?.document !== 'manifest')
    throw refuse('is not a manifest; meshwright manifest > manifest.json writes one', undefined)
  try {
    return parseDocument(manifestSchema, value, path)
  } catch (error) {
    if (error instanceof ContractError) throw new CliError('document-unreadable', error.message, { cause: error, problems: error.problems })
    throw error
  }
}
