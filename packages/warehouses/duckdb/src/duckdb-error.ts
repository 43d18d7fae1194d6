import { MeshwrightError } from '@meshwright/contracts'

export type DuckdbErrorCode =
  /** Another process, or another part of this one, holds the file. Retryable. */
  | 'file-locked'
  /** The file is damaged or no DuckDB file. */
  | 'file-damaged'
  /** The file was written by a DuckDB that this one cannot read. */
  | 'file-version'
  | 'disk-full'
  | 'file-failed'
  | 'memory-exhausted'
  /** The statement is not SQL. */
  | 'syntax'
  /** A table, schema or function that is not there, or one that is there already. */
  | 'not-found'
  | 'column-not-found'
  /** Types do not go together, a column is ambiguous, and the like. */
  | 'query-invalid'
  /** A value does not fit its type or is out of range. */
  | 'conversion'
  /** `not null` or another constraint. */
  | 'constraint'
  /** Two transactions changed the same thing. Retryable. */
  | 'conflict'
  | 'cancelled'
  | 'read-only'
  /** The store has been closed. */
  | 'closed'
  /** A value that is not of its type's canonical form. */
  | 'value-invalid'
  /** A set that cannot be published. */
  | 'publish-invalid'
  /** What was read is not what was kept: a defect, reported instead of published. */
  | 'counts-not-conserved'
  | 'client-missing'
  | 'internal'

/** What DuckDB, or this adapter, refused. */
export class DuckdbError extends MeshwrightError<DuckdbErrorCode> {}
