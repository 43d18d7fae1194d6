import type { AnyCheckKind } from './check-kind.ts'
import { acceptedValues } from './checks/accepted-values.ts'
import { distinctCount } from './checks/distinct-count.ts'
import { freshness } from './checks/freshness.ts'
import { length } from './checks/length.ts'
import { maxBetween } from './checks/max-between.ts'
import { max } from './checks/max.ts'
import { meanBetween } from './checks/mean-between.ts'
import { minBetween } from './checks/min-between.ts'
import { min } from './checks/min.ts'
import { notNull } from './checks/not-null.ts'
import { pattern } from './checks/pattern.ts'
import { references } from './checks/references.ts'
import { rowCount } from './checks/row-count.ts'
import { sameRowCount } from './checks/same-row-count.ts'
import { sameSum } from './checks/same-sum.ts'
import { satisfies } from './checks/satisfies.ts'
import { sumBetween } from './checks/sum-between.ts'
import { unique } from './checks/unique.ts'

/** Every kind that comes with this package. `planChecks` takes further ones. */
export const CHECK_KINDS: readonly AnyCheckKind[] = [
  notNull,
  unique,
  min,
  max,
  length,
  pattern,
  acceptedValues,
  references,
  satisfies,
  rowCount,
  sameRowCount,
  sameSum,
  freshness,
  minBetween,
  maxBetween,
  meanBetween,
  sumBetween,
  distinctCount,
]
