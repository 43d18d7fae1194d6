import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'model-invalid': {
    means: 'A model does not yield what its contract promises, or the engine refuses its query.',
    todo: 'Correct the query or the contract. The message names each model and column; nothing was built.',
  },
} satisfies ErrorCodes

export type ModelErrorCode = keyof typeof CODES

/** A model that does not yield what its contract promises. */
export class ModelError extends MeshwrightError<ModelErrorCode> {
  static readonly codes: ErrorCodes<ModelErrorCode> = CODES
}
