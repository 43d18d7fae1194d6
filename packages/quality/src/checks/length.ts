import { count, length as lengthOf } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import * as z from 'zod'
import { columnIn, rowCheck, rowParams } from '../row-check.ts'
import { have } from '../wording.ts'

/** Texts have at least `min` and at most `max` Unicode code points. Nulls pass; the empty text has length 0. */
export const length = rowCheck({
  name: 'length',
  params: z
    .object({ min: z.int().min(0).exactOptional(), max: z.int().min(0).exactOptional(), ...rowParams })
    .refine(({ min, max }) => (min ?? max) !== undefined, 'one of min and max is needed'),
  fails: (check, { column }) => {
    const { min, max } = check.params
    const eb = expressionBuilder()
    const measured = lengthOf(column(columnIn(check)))
    return eb.or([
      ...(min === undefined ? [] : [eb(measured, '<', BigInt(min))]),
      ...(max === undefined ? [] : [eb(measured, '>', BigInt(max))]),
    ])
  },
  tested: (check, { column }) => count(column(columnIn(check))),
  phrase: (check) => {
    const { min, max } = check.params
    const parts = [...(min === undefined ? [] : [`shorter than ${min}`]), ...(max === undefined ? [] : [`longer than ${max}`])]
    return have(`${columnIn(check)} ${parts.join(' or ')} characters`)
  },
})
