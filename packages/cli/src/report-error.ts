import { MeshwrightError } from '@meshwright/contracts'
import { jsonText } from './command.ts'
import type { Terminal } from './terminal.ts'

// Nothing was tried with data: the call or the project has to be mended.
const USAGE = new Set([
  'usage',
  'config-missing',
  'config-invalid',
  'project-invalid',
  'name-unknown',
  'task-unknown',
  'plan-changed',
  'run-unknown',
  'resume-refused',
  'no-scratch',
  'selection-invalid',
  'state-foreign',
  'environment-unknown',
  'document-unreadable',
])

/** Prints an error, on `out` as JSON where that was asked for, and returns the exit code. */
export function reportError(error: unknown, form: 'json' | 'text', terminal: Terminal): number {
  const known = isKnown(error)
  const message = error instanceof Error ? error.message : String(error)
  if (form === 'json')
    terminal.out(jsonText({ error: { code: known ? error.code : 'unexpected', message, problems: known ? error.problems : [message] } }))
  terminal.err(`${terminal.paint('red', 'error')} ${message}\n`)
  if (!known && error instanceof Error && error.stack !== undefined)
    terminal.err(`${terminal.paint('dim', `This is a defect of Meshwright or of a package it uses:\n${error.stack}`)}\n`)
  return known && USAGE.has(error.code) ? 2 : 1
}

/** By its shape too: an error of another copy of the packages, as npm may install two, is as much meant for people. */
const isKnown = (error: unknown): error is MeshwrightError =>
  error instanceof MeshwrightError || (error instanceof Error && 'code' in error && 'problems' in error && Array.isArray(error.problems))
