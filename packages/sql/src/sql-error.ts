import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'argument-invalid': {
    means: 'A portable function was called with an argument that it does not take.',
    todo: 'Correct the argument as the message says.',
  },
  'pattern-not-portable': {
    means: 'A regular expression uses what not every engine knows.',
    todo: 'Write it without; the message names the part.',
  },
  'identifier-invalid': {
    means: 'A name is empty, holds the character NUL, or is longer than the warehouse can hold.',
    todo: 'Choose another name for the table or column.',
  },
  'function-unknown': {
    means: 'A query calls a portable function that does not exist.',
    todo: 'Use one of `@meshwright/sql`, or write it as SQL.',
  },
  'value-unknown': {
    means: 'A query holds a value that has no literal, such as a Date.',
    todo: 'Write timestamps as ISO text, and JSON as text.',
  },
  'query-invalid': {
    means: 'A portable function stands where its types are not known, or the engine has nothing to compile it to.',
    todo: 'Move it into a select, or wrap its operand in `cast(…)`.',
  },
  'publish-invalid': {
    means: 'A set of tables cannot be published as it is: a type that changed, an interval that does not hold its rows, a missing key.',
    todo: 'Follow the message for each table. Nothing was published.',
  },
} satisfies ErrorCodes

export type SqlErrorCode = keyof typeof CODES

/** A query or statement that cannot be written for an engine. */
export class SqlError extends MeshwrightError<SqlErrorCode> {
  static readonly codes: ErrorCodes<SqlErrorCode> = CODES
}
