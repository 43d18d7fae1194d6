import { MeshwrightError } from '@meshwright/contracts'

export type QualityErrorCode =
  /** A check of a kind that nobody declared. */
  | 'check-unknown'
  /** A check that does not fit its table: a column that is not there, parameters that its kind does not take. */
  | 'check-invalid'
  /** Two checks of one table with one name, or two kinds with one name. */
  | 'check-duplicate'
  /** An expression that cannot be kept as JSON, or JSON that is no expression. */
  | 'expression-invalid'
  /** A row of the history table that is no check result. */
  | 'record-invalid'

/** A check that cannot be planned. What a check finds in the data is a CheckResult, never an error. */
export class QualityError extends MeshwrightError<QualityErrorCode> {}
