import * as z from 'zod'
import type { Severity } from './contract.ts'
import type { JsonValue } from './flavours.ts'
import { versioned } from './documents/versioned.ts'

/**
 * A check as a document: `check` names its kind (a file of the quality package), `params` is what that kind needs.
 * `name` is unique within its table and stable over time, as history hangs on it.
 */
export interface CheckSpec {
  readonly name: string
  readonly check: string
  readonly columns: readonly string[]
  readonly severity: Severity
  readonly description: string
  readonly params: JsonValue
  /** Relations besides its own that the check reads: they are published before it runs. */
  readonly reads: readonly string[]
}

export const checkSpecSchema = z.object({
  name: z.string(),
  check: z.string(),
  columns: z.array(z.string()),
  severity: z.enum(['error', 'warn']),
  description: z.string(),
  params: z.json(),
  reads: z.array(z.string()),
}) satisfies z.ZodType<CheckSpec>

export const CHECK_STATUS = ['passed', 'failed', 'warned', 'error'] as const
/** `failed` and `warned` follow the severity; `error` means that it could not be computed, and blocks. */
export type CheckStatus = (typeof CHECK_STATUS)[number]

/** What one check found in one run. */
export interface CheckResult {
  readonly document: 'check-result'
  readonly documentVersion: 1
  readonly runId: string
  readonly table: string
  readonly name: string
  readonly check: string
  readonly columns: readonly string[]
  readonly severity: Severity
  readonly status: CheckStatus
  /** In words, with numbers: `2 of 6,996 rows reference no city`. */
  readonly message: string
  /** Rows looked at and rows that fail; null where the check is not about rows. Decimal digits. */
  readonly rows: string | null
  readonly failing: string | null
  /** The metrics the verdict was made from, by name; numbers as text where they could be rounded. */
  readonly observed: { readonly [metric: string]: JsonValue }
  /** At most 20 failing rows: the key and the offending columns, never a classified one. */
  readonly samples: readonly { readonly [column: string]: JsonValue }[]
  /** Set when no scan was needed: what already proves it (`load`: every staged row was tested as it was loaded). */
  readonly provenBy?: string
  readonly checkedAt: string
}

export const checkResultSchema = versioned('check-result', 1, {
  runId: z.string(),
  table: z.string(),
  name: z.string(),
  check: z.string(),
  columns: z.array(z.string()),
  severity: z.enum(['error', 'warn']),
  status: z.enum(CHECK_STATUS),
  message: z.string(),
  rows: z.string().nullable(),
  failing: z.string().nullable(),
  observed: z.record(z.string(), z.json()),
  samples: z.array(z.record(z.string(), z.json())),
  provenBy: z.string().exactOptional(),
  checkedAt: z.string(),
}) satisfies z.ZodType<CheckResult>
