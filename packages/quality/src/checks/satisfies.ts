import { count } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import * as z from 'zod'
import { rowCheck, rowParams } from '../row-check.ts'

/**
 * A condition over the columns of a row holds. Where it is null, as with a null on either side of `=`, the row passes, as in SQL's
 * CHECK; with `mostly`, such rows do not count as tested.
 */
export const satisfies = rowCheck({
  name: 'satisfies',
  params: z.object({ expression: z.json(), ...rowParams }),
  fails: (check, { expression }) => {
    const eb = expressionBuilder()
    return eb.not(eb.parens(expression(check.params.expression)))
  },
  tested: (check, { expression }) =>
    check.params.mostly === undefined ? undefined : count(expressionBuilder().parens(expression(check.params.expression))),
  phrase: (check) => ({ one: `breaks the rule ${check.spec.name}`, many: `break the rule ${check.spec.name}` }),
})
