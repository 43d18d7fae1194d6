import * as z from 'zod'

/**
 * How staged rows become a table.
 *
 * - `replace`: the table is exactly the staged rows.
 * - `append`: the staged rows are added.
 * - `replaceInterval`: rows with `column` in [start, end) go, the staged rows come. Bounds are canonical text of the column's type.
 * - `merge`: rows are matched by the contract's key; matched rows are replaced, others added. Where `deletedColumn` (boolean) is
 *   true in a staged row, the row of that key goes.
 * - `snapshot`: history (SCD2). The table has `valid_from`, `valid_to` (timestamps, `valid_to` null while current) and `is_current`
 *   beside the contract's columns; a changed or vanished row is closed, a new version opened at `at`.
 */
export type PublishMode =
  | { readonly mode: 'replace' }
  | { readonly mode: 'append' }
  | { readonly mode: 'replaceInterval'; readonly column: string; readonly start: string; readonly end: string }
  | { readonly mode: 'merge'; readonly deletedColumn?: string }
  | { readonly mode: 'snapshot'; readonly at: string }

export const publishModeSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('replace') }),
  z.object({ mode: z.literal('append') }),
  z.object({ mode: z.literal('replaceInterval'), column: z.string(), start: z.string(), end: z.string() }),
  z.object({ mode: z.literal('merge'), deletedColumn: z.string().exactOptional() }),
  z.object({ mode: z.literal('snapshot'), at: z.string() }),
]) satisfies z.ZodType<PublishMode>
