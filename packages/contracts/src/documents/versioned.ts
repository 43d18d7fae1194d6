import * as z from 'zod'
import { ContractError } from '../errors.ts'

/** The schema of a document kind: its fields plus `document` and `documentVersion`, which every document carries. */
export function versioned<const D extends string, const V extends number, S extends z.core.$ZodLooseShape>(
  document: D,
  version: V,
  shape: S,
) {
  return z.object({ document: z.literal(document), documentVersion: z.literal(version), ...shape })
}

/**
 * Parses a document at a border. `place` says where it came from. Throws ContractError `document-version` for another version
 * and `document-invalid` with every problem otherwise.
 */
export function parseDocument<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues
  if (issues.some((issue) => issue.path.join('.') === 'documentVersion')) {
    const found = (value as { documentVersion?: unknown } | null)?.documentVersion
    throw new ContractError(
      'document-version',
      `${place}: this is version ${String(found)} of its kind, which this release does not read; use the release that wrote it, or write it again`,
    )
  }
  const problems = issues.map((issue) => `${issue.path.length ? issue.path.join('.') : '(the whole document)'}: ${issue.message}`)
  throw new ContractError('document-invalid', `${place}: ${problems.join('\n')}`, { problems })
}
