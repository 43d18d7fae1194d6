import * as z from 'zod'
import { columnIn, rowCheck, rowParams } from '../row-check.ts'
import { count } from '@meshwright/sql'

/** Every value is in `toColumn` of the relation `to`. Null references nothing and passes; a null there matches nothing. */
export const references = rowCheck({
  name: 'references',
  params: z.object({ to: z.string(), toColumn: z.string(), ...rowParams }),
  testsRows: false,
  fails: (check, { unmatched }) => unmatched(columnIn(check), check.params.to, check.params.toColumn),
  tested: (check, { column }) => count(column(columnIn(check))),
  phrase: (check) => {
    const missing = nounOf(check.params.to, check.params.toColumn)
    return { one: `references ${missing}`, many: `reference ${missing}` }
  },
})

/** `city_id` names what it identifies: `no city`. */
function nounOf(to: string, toColumn: string): string {
  const noun = /^(.+)_id$/.exec(toColumn)?.[1]
  return noun === undefined ? `no row of ${to}` : `no ${noun.replaceAll('_', ' ')}`
}
