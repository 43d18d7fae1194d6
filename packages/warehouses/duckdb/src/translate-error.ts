import { MeshwrightError } from '@meshwright/contracts'
import { DuckdbError, type DuckdbErrorCode } from './duckdb-error.ts'

// How DuckDB begins its messages (ExceptionTypeToString in its sources), and what that means here.
const BY_KIND: Readonly<Record<string, DuckdbErrorCode>> = {
  'Parser Error': 'syntax',
  'Syntax Error': 'syntax',
  'Catalog Error': 'not-found',
  'Binder Error': 'query-invalid',
  'Planner Error': 'query-invalid',
  'Not implemented Error': 'query-invalid',
  'Invalid type Error': 'query-invalid',
  'Mismatch Type Error': 'query-invalid',
  'Invalid Input Error': 'query-invalid',
  'Parameter Not Resolved Error': 'query-invalid',
  'Expression Error': 'query-invalid',
  'Conversion Error': 'conversion',
  'Out of Range Error': 'conversion',
  'Decimal Error': 'conversion',
  'Divide by Zero Error': 'conversion',
  'Constraint Error': 'constraint',
  'TransactionContext Error': 'conflict',
  'IO Error': 'file-failed',
  'Serialization Error': 'file-version',
  'Out of Memory Error': 'memory-exhausted',
  'INTERRUPT Error': 'cancelled',
  'Connection Error': 'file-failed',
  'Permission Error': 'file-failed',
}

// Where the kind alone says too little; the first that matches decides.
const BY_TEXT: readonly (readonly [RegExp, DuckdbErrorCode])[] = [
  [/Could not set lock on file|Conflicting lock/i, 'file-locked'],
  [/already attached|Unique file handle conflict|different configuration/i, 'file-locked'],
  [/read-only mode/i, 'read-only'],
  [/No space left on device|disk is full|max_temp_directory_size/i, 'disk-full'],
  [/newer DuckDB|older DuckDB|storage version|database file version|incompatible.*version|version number/i, 'file-version'],
  [/not a valid DuckDB database file|Corrupt database|checksum|Database file appears to be corrupt|file is not a/i, 'file-damaged'],
  [/write-write conflict|Conflict on|conflict on/i, 'conflict'],
  [/Referenced column .* not found|does not have a column|column .* does not exist/i, 'column-not-found'],
  [/Referenced table .* not found|does not exist/i, 'not-found'],
]

const RETRYABLE: ReadonlySet<DuckdbErrorCode> = new Set<DuckdbErrorCode>(['file-locked', 'conflict'])

// What surrounds DuckDB is at fault, and its words do not say what to do about it.
const SAYS_WHAT_TO_DO: ReadonlySet<DuckdbErrorCode> = new Set<DuckdbErrorCode>([
  'file-damaged',
  'disk-full',
  'file-failed',
  'memory-exhausted',
])

/** Any error of DuckDB as ours; what is ours already stays. `doing` says in words what was tried: `load orders`. */
export function translateError(error: unknown, doing?: string): MeshwrightError {
  if (error instanceof MeshwrightError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = codeOf(message)
  const todo = SAYS_WHAT_TO_DO.has(code) ? `\n${DuckdbError.codes[code].todo.replaceAll('`', '')}` : ''
  return new DuckdbError(code, `${doing === undefined ? '' : `${doing}: `}${plainMessage(message)}${todo}`, {
    cause: error,
    retryable: RETRYABLE.has(code),
  })
}

export function codeOf(message: string): DuckdbErrorCode {
  for (const [pattern, code] of BY_TEXT) if (pattern.test(message)) return code
  const kind = /^(?:Failed to [a-z ]+: )?([A-Za-z ]+ Error):/.exec(message)?.[1]
  return (kind === undefined ? undefined : BY_KIND[kind]) ?? 'internal'
}

/** Without the kind in front, which the code says, and without the excerpt being there twice. */
export function plainMessage(message: string): string {
  const [first = '', ...excerpts] = message.split(/\n\n(?=LINE \d+:)/)
  const text = first
    .replace(/^(?:Failed to [a-z ]+: )?(?:[A-Za-z ]+ Error: )+/, '')
    // Its advice is about settings of its own that nobody sets here.
    .replace(/\s+(?:Possible solutions:|This limit was set by)[^]*$/, '')
    .trim()
  return excerpts[0] === undefined ? text : `${text}\n${excerpts[0].trimEnd()}`
}
