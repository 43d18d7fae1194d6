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

export const DEFINITION_PARTS = ['contract', 'query', 'source', 'origin', 'checks', 'settings', 'report', 'command'] as const
/**
 * - `contract`: of a table; `checks`: those that do not follow from it;
 * - `query`: of a model, with the names of what it reads; not its SQL text, which says where tables are;
 * - `source`: of a stream, with how its rows become the table; `origin`: where it is, which may differ by environment;
 * - `settings`: how it is stored and run: materialization, retries, timeout, pool;
 * - `report`, `command`: what one of these is, but for the code of a report, which cannot be compared.
 */
export type DefinitionPart = (typeof DEFINITION_PARTS)[number]

/** The fingerprint of each part of a definition. */
export const definitionSchema = z.partialRecord(z.enum(DEFINITION_PARTS), z.string())
export type Definition = z.infer<typeof definitionSchema>

export const manifestEnvironmentSchema = z.object({
  name: z.string(),
  /** The engine: `duckdb`. */
  warehouse: z.string(),
  schema: z.string(),
  /**
   * Of an engine that keeps its tables in a file: its path from the project's folder, absolute when it is not in it; null where that is not
   * known. Null for a server, whose address is not told.
   */
  file: z.string().nullable(),
})
/** Where the tables of the project are. Never a secret. */
export type ManifestEnvironment = z.infer<typeof manifestEnvironmentSchema>

/** What a project is, as published for others: everything that the catalog and a change check need, and no live code. */
export const manifestSchema = versioned('manifest', 2, {
  project: z.string(),
  description: z.string(),
  environment: manifestEnvironmentSchema,
  /** Of each table by name, report as `report:<name>` and command as `command:<name>`: what decides whether it changed. */
  definitions: z.record(z.string(), definitionSchema),
  contracts: z.array(contractSchema),
  sources: z.array(manifestSourceSchema),
  models: z.array(manifestModelSchema),
  checks: z.record(z.string(), z.array(checkSpecSchema)),
  owners: z.array(z.string()),
  fingerprint: z.string(),
})
export type Manifest = z.infer<typeof manifestSchema>
export type ManifestModel = z.infer<typeof manifestModelSchema>

/** What a comparison needs of a manifest: a hundredth of it. */
export const manifestStateSchema = manifestSchema.pick({
  document: true,
  documentVersion: true,
  project: true,
  environment: true,
  definitions: true,
  fingerprint: true,
})
export type ManifestState = z.infer<typeof manifestStateSchema>
