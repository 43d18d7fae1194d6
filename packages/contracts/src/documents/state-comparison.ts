import * as z from 'zod'
import { DEFINITION_PARTS } from './manifest.ts'
import { planSchema } from './plan.ts'
import { versioned } from './versioned.ts'

export const STATE_CHANGES = ['new', 'modified', 'upstream', 'unmodified', 'removed'] as const
/**
 * - `new`, `removed`: one of the two has no such table, report or command;
 * - `modified`: a part of its definition differs;
 * - `upstream`: its definition is the same, and something that it is made from or checked against, or that it follows, is new, modified or
 *   such itself.
 */
export type StateChange = (typeof STATE_CHANGES)[number]

export const comparedNodeSchema = z.object({
  /** A table by name; `report:<name>`, `command:<name>`. */
  id: z.string(),
  change: z.enum(STATE_CHANGES),
  /** The parts of its definition that differ; empty unless it is modified. */
  parts: z.array(z.enum(DEFINITION_PARTS)),
  /** What it is directly made from, checked against, or follows, and that is not unmodified. */
  upstream: z.array(z.string()),
})
export type ComparedNode = z.infer<typeof comparedNodeSchema>

/** What changed in a project since a manifest was written, by definition. */
export const stateComparisonSchema = versioned('state-comparison', 1, {
  project: z.string(),
  environment: z.string(),
  /** The manifest. */
  state: z.object({ environment: z.string(), fingerprint: z.string() }),
  /** Those of the project in its order, then what was removed. */
  nodes: z.array(comparedNodeSchema),
  /** What is planned, where it was asked for. */
  plan: planSchema.exactOptional(),
})
export type StateComparison = z.infer<typeof stateComparisonSchema>
