import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'report-invalid': {
    means: 'The definition of a report does not hold together.',
    todo: 'Correct each problem of the message: unknown tables and columns come with the nearest name.',
  },
  'report-input': {
    means: 'The rows handed to `render` are not those of the contracts it reads.',
    todo: 'Hand over all tables of the report, with rows in canonical form, as a run does.',
  },
} satisfies ErrorCodes

export type ReportErrorCode = keyof typeof CODES

/** A report that cannot be defined or rendered; the message names report, table, column and value. */
export class ReportError extends MeshwrightError<ReportErrorCode> {
  static readonly codes: ErrorCodes<ReportErrorCode> = CODES
}
