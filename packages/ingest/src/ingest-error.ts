import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'columns-missing': {
    means: 'A source lacks columns that the contract needs.',
    todo: 'Give the source its columns back (the message names the nearest ones), or change the contract.',
  },
  'too-many-rejected': {
    means: 'More rows do not fit the contract than `maxRejected` allows (0 by default).',
    todo: 'Look at them with `meshwright rejects show <table>`. Mend the source, declare its format, or allow some with `maxRejected`.',
  },
  'key-conflict': {
    means: 'Rows of one key have different values.',
    todo: 'Mend the source, or declare with `dedupBy` which row survives.',
  },
  'counts-not-conserved': {
    means: 'Rows read are not the sum of those loaded, rejected, duplicate and filtered. Nothing is published of such a load.',
    todo: 'This is a defect of a connector or a warehouse adapter: report it with the message.',
  },
} satisfies ErrorCodes

export type IngestErrorCode = keyof typeof CODES

/** A load that may not be published. Nothing published has changed; its rejected rows are kept under its load id. */
export class IngestError extends MeshwrightError<IngestErrorCode> {
  static readonly codes: ErrorCodes<IngestErrorCode> = CODES
}
