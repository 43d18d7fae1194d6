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
  const { issues } = parsed.error
  const other = issues.some(({ path }) => path.at(-1) === 'document') ? undefined : issues.flatMap((issue) => otherVersion(issue, value))[0]
  if (other !== undefined) throw new ContractError('document-version', `${place}: ${other}`)
  const problems = issues.map((issue) => `${issue.path.length ? issue.path.join('.') : '(the whole document)'}: ${issue.message}`)
  throw new ContractError('document-invalid', `${place}: ${problems.join('\n')}`, { problems })
}

/** What to say of a document, or of one that lies in it, which is of its kind and of another version. */
function otherVersion(issue: z.core.$ZodIssue, value: unknown): string[] {
  if (issue.code !== 'invalid_value' || issue.path.at(-1) !== 'documentVersion') return []
  const document = issue.path.slice(0, -1).reduce((at, key) => Object(at)[key] as unknown, value)
  const { document: kind, documentVersion: found } = Object(document) as { readonly document?: unknown; readonly documentVersion?: unknown }
  const [reads] = issue.values
  return typeof kind === 'string' && typeof found === 'number' && typeof reads === 'number' ? [unreadVersion(kind, found, reads)] : []
}

/** Why a document of another version is not read, and what to do: `version 3 of a plan, and …`. */
export const unreadVersion = (kind: string, found: number, reads: number): string =>
  `this is version ${found} of a ${kind}, and this Meshwright reads version ${reads}; ${
    found > reads ? 'update Meshwright to the release that wrote it, or a later one' : 'write it again with this release'
  }`
