import {
  canonicalJson,
  MeshwrightError,
  toJson,
  type CheckResult,
  type CheckStatus,
  type JsonValue,
  type RunContext,
} from '@meshwright/contracts'
import type { SqlValue, Store } from '@meshwright/sql'
import type { MetricValues } from './check-kind.ts'
import { CLASSIFIED } from './classified.ts'
import { planChecks, type CheckPlan, type PlannedCheck, type Scan } from './plan-checks.ts'
import { QualityError } from './quality-error.ts'
import { sampleQuery } from './sample-query.ts'
import { rowsOf } from './wording.ts'

/** What checks need of a warehouse. */
export type QueryStore = Pick<Store, 'query'>

/** What checks need to know about the run. */
export type CheckContext = Pick<RunContext, 'runId' | 'now' | 'signal'>

/** Whether a result keeps its table from being published: it failed at severity `error`, or could not be computed at any severity. */
export const blocks = (result: CheckResult): boolean => result.status === 'failed' || result.status === 'error'

/**
 * Runs a plan: its scans one after another, and samples of what failed. One result per check, in the order of the specs. A scan whose
 * checks are all implied by what was found before is left out.
 *
 * A statement that fails costs only the checks at fault: the others of its scan are asked again one by one. A check that cannot be
 * computed has the status `error`. Throws only when the run is aborted, or when the warehouse says that the same may work later
 * (`retryable`): that is not about a check.
 */
export async function runChecks(store: QueryStore, plan: CheckPlan, context: CheckContext): Promise<CheckResult[]> {
  const scanned: ScanOutcome[] = []
  const results = new Map<string, readonly CheckResult[]>()
  const settle = async (check: PlannedCheck): Promise<readonly CheckResult[]> => {
    const known = results.get(check.spec.name)
    if (known !== undefined) return known
    const settled = await look(check)
    results.set(check.spec.name, settled)
    return settled
  }
  const look = async (check: PlannedCheck): Promise<readonly CheckResult[]> => {
    if (check.provenBy !== undefined) return [provenResult(plan, check, check.provenBy, context)]
    const other = plan.checks.find((one) => one.spec.name === check.impliedBy)
    const found = other === undefined ? undefined : (await settle(other))[0]
    if (other !== undefined && found?.status === 'passed' && (found.provenBy !== undefined || found.failing === '0'))
      return [impliedResult(plan, check, { other, found }, context)]
    for (const { scan } of Object.values(check.metrics)) {
      const { sql } = plan.scans[scan] as Scan
      scanned[scan] ??= await attempt(store, sql, context)
    }
    const broken = brokenScans(plan, check, scanned)
    if (broken.length === 0) return [await judged(store, plan, check, scanned, context)]
    if (broken.every((scan) => plan.scans[scan]?.values.every((value) => value.feeds.every((feed) => feed.check === check.spec.name))))
      return [errorResult(plan, check, scanned[broken[0] ?? 0] as Failure, context)]
    const { proven: _, ...place } = plan.place
    return runChecks(store, planChecks([check.spec], place), context)
  }
  const all: CheckResult[] = []
  for (const check of plan.checks) all.push(...(await settle(check)))
  return all
}

type ScanOutcome = { readonly values: readonly SqlValue[] } | Failure

interface Failure {
  readonly sql: string
  readonly error: Error
}

async function attempt(store: QueryStore, sql: string, { signal }: CheckContext): Promise<ScanOutcome> {
  signal.throwIfAborted()
  try {
    const { rows } = await store.query(sql, { signal })
    return { values: rows[0] ?? [] }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof Error) || (error instanceof MeshwrightError && error.retryable)) throw error
    return { sql, error }
  }
}

function brokenScans(plan: CheckPlan, check: PlannedCheck, scanned: readonly ScanOutcome[]): number[] {
  const used = new Set(Object.values(check.metrics).map((metric) => metric.scan))
  return plan.scans.flatMap((_, index) => (used.has(index) && 'error' in (scanned[index] ?? {}) ? [index] : []))
}

async function judged(
  store: QueryStore,
  plan: CheckPlan,
  check: PlannedCheck,
  scanned: readonly ScanOutcome[],
  context: CheckContext,
): Promise<CheckResult> {
  const verdict = check.kind.verdict(check, valuesOf(check, scanned), context.now)
  const { samples, problem } = verdict.passed ? NO_SAMPLES : await readSamples(store, plan, check, context)
  return {
    ...base(plan, check, context),
    status: statusOf(check, verdict.passed),
    message: verdict.message + problem,
    rows: verdict.rows?.toString() ?? null,
    failing: verdict.failing?.toString() ?? null,
    observed: verdict.observed,
    samples,
  }
}

