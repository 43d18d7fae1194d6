/** Everything a Meshwright error may carry besides its message. */
export interface ErrorDetail {
  readonly cause?: unknown
  /** Whether the same call may succeed later (a lost connection, a lock), without a change of input. */
  readonly retryable?: boolean
  /** All the problems found, when there is more than one; the message holds them too. */
  readonly problems?: readonly string[]
}

/** A code's meaning and what to do about it, for the guide and for tools. */
export interface ErrorCodeFacts {
  readonly means: string
  readonly todo: string
}

/** The closed list of an error class, as its static `codes`. */
export type ErrorCodes<Code extends string = string> = Readonly<Record<Code, ErrorCodeFacts>>

/**
 * The base of every error that Meshwright throws on purpose. Each package has one subclass with a closed list of codes, its static `codes`.
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

const CODES = {
  'contract-invalid': {
    means: 'A contract is not one: a type, bound, key or reference that does not hold.',
    todo: 'Correct each problem of the message in the contract.',
  },
  'document-invalid': {
    means: 'A JSON document is not what it should be.',
    todo: 'Correct it at the path in the message, or write it again.',
  },
  'document-version': {
    means: 'A document was written by another release.',
    todo: 'Update Meshwright where the document is newer; write the document again where it is older.',
  },
  'secret-missing': {
    means: 'A secret is not set.',
    todo: 'Set the environment variable of that name.',
  },
  'name-invalid': {
    means: "A table has no name that the warehouse can hold, or a project's place is not known.",
    todo: 'Choose a shorter name; or say in `reads` of the environment where the project keeps its tables.',
  },
} satisfies ErrorCodes

export type ContractErrorCode = keyof typeof CODES

/** A contract or document that is not one. */
export class ContractError extends MeshwrightError<ContractErrorCode> {
  static readonly codes: ErrorCodes<ContractErrorCode> = CODES
}
