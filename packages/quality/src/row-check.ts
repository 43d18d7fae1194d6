import type { JsonValue } from '@meshwright/contracts'
import { countAll, countIf } from '@meshwright/sql'
import type { Expression } from 'kysely'
import * as z from 'zod'
import type { Check, CheckKind, CheckScope } from './check-kind.ts'
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

interface RowCheck<P extends RowParams> {
  readonly name: string
  readonly params: z.ZodType<P>
  /** True for a row that fails. A null is a pass. */
  fails(check: Check<P>, scope: CheckScope): Expression<unknown>
  /** What failing rows do, in words. */
  phrase(check: Check<P>): Phrase
  /** Aggregate that counts the rows that `mostly` is a share of: those with a value. Absent: all rows. */
  tested?(check: Check<P>, scope: CheckScope): Expression<unknown> | undefined
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
        unexpected: { over: 'rows', value: countIf(kind.fails(check, scope) as Expression<boolean>) },
        ...(tested === undefined ? {} : { tested: { over: 'rows', value: tested } }),
      }
    },
    verdict(check, metrics) {
      const rows = metrics.count('rows')
      const failing = metrics.count('unexpected')
      const tested = metrics.has('tested') ? metrics.count('tested') : rows
      const share = readDecimal(check.params.mostly ?? '1') ?? { units: 1n, scale: 0 }
      const passed = reachesShare(tested - failing, tested, share)
      const broken = someRows(failing, rows, kind.phrase(check))
      return {
        passed,
        message: failing === 0n ? (rows === 0n ? 'there are no rows' : `${rowsOf(rows)}, none fails`) : check.params.mostly === undefined ? broken : `${broken}; ${allowed(check.params.mostly, passed)}`,
        rows,
        failing,
        observed: {
          rows: rows.toString(),
          unexpected: failing.toString(),
          unexpectedPercent: percent(failing, tested),
          unexpectedPercentTotal: percent(failing, rows),
        },
      }
    },
    samples: (check, scope) => ({ rows: 'where', condition: kind.fails(check, scope) }),
  }
}

const allowed = (mostly: string, passed: boolean) => (passed ? `at least ${Number(mostly) * 100}% pass, as asked` : `fewer than the ${Number(mostly) * 100}% asked for pass`)

/** The one column of a check on a column. */
export const columnIn = (check: Check): string => check.spec.columns[0] ?? ''
