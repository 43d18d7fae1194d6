import { MeshwrightError } from '@meshwright/contracts'

export type SqlErrorCode =
  | 'argument-invalid'
  | 'pattern-not-portable'
  | 'identifier-invalid'
  | 'function-unknown'
  | 'value-unknown'
  | 'query-invalid'
  | 'publish-invalid'

/** A query or statement that cannot be written for an engine. */
export class SqlError extends MeshwrightError<SqlErrorCode> {}
