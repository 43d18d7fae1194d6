import type { ChangeKind } from './change-kinds.ts'

/** One difference as it is found, before it is known whom it breaks. */
export interface FoundChange {
  readonly kind: ChangeKind
  /** Null for what is about the table as a whole. */
  readonly column: string | null
  /** What it was and is, in words; null for what was not there. */
  readonly old: string | null
  readonly new: string | null
}

export const changed = (kind: ChangeKind, column: string | null, old: string | null, now: string | null): FoundChange => ({
  kind,
  column,
  old,
  new: now,
})

/** The change of a fact in words, when it is one. */
export const factChange = (kind: ChangeKind, column: string | null, old: string | null, now: string | null): FoundChange[] =>
  old === now ? [] : [changed(kind, column, old, now)]
