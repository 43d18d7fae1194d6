import { count } from '@meshwright/sql'
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
    return expressionBuilder()(
      column(name),
      'not in',
      check.params.values.map((value) => constant(name, value)),
    )
  },
  tested: (check, { column }) => count(column(columnIn(check))),
  phrase: (check) => have(`${columnIn(check)} other than ${listed(check.params.values)}`),
})
