import { MeshwrightError } from '@meshwright/contracts'

export type CliErrorCode =
  /** A command that was called wrongly. */
  | 'usage'
  /** A project that cannot be found. */
  | 'config-missing'
  /** A project that cannot be loaded. */
  | 'config-invalid'
  /** The warehouse refused a person's SQL. */
  | 'statement-failed'
  /** The interrupt key, before anything began. */
  | 'interrupted'

/** What the command line itself refuses. `usage` and the config codes end with exit code 2, the others with 1. */
export class CliError extends MeshwrightError<CliErrorCode> {}
