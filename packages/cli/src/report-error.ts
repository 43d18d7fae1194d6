import { MeshwrightError, withoutPasswords } from '@meshwright/contracts'
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

/** How a command answers on `out`, and how it speaks on `err`. */
export interface ReportForm {
  readonly answer: 'json' | 'text'
  readonly log: 'json' | 'text'
}

/** Prints an error, on `out` and `err` as JSON where that was asked for, and returns the exit code. */
export async function reportError(error: unknown, { answer, log }: ReportForm, terminal: Terminal): Promise<number> {
  const known = isKnown(error)
  const message = error instanceof Error ? error.message : String(error)
  const code = known ? error.code : 'unexpected'
  const exitCode = USAGE.has(code) ? 2 : 1
  const problems = known ? error.problems : [message]
  if (answer === 'json')
    terminal.out(jsonText({ error: { code, message: withoutPasswords(message), problems: problems.map(withoutPasswords) } }))
  if (log === 'json') {
    const { errorLine } = await import('./log-line.ts')
    const stack = !known && error instanceof Error ? error.stack : undefined
    terminal.err(errorLine(code, stack ?? message, new Date()))
    return exitCode
  }
  terminal.err(`${terminal.paint('red', 'error')} ${message}\n`)
  if (!known && error instanceof Error && error.stack !== undefined)
    terminal.err(`${terminal.paint('dim', `This is a defect of Meshwright or of a package it uses:\n${error.stack}`)}\n`)
  return exitCode
}

/** By its shape too: an error of another copy of the packages, as npm may install two, is as much meant for people. */
const isKnown = (error: unknown): error is MeshwrightError =>
  error instanceof MeshwrightError || (error instanceof Error && 'code' in error && 'problems' in error && Array.isArray(error.problems))
