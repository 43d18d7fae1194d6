import { orZero, sum } from '@meshwright/sql'
import { boundedCheck } from '../bounded-check.ts'
import { assertNumbers, quotientFigure } from '../number-figure.ts'
import { columnIn } from '../row-check.ts'

/** The sum of the values lies between two bounds; compared exactly for int64 and decimal. Nulls add nothing; a sum over no rows is 0. */
export const sumBetween = boundedCheck({
  name: 'sumBetween',
  what: (check) => `the sum of ${columnIn(check)}`,
  tells: true,
  metrics(check, { column }) {
    assertNumbers(check)
    return { sum: { over: 'rows', value: orZero(sum(column(columnIn(check)))) } }
  },
  figure: (_check, metrics) => quotientFigure(metrics.value('sum'), 1n, false),
})
