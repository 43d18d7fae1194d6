import { MeshwrightError } from '@meshwright/contracts'

export type PipelineErrorCode = 'project-invalid' | 'config-missing' | 'config-invalid' | 'home-unusable' | 'name-unknown'

/** A project that cannot be planned or run as it is written. */
export class PipelineError extends MeshwrightError<PipelineErrorCode> {}
