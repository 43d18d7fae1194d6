import { MeshwrightError, withoutPasswords, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'url-invalid': {
    means: 'The URL is none, or names a database that does not exist.',
    todo: 'Write it as `postgres://user:password@host:port/database`, and create the database.',
  },
  'option-invalid': {
    means: 'An option means nothing, or has a value that it cannot have.',
    todo: 'Write it as the message says.',
  },
  'connection-failed': {
    means: 'The server cannot be reached, or the connection was lost. Retryable.',
    todo: 'Is the server running, and are host and port right?',
  },
  'authentication-failed': {
    means: 'The server does not know the user, or refuses the password.',
    todo: 'Check user and password of the connection.',
  },
  'permission-denied': {
    means: 'The user of the connection may not do this.',
    todo: 'Grant it to the user.',
  },
  locked: {
    means: 'Another process writes the schema. Retryable.',
    todo: 'Wait for that process (the message says who) to end, or stop it.',
  },
  'lease-lost': {
    means:
      'This process stood still, or was cut off from the server, for longer than its lease, and another one writes. It publishes nothing more.',
    todo: 'Run again. Where it happens often, give it more time: `postgres({ url, leaseSeconds: 120 })`.',
  },
  conflict: {
    means: 'Another session holds a lock, or changed the same thing. Retryable.',
    todo: 'Run again; end the session that holds the lock.',
  },
  cancelled: {
    means: 'It was broken off on request.',
    todo: 'Run again.',
  },
  'read-only': {
    means: 'A store that was opened for reading was to write.',
    todo: 'Change data by a run, not by a query.',
  },
  'store-closed': {
    means: 'The store has been closed.',
    todo: 'Open another; a store is used before its `close()`.',
  },
  'table-missing': {
    means: 'A table or schema is not there, or may not be seen.',
    todo: 'Correct the name, or grant the right to see it.',
  },
  'column-missing': {
    means: 'A column is not there.',
    todo: 'Correct the name.',
  },
  'name-taken': {
    means: 'A table or column of that name is there already.',
    todo: 'Choose another name, or drop what is there.',
  },
  'syntax-invalid': {
    means: 'The statement is not SQL that Postgres knows.',
    todo: 'Correct it at the line in the message.',
  },
  'type-mismatch': {
    means: 'Types do not go together.',
    todo: 'Cast one of them.',
  },
  'value-invalid': {
    means: 'A value does not fit its type or is out of range.',
    todo: 'Correct the value at its source, or make the type wider.',
  },
  'division-by-zero': {
    means: 'Something was divided by zero.',
    todo: 'Divide by `nullIf(…, 0)`.',
  },
  'null-refused': {
    means: 'A value is null where it must not be.',
    todo: 'Correct the data or the contract.',
  },
  'duplicate-refused': {
    means: 'A value is there twice where it must be unique.',
    todo: 'Correct the data, or drop the index.',
  },
  'constraint-refused': {
    means: 'A constraint of the table refused the rows.',
    todo: 'Correct the data, or drop the constraint.',
  },
  'dependents-exist': {
    means: 'Something depends on what was to be dropped or changed.',
    todo: 'Drop or change what the message names first.',
  },
  unsupported: {
    means: 'Postgres cannot do this, or not in this place.',
    todo: 'Follow the message.',
  },
  'resources-exhausted': {
    means: 'The server is out of disk, memory or connections. Retryable.',
    todo: 'Free some on the server, then run again.',
  },
  'engine-failed': {
    means: 'The server failed in itself, or in words that are not known.',
    todo: 'Look into the log of the server.',
  },
} satisfies ErrorCodes

export type PostgresErrorCode = keyof typeof CODES

/** What went wrong in, or on the way to, a Postgres server. `cause` is the driver's error. */
export class PostgresError extends MeshwrightError<PostgresErrorCode> {
  static readonly codes: ErrorCodes<PostgresErrorCode> = CODES
}

interface Reason {
  readonly code: PostgresErrorCode
  readonly retryable?: true
  readonly advice?: string
}

