import { countDistinct } from '@meshwright/sql'
import { boundedCheck, boundsOf, refuse } from '../bounded-check.ts'
import { columnIn } from '../row-check.ts'

/** How many different values there are lies between two bounds. Nulls are left out; no value counts as 0. */
export const distinctCount = boundedCheck({
  name: 'distinctCount',
  what: (check) => `the number of different ${columnIn(check)}`,
  tells: false,
  metrics(check, { column }) {
    const wrong = boundsOf(check).find((bound) => !/^\d+$/.test(bound))
    if (wrong !== undefined) throw refuse(check, `${JSON.stringify(wrong)} is no count`)
    return { distinct: { over: 'rows', value: countDistinct(column(columnIn(check))) } }
  },
  figure(_check, metrics) {
    const distinct = metrics.count('distinct')
    return { text: distinct.toString(), compare: (bound) => (distinct < BigInt(bound) ? -1 : distinct > BigInt(bound) ? 1 : 0) }
  },
})
