import type { CheckResult } from './check.ts'
import type { AnyContract, Layer } from './contract.ts'
import type { LoadCounts } from './documents/sealed-package.ts'
import type { JsonValue } from './flavours.ts'

/** A page over published tables. The pipeline reads the rows and the state of the data, and hands them to `render`. */
export interface Report {
  /** Names the file: `sales` → `sales.html`. */
  readonly name: string
  readonly title: string
  readonly owner: string
  readonly description: string
  /** The tables it needs, by the names `render` uses. It runs once they are all published. */
  readonly reads: Readonly<Record<string, AnyContract>>
  /** The complete page, as text. Pure: the same input gives the same page. */
  render(input: ReportInput): Promise<string>
}

export interface ReportInput {
  /** All rows of a table of `reads`, in no promised order, values in canonical JS form (bigint, exact decimal strings …). */
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, ReportValue>>[]>>
  readonly state: DataState
  readonly now: Date
}

export type ReportValue = JsonValue | bigint | Uint8Array

/** What is known about the data behind a page. */
export interface DataState {
  readonly project: string
  readonly environment: string
  readonly warehouse: string
  readonly runId: string
  /** The last load of each source table, whether in this run or an earlier one. */
  readonly loads: readonly LoadState[]
  /** The last result of each check. */
  readonly checks: readonly CheckResult[]
  /** The published tables. */
  readonly relations: readonly RelationState[]
}

export interface LoadState {
  readonly table: string
  readonly label: string
  readonly origin: string
  readonly counts: LoadCounts
  /** When it was published, ISO in UTC. */
  readonly loadedAt: string
  /** When the source was last changed, as far as it says. */
  readonly modifiedAt: string | null
}

export interface RelationState {
  readonly name: string
  readonly layer: Layer
  readonly owner: string
  readonly description: string
  /** Null for views. */
  readonly rows: number | null
  readonly publishedAt: string
}
