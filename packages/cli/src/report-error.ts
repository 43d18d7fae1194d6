import { MeshwrightError } from '@meshwright/contracts'
import { jsonText } from './command.ts'
import type { Terminal } from './terminal.ts'

// Nothing was tried with data: the call or the project has to be mended.
const USAGE = new Set(['usage', 'config-missing', 'config-invalid', 'project-invalid', 'name-unknown'])

/** Prints an error, on `out` as JSON where that was asked for, and returns the exit code. */
export function reportError(error: unknown, form: 'json' | 'text', terminal: Terminal): number {
  const known = error instanceof MeshwrightError
  const message = error instanceof Error ? error.message : String(error)
  if (form === 'json')
    terminal.out(jsonText({ error: { code: known ? error.code : 'unexpected', message, problems: known ? error.problems : [message] } }))
  terminal.err(`${terminal.paint('red', 'error')} ${message}\n`)
  if (!known && error instanceof Error && error.stack !== undefined)
    terminal.err(`${terminal.paint('dim', `This is a defect of Meshwright or of a package it uses:\n${error.stack}`)}\n`)
  return known && USAGE.has(error.code) ? 2 : 1
}
