import { count, matches } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import * as z from 'zod'
import { columnIn, rowCheck, rowParams } from '../row-check.ts'
import { have } from '../wording.ts'

/** Texts match a regular expression of the portable subset (anywhere, unless it is anchored). Nulls pass. */
export const pattern = rowCheck({
  name: 'pattern',
  params: z.object({ pattern: z.string(), label: z.string().exactOptional(), ...rowParams }),
  fails: (check, { column }) => {
    const eb = expressionBuilder()
    return eb.not(eb.parens(matches(column(columnIn(check)), check.params.pattern)))
  },
  tested: (check, { column }) => count(column(columnIn(check))),
  phrase: (check) =>
    have(
      `${columnIn(check)} that ${check.params.label === undefined ? `does not match ${check.params.pattern}` : `does not fit "${check.params.label}"`}`,
    ),
})
