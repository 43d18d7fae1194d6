import { count, oneOf } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import * as z from 'zod'
import { columnIn, rowCheck, rowParams } from '../row-check.ts'
import { have, listed } from '../wording.ts'

/** Every value is one of `values`, written as canonical text of the column's type. Nulls pass. */
export const acceptedValues = rowCheck({
  name: 'acceptedValues',
  params: z.object({ values: z.array(z.string()).min(1), ...rowParams }),
  fails: (check, { column, constant }) => {
    const name = columnIn(check)
    const [first = '', ...others] = check.params.values
    const eb = expressionBuilder()
    return eb.not(oneOf(column(name), [constant(name, first), ...others.map((value) => constant(name, value))]))
  },
  tested: (check, { column }) => count(column(columnIn(check))),
  phrase: (check) => have(`${columnIn(check)} other than ${listed(check.params.values)}`),
})
