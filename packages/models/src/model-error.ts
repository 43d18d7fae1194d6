import { MeshwrightError } from '@meshwright/contracts'

export type ModelErrorCode = 'model-invalid'

/** A model that does not yield what its contract promises. */
export class ModelError extends MeshwrightError<ModelErrorCode> {}