const statusOf = (check: PlannedCheck, passed: boolean): CheckStatus =>
  passed ? 'passed' : check.spec.severity === 'error' ? 'failed' : 'warned'

function valuesOf(check: PlannedCheck, scanned: readonly ScanOutcome[]): MetricValues {
  const read = (name: string): SqlValue => {
    const place = check.metrics[name]
    const outcome = place === undefined ? undefined : scanned[place.scan]
    if (place === undefined || outcome === undefined || !('values' in outcome))
      throw new QualityError(
        'check-invalid',
        `${check.spec.name}: the kind "${check.kind.name}" reads the metric "${name}", which it does not declare`,
      )
    return outcome.values[place.value] ?? null
  }
  return {
    has: (name) => check.metrics[name] !== undefined,
    value: read,
    count(name) {
      const value = read(name)
      return value === null ? 0n : BigInt(value as string | number | bigint)
    },
  }
}

interface Samples {
  readonly samples: readonly { readonly [column: string]: JsonValue }[]
  readonly problem: string
}
const NO_SAMPLES: Samples = { samples: [], problem: '' }

async function readSamples(store: QueryStore, plan: CheckPlan, check: PlannedCheck, context: CheckContext): Promise<Samples> {
  const query = sampleQuery(plan, check)
  if (query === undefined) return NO_SAMPLES
  context.signal.throwIfAborted()
  try {
    const { rows } = await store.query(query.sql, { signal: context.signal })
    const hidden = query.hidden.map((name) => [name, CLASSIFIED] as const)
    return {
      problem: '',
      samples: rows.map((row) =>
        Object.fromEntries([...query.columns.map(({ name, type }, index) => [name, toJson(type, row[index] ?? null)] as const), ...hidden]),
      ),
    }
  } catch (error) {
    context.signal.throwIfAborted()
    return { samples: [], problem: ` (its rows could not be shown: ${causeOf(plan, { sql: query.sql, error: error as Error })})` }
  }
}

/** The engine's words, unless they could hold a classified value. */
function causeOf({ place: { table, dialect } }: CheckPlan, { sql, error }: Failure): string {
  const classified = table.contract.columns.filter(
    (column) => column.classification !== undefined && sql.includes(dialect.identifier(column.name)),
  )
  if (classified.length === 0) return error.message
  return `the engine's message is left out, as it may hold values of ${classified.map((column) => column.name).join(', ')}`
}

function base(plan: CheckPlan, { spec }: PlannedCheck, context: CheckContext) {
  return {
    document: 'check-result',
    documentVersion: 1,
    runId: context.runId,
    table: plan.table,
    name: spec.name,
    check: spec.check,
    columns: spec.columns,
    severity: spec.severity,
    checkedAt: context.now.toISOString(),
  } as const
}

function provenResult(plan: CheckPlan, check: PlannedCheck, provenBy: string, context: CheckContext): CheckResult {
  const rows = plan.place.proven?.rows
  return {
    ...base(plan, check, context),
    status: 'passed',
    message: `${rows === undefined ? 'every row' : rowsOf(BigInt(rows))} tested by the ${provenBy}`,
    rows: rows === undefined ? null : rows.toString(),
    failing: rows === undefined ? null : '0',
    observed: {},
    samples: [],
    provenBy,
  }
}

function impliedResult(
  plan: CheckPlan,
  check: PlannedCheck,
  by: { readonly other: PlannedCheck; readonly found: CheckResult },
  context: CheckContext,
): CheckResult {
  return {
    ...base(plan, check, context),
    status: 'passed',
    message: `no two rows share ${by.other.spec.columns.join(', ')}, so none share ${check.spec.columns.join(', ')}`,
    rows: canonicalJson(check.where) === canonicalJson(by.other.where) ? by.found.rows : null,
    failing: '0',
    observed: {},
    samples: [],
    provenBy: by.other.spec.name,
  }
}

function errorResult(plan: CheckPlan, check: PlannedCheck, failure: Failure, context: CheckContext): CheckResult {
  return {
    ...base(plan, check, context),
    status: 'error',
    message: `could not be computed: ${causeOf(plan, failure)}`,
    rows: null,
    failing: null,
    observed: {},
    samples: [],
  }
}
