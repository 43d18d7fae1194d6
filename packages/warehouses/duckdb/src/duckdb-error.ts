import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'option-invalid': {
    means: 'DuckDB does not take a setting of `duckdb({ … })`.',
    todo: "Write an amount of memory as `memoryLimit: '2GB'`, and `threads` as a whole number from 1.",
  },
  'file-locked': {
    means: 'Another process, or another part of this one, holds the file. Retryable.',
    todo: 'Wait for that process (the message has its id) to end, or stop it; `--wait` says how long to wait.',
  },
  'file-damaged': {
    means: 'The file is damaged, or no DuckDB file. It was not touched.',
    todo: 'Restore it from a backup; or move it away, with the .wal beside it, and run again: what the sources still hold is loaded anew.',
  },
  'file-version': {
    means: 'The file was written by a DuckDB that this one cannot read. It was not touched.',
    todo: 'Install the `@duckdb/node-api` of the release in the message; or move the file away and run again: what the sources still hold is loaded anew.',
  },
  'disk-full': {
    means: 'There is no space left on the disk. What was published is as it was.',
    todo: 'Free some space, or give another `--home`; then run again.',
  },
  'file-failed': {
    means: 'A file or folder cannot be read or written.',
    todo: 'Look at the reason in the message: rights, a folder in the place of a file, a disk that is gone.',
  },
  'memory-exhausted': {
    means: 'DuckDB needs more memory than `memoryLimit`, and cannot spill to disk.',
    todo: "Give it more: `duckdb({ memoryLimit: '4GB' })`, or fewer `threads`.",
  },
  syntax: {
    means: 'The statement is not SQL.',
    todo: 'Correct it at the place in the message.',
  },
  'not-found': {
    means: 'A table, schema or function is not there, or one is there already.',
    todo: 'Correct the name.',
  },
  'column-not-found': {
    means: 'A column is not there.',
    todo: 'Correct the name; the message has the nearest ones.',
  },
  'query-invalid': {
    means: 'Types do not go together, a column is ambiguous, and the like.',
    todo: 'Correct the query as the message says.',
  },
  conversion: {
    means: 'A value does not fit its type or is out of range.',
    todo: 'Correct the value at its source, or make the type wider.',
  },
  constraint: {
    means: 'A value is null, or there twice, where it must not be.',
    todo: 'Correct the data or the contract.',
  },
  conflict: {
    means: 'Two transactions changed the same thing. Retryable.',
    todo: 'Run again.',
  },
  cancelled: {
    means: 'It was broken off on request.',
    todo: 'Run again.',
  },
  'read-only': {
    means: 'A store that was opened for reading was to write.',
    todo: 'Change data by a run, not by a query.',
  },
  closed: {
    means: 'The store has been closed.',
    todo: 'Open another; a store is used before its `close()`.',
  },
  'value-invalid': {
    means: "A value is not of its type's canonical form.",
    todo: 'Hand over values in canonical form: bigint for int64, text for decimals and times.',
  },
  'publish-invalid': {
    means: 'A set of tables cannot be published as it is.',
    todo: 'Follow the message for each table. Nothing was published.',
  },
  'counts-not-conserved': {
    means: 'Rows read are not those kept and handed back. Nothing is published of such a load.',
    todo: 'This is a defect of the adapter: report it with the message.',
  },
  'client-missing': {
    means: 'The package `@duckdb/node-api` is not installed.',
    todo: '`npm install @duckdb/node-api`',
  },
  internal: {
    means: 'DuckDB failed in itself, or in words that are not known.',
    todo: 'Report it with the message. Opening the file again often helps.',
  },
} satisfies ErrorCodes

export type DuckdbErrorCode = keyof typeof CODES

/** What DuckDB, or this adapter, refused. */
export class DuckdbError extends MeshwrightError<DuckdbErrorCode> {
  static readonly codes: ErrorCodes<DuckdbErrorCode> = CODES
}
