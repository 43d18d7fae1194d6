import { count } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import { columnIn, rowCheck } from '../row-check.ts'
import { have } from '../wording.ts'
import { boundParams } from './min.ts'

/** No value lies above `value` (nor at it, when `exclusive`). Nulls pass. */
export const max = rowCheck({
  name: 'max',
  params: boundParams,
  fails: (check, { column, constant }) =>
    expressionBuilder()(column(columnIn(check)), check.params.exclusive ? '>=' : '>', constant(columnIn(check), check.params.value)),
  tested: (check, { column }) => count(column(columnIn(check))),
  phrase: (check) => have(`${columnIn(check)} ${check.params.exclusive ? 'at or above' : 'above'} ${check.params.value}`),
})
