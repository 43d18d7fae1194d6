export type * from './canonical-value.ts'
export * from './check.ts'
export * from './column-types.ts'
export * from './column.ts'
export { compareCanonical } from './compare-canonical.ts'
export * from './connector.ts'
export { contractFromDocument } from './contract-from-document.ts'
export * from './contract.ts'
export * from './documents/manifest.ts'
export * from './documents/plan.ts'
export * from './documents/run-event.ts'
export * from './documents/sealed-package.ts'
export * from './documents/versioned.ts'
export * from './epoch-text.ts'
export * from './errors.ts'
export * from './fingerprint.ts'
export type * from './flavours.ts'
export * from './json-row.ts'
export * from './logical-type.ts'
export * from './nearest-name.ts'
export {
  toOdcs,
  type OdcsContract,
  type OdcsCustomProperty,
  type OdcsOptions,
  type OdcsProperty,
  type OdcsQuality,
  type OdcsType,
} from './odcs.ts'
export { formatReason, parseCell } from './parse-cell.ts'
export * from './parse-row.ts'
export * from './portable-pattern.ts'
export * from './publish-mode.ts'
export * from './raw-cells.ts'
export type * from './report.ts'
export * from './resolver.ts'
export { ruleHolds } from './rule-holds.ts'
export * from './rule.ts'
export * from './run-context.ts'
export * from './secret.ts'
export { spelledColumns } from './spelled-columns.ts'
export { rowValidator, validateRow, type Issue } from './validate-row.ts'
