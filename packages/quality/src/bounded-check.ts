import { columnOf, type JsonValue } from '@meshwright/contracts'
import * as z from 'zod'
import type { Check, CheckKind, CheckScope, Metric, MetricValues } from './check-kind.ts'
import { CLASSIFIED } from './classified.ts'
import { QualityError } from './quality-error.ts'
import { columnIn } from './row-check.ts'

/** Bounds as text, both inclusive: at least one. */
export const betweenSchema = z
  .object({ min: z.string().exactOptional(), max: z.string().exactOptional(), where: z.json().exactOptional() })
  .refine(({ min, max }) => (min ?? max) !== undefined, 'one of min and max is needed')

export interface BetweenParams {
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly where?: JsonValue | undefined
}

interface BoundedCheck {
  readonly name: string
  /** `the mean of amount`. */
  what(check: Check<BetweenParams>): string
  /** Throws QualityError `check-invalid` when the column has no such figure. */
  metrics(check: Check<BetweenParams>, scope: CheckScope): Readonly<Record<string, Metric>>
  /** The figure as people read it; undefined when there is none, as over no values. */
  figure(check: Check<BetweenParams>, metrics: MetricValues): Figure | undefined
  /** True when the figure tells a value of the column or nearly so: it is not shown of a classified one. */
  readonly tells: boolean
}

export interface Figure {
  readonly text: string
  /** How it stands to a bound: negative below it, 0 equal, positive above it. */
  compare(bound: string): number
}

/** A kind that measures one figure of a column and wants it between two bounds, both inclusive. No figure fails. */
export function boundedCheck(kind: BoundedCheck): CheckKind<BetweenParams> {
  return {
    name: kind.name,
    params: betweenSchema,
    testsRows: false,
    metrics: (check, scope) => kind.metrics(check, scope),
    verdict(check, metrics) {
      const { min, max } = check.params
      const asked = [...(min === undefined ? [] : [`at least ${min}`]), ...(max === undefined ? [] : [`at most ${max}`])].join(' and ')
      const figure = kind.figure(check, metrics)
      const nothing = { rows: null, failing: null }
      if (figure === undefined)
        return { ...nothing, passed: false, message: `no row has ${columnIn(check)}: ${asked} is asked for`, observed: { value: null } }
      const passed = (min === undefined || figure.compare(min) >= 0) && (max === undefined || figure.compare(max) <= 0)
      const hidden = kind.tells && columnOf(check.contract, columnIn(check))?.classification !== undefined
      const shown = hidden ? CLASSIFIED : figure.text
      return {
        ...nothing,
        passed,
        message: `${kind.what(check)} is ${shown}${passed ? ',' : ':'} ${asked} is asked for`,
        observed: { value: shown },
      }
    },
  }
}

/** A check of a column that has no such figure, or of bounds that are none of it. */
export function refuse(check: Check<BetweenParams>, why: string): QualityError {
  return new QualityError('check-invalid', `${check.contract.name}.${check.spec.name}: ${why}`)
}

/** The bounds that are there. */
export const boundsOf = ({ params: { min, max } }: Check<BetweenParams>): readonly string[] =>
  [min, max].filter((bound) => bound !== undefined)
