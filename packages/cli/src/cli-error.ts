import { MeshwrightError } from '@meshwright/contracts'

export type CliErrorCode = 'usage' | 'config-missing' | 'config-invalid'

/** A command that was called wrongly, or a project that cannot be found or loaded: exit code 2. */
export class CliError extends MeshwrightError<CliErrorCode> {}