const lost: Reason = { code: 'connection-failed', retryable: true }
const unreachable: Reason = { code: 'connection-failed', retryable: true, advice: 'is the server running, and are host and port right?' }

/** SQLSTATE (five characters, or its class of two) or the code of a failed socket → what it means here. */
const REASONS: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ECONNRESET: lost,
  EPIPE: lost,
  '08': lost,
  '57P01': lost,
  '57P02': lost,
  '57P03': { code: 'connection-failed', retryable: true, advice: 'the server is starting or stopping' },
  '25006': { code: 'read-only', advice: 'change data by a run, not by a query' },
  '25P03': { ...lost, advice: 'this process stood still in the middle of a transaction' },
  '28': { code: 'authentication-failed', advice: 'check user and password of the connection' },
  '3D000': { code: 'url-invalid', advice: 'create the database first, or correct its name in the URL' },
  '42501': { code: 'permission-denied', advice: 'grant it to the user of the connection' },
  '3F000': { code: 'table-missing' },
  '42P01': { code: 'table-missing' },
  '42703': { code: 'column-missing' },
  '42P07': { code: 'name-taken' },
  '42710': { code: 'name-taken' },
  '42701': { code: 'name-taken' },
  '42601': { code: 'syntax-invalid' },
  '42': { code: 'syntax-invalid' },
  '42804': { code: 'type-mismatch' },
  '42846': { code: 'type-mismatch' },
  '42883': { code: 'type-mismatch' },
  '42725': { code: 'type-mismatch' },
  '22012': { code: 'division-by-zero' },
  '22': { code: 'value-invalid' },
  '23502': { code: 'null-refused' },
  '23505': { code: 'duplicate-refused' },
  '23': { code: 'constraint-refused' },
  '2BP01': { code: 'dependents-exist', advice: 'drop or change what depends on it first' },
  '40': { code: 'conflict', retryable: true },
  '55P03': { code: 'conflict', retryable: true, advice: 'another session holds a lock on it' },
  '55006': { code: 'conflict', retryable: true },
  '57014': { code: 'cancelled' },
  '0A': { code: 'unsupported' },
  '53': { code: 'resources-exhausted', retryable: true },
  '54': { code: 'unsupported' },
}

/** The fields of a driver's error that are looked at. */
interface DriverError {
  readonly message?: string
  readonly code?: string
  readonly detail?: string
  readonly hint?: string
  readonly where?: string
  readonly position?: string
}

/** Words of the driver for a connection that went away, which come without a code. */
const LOST =
  /connection terminated|connection ended|timeout exceeded when trying to connect|^timeout expired$|client was closed|socket|not queryable|connection error/i

/** The driver's error as ours; one that is ours already stays. `doing` says what was tried, `sql` finds the place of a mistake. */
export function postgresError(error: unknown, doing: string, sql?: string): MeshwrightError {
  if (error instanceof MeshwrightError) return error
  const from = (error instanceof AggregateError ? (error.errors[0] as DriverError | undefined) : undefined) ?? (error as DriverError)
  const message = from.message ?? String(error)
  const state = from.code ?? ''
  const reason = REASONS[state] ?? REASONS[state.slice(0, 2)] ?? (LOST.test(message) ? lost : undefined)
  const text = [`${doing}: ${message}`, placeOf(from, sql), from.detail, from.where, from.hint, reason?.advice]
    .filter((part) => part !== undefined && part !== '')
    .join('\n')
  return new PostgresError(reason?.code ?? 'engine-failed', withoutPasswords(text), { cause: error, retryable: reason?.retryable ?? false })
}

/** `line 3: select nosuch from …`, from the position that the server counts in characters. */
function placeOf(error: DriverError, sql: string | undefined): string | undefined {
  const position = Number(error.position)
  if (sql === undefined || !Number.isInteger(position) || position < 1) return undefined
  const before = [...sql]
    .slice(0, position - 1)
    .join('')
    .split('\n')
  const line = sql.split('\n')[before.length - 1] ?? ''
  return `line ${before.length}: ${line.length > 200 ? `…${line.slice(Math.max(0, (before.at(-1)?.length ?? 0) - 60)).slice(0, 120)}…` : line.trim()}`
}
