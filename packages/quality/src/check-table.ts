import { runIdAt, type CheckResult, type ContractDocument } from '@meshwright/contracts'
import type { SqlDialect } from '@meshwright/sql'
import type { TableChecks } from './checks.ts'
import type { AnyCheckKind } from './check-kind.ts'
import { contractChecks } from './contract-checks.ts'
import { planChecks } from './plan-checks.ts'
import { runChecks, type QueryStore } from './run-checks.ts'

export interface CheckTableOptions {
  readonly store: QueryStore
  readonly dialect: SqlDialect
  /** Where the table and those it refers to are, each under the name of its contract. Default `main`. */
  readonly schema?: string
  /** Beyond what the contract promises. */
  readonly checks?: TableChecks
  /** Kinds besides those of this package. */
  readonly kinds?: readonly AnyCheckKind[]
  /** For freshness. Default: the clock. */
  readonly now?: Date
  readonly signal?: AbortSignal
}

/** Checks one table as it is, without a project: what its contract promises, then the checks of one's own. See `planChecks` and `runChecks`. */
export function checkTable(contract: ContractDocument, options: CheckTableOptions): Promise<CheckResult[]> {
  const { store, dialect, schema = 'main', checks, kinds = [], now = new Date(), signal = new AbortController().signal } = options
  const place = (table: string) => ({ schema, table })
  const specs = [...contractChecks(contract), ...(checks?.specs ?? [])]
  const plan = planChecks(specs, { table: { contract, name: place(contract.name) }, resolve: place, dialect, kinds })
  return runChecks(store, plan, { runId: runIdAt(now), now, signal })
}
