import { columnOf, columnSchema, type Column } from '@meshwright/contracts'
import { orZero, sum, type SqlValue } from '@meshwright/sql'
import * as z from 'zod'
import type { CheckKind } from '../check-kind.ts'
import { CLASSIFIED } from '../classified.ts'
import { difference, isWithin, readDecimal } from '../exact-decimal.ts'

export interface SameSumParams {
  readonly to: string
  /** The column of `to`, with its type. */
  readonly toColumn: Column
  /** Largest accepted difference, as text. */
  readonly within?: string | undefined
  readonly where?: unknown
}

/**
 * A column sums up to what a column of another relation does, exactly (decimal and int64) or up to `within`. Nulls add nothing;
 * a sum over no rows is 0. Sums of classified columns are not shown. Sums of float64 depend on the order of the rows: give them a `within`.
 */
export const sameSum: CheckKind<SameSumParams> = {
  name: 'sameSum',
  params: z.object({
    to: z.string(),
    toColumn: columnSchema,
    within: z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .exactOptional(),
    where: z.json().exactOptional(),
  }),
  testsRows: false,
  metrics: ({ spec, params }, { column }) => ({
    sum: { over: 'rows', value: orZero(sum(column(spec.columns[0] ?? ''))) },
    otherSum: {
      over: 'relation',
      relation: params.to,
      columns: [params.toColumn],
      value: (other) => orZero(sum(other(params.toColumn.name))),
    },
  }),
  verdict({ spec, params, contract }, metrics) {
    const sums = [textOf(metrics.value('sum')), textOf(metrics.value('otherSum'))] as const
    const passed = agree(...sums, params.within ?? '0')
    // The sum of a single row would be its value.
    const isClassified = [columnOf(contract, spec.columns[0] ?? ''), params.toColumn].some((column) => column?.classification !== undefined)
    const [mine, other] = isClassified ? [CLASSIFIED, CLASSIFIED] : sums
    const what = `${spec.columns[0]} sums up to ${mine}`
    const others = `${params.to}.${params.toColumn.name}`
    const near = `${what}, ${others} to ${other}`
    return {
      passed,
      message: !passed ? near : agree(...sums, '0') ? `${what}, as ${others} does` : `${near}, which is within ${params.within ?? '0'}`,
      rows: null,
      failing: null,
      observed: { sum: mine, otherSum: other },
    }
  },
}

const textOf = (value: SqlValue): string => (value === null ? '0' : String(value))

function agree(mine: string, other: string, within: string): boolean {
  const [a, b, limit] = [readDecimal(mine), readDecimal(other), readDecimal(within)]
  if (a !== undefined && b !== undefined && limit !== undefined) return isWithin(difference(a, b), limit)
  // Floats beyond plain digits (1e+30, NaN): compared as the numbers they are.
  return mine === other || Math.abs(Number(mine) - Number(other)) <= Number(within)
}
