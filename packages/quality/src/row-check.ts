import type { JsonValue } from '@meshwright/contracts'
import { countAll, countIf } from '@meshwright/sql'
import type { Expression } from 'kysely'
import * as z from 'zod'
import type { Check, CheckKind, CheckScope, Verdict } from './check-kind.ts'
import { reachesShare, readDecimal } from './exact-decimal.ts'
import { percent, rowsOf, someRows, type Phrase } from './wording.ts'

/** A share as text, 0 to 1: `'0.99'`. */
export const mostlySchema = z.string().regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'mostly is a share from 0 to 1, as text: 0.99')

/** What every check on rows may carry: `where` keeps only some rows (a tree as JSON), `mostly` is the share that must pass. */
export const rowParams = { where: z.json().exactOptional(), mostly: mostlySchema.exactOptional() }

export interface RowParams {
  readonly where?: JsonValue | undefined
  readonly mostly?: string | undefined
}

/** What `rowCheck` makes a kind of. */
export interface RowCheck<P extends RowParams> {
  readonly name: string
  readonly params: z.ZodType<P>
  /** True for a row that fails. A null is a pass. */
  fails(check: Check<P>, scope: CheckScope): Expression<unknown>
  /** What failing rows do, in words. */
  phrase(check: Check<P>): Phrase
  /** Aggregate that counts the rows that `mostly` is a share of: those with a value. Absent: all rows. */
  tested?(check: Check<P>, scope: CheckScope): Expression<unknown> | undefined
  /** Aggregate that counts the rows that pass, where engines know it without looking at each. Absent: those that fail are counted. */
  passing?(check: Check<P>, scope: CheckScope): Expression<unknown>
  readonly testsRows?: boolean
}

/**
 * A kind that looks at one row at a time. It passes when (tested − failing) / tested reaches `mostly` (1 when left out); nothing
 * tested passes. Observed: `rows`, `unexpected`, `unexpectedPercent` (of the tested), `unexpectedPercentTotal` (of all rows).
 */
export function rowCheck<P extends RowParams>(kind: RowCheck<P>): CheckKind<P> {
  return {
    name: kind.name,
    params: kind.params,
    testsRows: kind.testsRows ?? true,
    metrics(check, scope) {
      const tested = kind.tested?.(check, scope)
      return {
        rows: { over: 'rows', value: countAll() },
        ...(kind.passing === undefined
          ? { unexpected: { over: 'rows', value: countIf(kind.fails(check, scope) as Expression<boolean>) } }
          : { passing: { over: 'rows', value: kind.passing(check, scope) } }),
        ...(tested === undefined ? {} : { tested: { over: 'rows', value: tested } }),
      }
    },
    verdict(check, metrics) {
      const rows = metrics.count('rows')
      const tested = metrics.has('tested') ? metrics.count('tested') : rows
      const failing = metrics.has('passing') ? rows - metrics.count('passing') : metrics.count('unexpected')
      return judgeRows({ rows, tested, failing, mostly: check.params.mostly, phrase: kind.phrase(check) })
    },
    samples: (check, scope) => ({ rows: 'where', condition: kind.fails(check, scope) }),
  }
}

interface RowCounts {
  readonly rows: bigint
  readonly tested: bigint
  readonly failing: bigint
  readonly mostly: string | undefined
  readonly phrase: Phrase
}

/** The verdict of a check that counts failing rows: see `rowCheck`. */
export function judgeRows({ rows, tested, failing, mostly, phrase }: RowCounts): Verdict {
  const passed = reachesShare(tested - failing, tested, readDecimal(mostly ?? '1') ?? { units: 1n, scale: 0 })
  const broken = someRows(failing, rows, phrase)
  return {
    passed,
    message:
      failing === 0n
        ? rows === 0n
          ? 'there are no rows'
          : `${rowsOf(rows)}, none fails`
        : mostly === undefined
          ? broken
          : `${broken}; ${allowed(mostly, passed)}`,
    rows,
    failing,
    observed: {
      rows: rows.toString(),
      unexpected: failing.toString(),
      unexpectedPercent: percent(failing, tested),
      unexpectedPercentTotal: percent(failing, rows),
    },
  }
}

function allowed(mostly: string, passed: boolean): string {
  const asked = `${Number((Number(mostly) * 100).toPrecision(12))}%`
  return passed ? `at least ${asked} pass, as asked` : `fewer than the ${asked} asked for pass`
}

/** The one column of a check on a column. */
export const columnIn = (check: Check): string => check.spec.columns[0] ?? ''
