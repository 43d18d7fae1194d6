import { MeshwrightError, withoutPasswords } from '@meshwright/contracts'

export type PostgresErrorCode =
  | 'url-invalid'
  | 'connection-failed'
  | 'authentication-failed'
  | 'permission-denied'
  | 'locked'
  | 'conflict'
  | 'cancelled'
  | 'store-closed'
  | 'table-missing'
  | 'column-missing'
  | 'name-taken'
  | 'syntax-invalid'
  | 'type-mismatch'
  | 'value-invalid'
  | 'division-by-zero'
  | 'null-refused'
  | 'duplicate-refused'
  | 'constraint-refused'
  | 'dependents-exist'
  | 'unsupported'
  | 'resources-exhausted'
  | 'engine-failed'

/** What went wrong in, or on the way to, a Postgres server. `cause` is the driver's error. */
export class PostgresError extends MeshwrightError<PostgresErrorCode> {}

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
  /connection terminated|connection ended|timeout exceeded when trying to connect|client was closed|socket|not queryable|connection error/i

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
