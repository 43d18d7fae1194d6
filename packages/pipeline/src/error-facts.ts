import { MeshwrightError, withoutPasswords } from '@meshwright/contracts'
import type { TaskResult } from './task-result.ts'

/** Errors of the system that pass by themselves: a peer that is gone, slow or not yet there, a name that could not be looked up just now. */
const PASSING = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EBUSY',
  'EMFILE',
  'ENFILE',
])

/** What is kept of an error, without passwords. Errors that are not ours may be tried again only where the system says that they pass. */
export function errorFacts(error: unknown): NonNullable<TaskResult['error']> {
  if (error instanceof MeshwrightError)
    return { name: error.name, code: error.code, message: withoutPasswords(error.message), retryable: error.retryable }
  return {
    name: error instanceof Error ? error.name : 'Error',
    code: 'unexpected',
    message: withoutPasswords(error instanceof Error ? error.message : String(error)),
    retryable: passes(error),
  }
}

function passes(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (PASSING.has(String((at as NodeJS.ErrnoException).code))) return true
  return false
}
