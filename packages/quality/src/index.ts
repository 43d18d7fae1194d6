export type * from './check-kind.ts'
export * from './check-history.ts'
export * from './check-kinds.ts'
export * from './check-table.ts'
export {
  checks,
  type Age,
  type Bounds,
  type CheckBuilder,
  type CheckDraft,
  type CheckOptions,
  type ColumnName,
  type InstantColumn,
  type NumberBound,
  type NumberColumn,
  type RowCheckOptions,
  type RowCondition,
  type RowLimits,
  type ShareOptions,
  type TableChecks,
} from './checks.ts'
export * from './contract-checks.ts'
export * from './explain-checks.ts'
export * from './expression-tree.ts'
export { planChecks, type CheckPlace, type CheckPlan, type PlannedCheck, type Proof, type Scan, type ScanValue } from './plan-checks.ts'
export * from './quality-error.ts'
export { rowCheck, rowParams, type RowCheck, type RowParams } from './row-check.ts'
export { blocks, runChecks, type CheckContext, type QueryStore } from './run-checks.ts'
export { have, type Phrase } from './wording.ts'
