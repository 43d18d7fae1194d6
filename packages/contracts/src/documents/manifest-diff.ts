import * as z from 'zod'
import { KINDS_OF_CHANGE, type ChangeKind } from '../diff/change-kinds.ts'
import { versioned } from './versioned.ts'

const effectSchema = z.enum(['breaking', 'meaning', 'safe'])

export const changeSchema = z.object({
  table: z.string(),
  owner: z.string(),
  /** Null for what is about the table as a whole. */
  column: z.string().nullable(),
  kind: z.enum(Object.keys(KINDS_OF_CHANGE) as [ChangeKind, ...ChangeKind[]]),
  /** What it was and is, in words; null for what was not there. */
  old: z.string().nullable(),
  new: z.string().nullable(),
  readers: effectSchema,
  writers: effectSchema,
  why: z.string(),
})
export type Change = z.infer<typeof changeSchema>

export const VERSION_STEPS = ['none', 'patch', 'minor', 'major'] as const
/** The part of a semantic version that has to rise. */
export type VersionStep = (typeof VERSION_STEPS)[number]

/** What changed between two manifests of a project, whom it breaks, whom it reaches, and which versions say so. */
export const manifestDiffSchema = versioned('manifest-diff', 1, {
  old: z.object({ project: z.string(), fingerprint: z.string() }),
  new: z.object({ project: z.string(), fingerprint: z.string() }),
  changes: z.array(changeSchema),
  affected: z.array(z.object({ table: z.string(), owner: z.string(), columns: z.array(z.string()), from: z.array(z.string()) })),
  /** What the version of the package that publishes the contracts has to do. */
  step: z.enum(VERSION_STEPS),
  /** Tables that break their readers under the version that they had, and the version to give them; null for one that was removed. */
  undeclared: z.array(z.object({ table: z.string(), version: z.int(), next: z.int().nullable() })),
})
export type ManifestDiff = z.infer<typeof manifestDiffSchema>
