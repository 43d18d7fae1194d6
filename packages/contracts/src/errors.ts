/** Everything a Meshwright error may carry besides its message. */
export interface ErrorDetail {
  readonly cause?: unknown
  /** Whether the same call may succeed later (a lost connection, a lock), without a change of input. */
  readonly retryable?: boolean
  /** All the problems found, when there is more than one; the message holds them too. */
  readonly problems?: readonly string[]
}

/**
 * The base of every error that Meshwright throws on purpose. Each package has one subclass with a closed list of codes.
 * The message names the table, column, file and line, and says what to do; it never holds a secret.
 */
export abstract class MeshwrightError<Code extends string = string> extends Error {
  readonly code: Code
  readonly retryable: boolean
  readonly problems: readonly string[]

  constructor(code: Code, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.name = new.target.name
    this.code = code
    this.retryable = detail.retryable ?? false
    this.problems = detail.problems ?? [message]
  }
}

export type ContractErrorCode = 'contract-invalid' | 'document-invalid' | 'document-version' | 'secret-missing' | 'name-invalid'

/** A contract or document that is not one. */
export class ContractError extends MeshwrightError<ContractErrorCode> {}
