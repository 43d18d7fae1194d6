import { count } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import * as z from 'zod'
import { columnIn, rowCheck, rowParams } from '../row-check.ts'
import { have } from '../wording.ts'

export const boundParams = z.object({ value: z.string(), exclusive: z.boolean().exactOptional(), ...rowParams })

/** No value lies below `value` (nor at it, when `exclusive`). Nulls pass. */
export const min = rowCheck({
  name: 'min',
  params: boundParams,
  fails: (check, { column, constant }) =>
    expressionBuilder()(column(columnIn(check)), check.params.exclusive ? '<=' : '<', constant(columnIn(check), check.params.value)),
  tested: (check, { column }) => count(column(columnIn(check))),
  phrase: (check) => have(`${columnIn(check)} ${check.params.exclusive ? 'at or below' : 'below'} ${check.params.value}`),
})
