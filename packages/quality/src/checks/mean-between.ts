import { count, sum } from '@meshwright/sql'
import { boundedCheck } from '../bounded-check.ts'
import { assertNumbers, quotientFigure } from '../number-figure.ts'
import { columnIn } from '../row-check.ts'

/** The mean of the values lies between two bounds; compared exactly for int64 and decimal. Nulls are left out; no value fails. */
export const meanBetween = boundedCheck({
  name: 'meanBetween',
  what: (check) => `the mean of ${columnIn(check)}`,
  tells: true,
  metrics(check, { column }) {
    assertNumbers(check)
    const name = columnIn(check)
    return { sum: { over: 'rows', value: sum(column(name)) }, count: { over: 'rows', value: count(column(name)) } }
  },
  figure: (_check, metrics) => quotientFigure(metrics.value('sum'), metrics.count('count'), true),
})
