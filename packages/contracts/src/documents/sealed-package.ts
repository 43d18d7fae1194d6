import * as z from 'zod'
import { versioned } from './versioned.ts'

/** What happened to every row of a load: read = loaded + rejected + duplicate + filtered, always. Decimal digits as numbers of rows. */
export interface LoadCounts {
  readonly read: number
  readonly loaded: number
  readonly rejected: number
  readonly duplicate: number
  readonly filtered: number
}

export const loadCountsSchema = z.object({
  read: z.int().min(0),
  loaded: z.int().min(0),
  rejected: z.int().min(0),
  duplicate: z.int().min(0),
  filtered: z.int().min(0),
}) satisfies z.ZodType<LoadCounts>

/**
 * A load that is staged and closed: typed, validated, deduplicated, counted. It waits over its staged table for its table checks
 * and one commit. `hash` is over everything else in it.
 */
export const sealedPackageSchema = versioned('sealed-package', 1, {
  loadId: z.string(),
  table: z.string(),
  /** The staged table, by physical name. */
  staged: z.object({ schema: z.string(), table: z.string() }),
  origin: z.string(),
  label: z.string(),
  /** The fingerprint of contract, stream options and source: equal means that nothing would change. Null: never equal. */
  fingerprint: z.string().nullable(),
  path: z.enum(['engine', 'rows']),
  why: z.string(),
  counts: loadCountsSchema,
  ignoredColumns: z.array(z.string()),
  cursor: z.json(),
  modifiedAt: z.string().nullable(),
  sealedAt: z.string(),
  hash: z.string(),
})
export type SealedPackage = z.infer<typeof sealedPackageSchema>
