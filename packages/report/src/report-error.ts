import { MeshwrightError } from '@meshwright/contracts'

export type ReportErrorCode =
  /** The definition of a report does not hold together. */
  | 'report-invalid'
  /** The rows handed to `render` are not those of the contracts it reads. */
  | 'report-input'

/** A report that cannot be defined or rendered; the message names report, table, column and value. */
export class ReportError extends MeshwrightError<ReportErrorCode> {}
