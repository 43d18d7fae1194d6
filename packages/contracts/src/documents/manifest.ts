import * as z from 'zod'
import { checkSpecSchema } from '../check.ts'
import { contractSchema } from '../contract.ts'
import { publishModeSchema } from '../publish-mode.ts'
import { versioned } from './versioned.ts'

export const LINEAGE_KINDS = ['copied', 'transformed', 'aggregated'] as const
export type LineageKind = (typeof LINEAGE_KINDS)[number]

/** One source column that a result column is made from. */
export const columnSourceSchema = z.object({ relation: z.string(), column: z.string(), kind: z.enum(LINEAGE_KINDS) })
export type ColumnSource = z.infer<typeof columnSourceSchema>

/** A column that decides which rows there are, not what they hold: filters, joins, grouping, order. */
export const indirectSourceSchema = z.object({
  relation: z.string(),
  column: z.string(),
  through: z.enum(['filter', 'join', 'group', 'sort', 'window', 'conditional']),
})
export type IndirectSource = z.infer<typeof indirectSourceSchema>

export const lineageSchema = z.object({
  /** By result column. */
  columns: z.record(z.string(), z.array(columnSourceSchema)),
  indirect: z.array(indirectSourceSchema),
  /** True when a raw SQL fragment hides part of it: consumers must then assume every upstream column. */
  opaque: z.boolean(),
})
export type ColumnLineage = z.infer<typeof lineageSchema>

export const manifestModelSchema = z.object({
  name: z.string(),
  materialization: z.enum(['view', 'table']),
  /** The names inside the query → relation. */
  upstream: z.record(z.string(), z.string()),
  /** The canonical query tree; null for a model of tagged SQL. */
  tree: z.json(),
  sql: z.string(),
  dialect: z.string(),
  fingerprint: z.string(),
  lineage: lineageSchema,
})

export const manifestSourceSchema = z.object({
  table: z.string(),
  connector: z.string(),
  origin: z.string(),
  mode: publishModeSchema,
  options: z.json(),
})

/** What a project is, as published for others: everything that the catalog and a change check need, and no live code. */
export const manifestSchema = versioned('manifest', 1, {
  project: z.string(),
  description: z.string(),
  contracts: z.array(contractSchema),
  sources: z.array(manifestSourceSchema),
  models: z.array(manifestModelSchema),
  checks: z.record(z.string(), z.array(checkSpecSchema)),
  owners: z.array(z.string()),
  fingerprint: z.string(),
})
export type Manifest = z.infer<typeof manifestSchema>
export type ManifestModel = z.infer<typeof manifestModelSchema>
