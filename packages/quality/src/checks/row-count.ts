import { countAll } from '@meshwright/sql'
import * as z from 'zod'
import type { CheckKind } from '../check-kind.ts'
import { grouped, rowsOf } from '../wording.ts'

const digits = z.string().regex(/^\d+$/, 'a count is whole digits')

export interface RowCountParams {
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly equals?: string | undefined
  readonly where?: unknown
}

/** The table holds between `min` and `max` rows, both inclusive, or exactly `equals`. */
export const rowCount: CheckKind<RowCountParams> = {
  name: 'rowCount',
  params: z
    .object({ min: digits.exactOptional(), max: digits.exactOptional(), equals: digits.exactOptional(), where: z.json().exactOptional() })
    .refine(({ min, max, equals }) => (min ?? max ?? equals) !== undefined, 'one of min, max and equals is needed'),
  testsRows: false,
  metrics: () => ({ rows: { over: 'rows', value: countAll() } }),
  verdict({ params }, metrics) {
    const rows = metrics.count('rows')
    const limits = [
      ...(params.equals === undefined ? [] : [{ ok: rows === BigInt(params.equals), asked: `exactly ${grouped(BigInt(params.equals))}` }]),
      ...(params.min === undefined ? [] : [{ ok: rows >= BigInt(params.min), asked: `at least ${grouped(BigInt(params.min))}` }]),
      ...(params.max === undefined ? [] : [{ ok: rows <= BigInt(params.max), asked: `at most ${grouped(BigInt(params.max))}` }]),
    ]
    const passed = limits.every((limit) => limit.ok)
    const asked = limits.map((limit) => limit.asked).join(' and ')
    return {
      passed,
      message: passed ? `${rowsOf(rows)}, asked for ${asked}` : `${rowsOf(rows)} instead of ${asked}`,
      rows: null,
      failing: null,
      observed: { rows: rows.toString() },
    }
  },
}
