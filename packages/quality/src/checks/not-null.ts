import { count } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import * as z from 'zod'
import { columnIn, rowCheck, rowParams } from '../row-check.ts'
import { have } from '../wording.ts'

/** Every row has a value. `mostly` is a share of all rows. The empty text is a value. */
export const notNull = rowCheck({
  name: 'notNull',
  params: z.object(rowParams),
  fails: (check, { column }) => expressionBuilder()(column(columnIn(check)), 'is', null),
  passing: (check, { column }) => count(column(columnIn(check))),
  phrase: (check) => have(`no ${columnIn(check)}`),
})
