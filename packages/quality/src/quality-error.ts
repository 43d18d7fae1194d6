import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'check-unknown': {
    means: 'A check is of a kind that nobody declared.',
    todo: 'Use one of the kinds in the message, or hand over your own kind.',
  },
  'check-invalid': {
    means: 'A check does not fit its table: a column that is not there, or parameters that its kind does not take.',
    todo: 'Correct the check at the table and column in the message.',
  },
  'check-duplicate': {
    means: 'Two checks of one table, or two kinds of checks, have one name.',
    todo: 'Give one of them another name.',
  },
  'expression-invalid': {
    means: 'An expression of a check cannot be kept as JSON, or is none.',
    todo: 'Build it with `checks(…)`, with timestamps as ISO text and numbers as bigint or decimal text.',
  },
  'record-invalid': {
    means: 'A row of the history of checks is no check result.',
    todo: 'It was changed by hand, or written by another release: delete the row, or use the release that wrote it.',
  },
} satisfies ErrorCodes

export type QualityErrorCode = keyof typeof CODES

/** A check that cannot be planned. What a check finds in the data is a CheckResult, never an error. */
export class QualityError extends MeshwrightError<QualityErrorCode> {
  static readonly codes: ErrorCodes<QualityErrorCode> = CODES
}
