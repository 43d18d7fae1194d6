import { expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { contract, decimal, int64, localTimestamp, parseRow } from '@meshwright/contracts'

const donations = contract({
  name: 'donations',
  layer: 'raw',
  owner: 'finance',
  description: 'One row per donation.',
  key: ['id'],
  row: z.object({
    id: int64({ min: 1n }),
    amount: decimal(12, 2, { min: '0.01' }),
    given: localTimestamp({ format: '%d/%m/%Y %H:%M' }),
    email: z.email().meta({ classification: 'pii.email' }),
    note: z.string().nullable(),
  }),
})
const good = { id: '9007199254740993', amount: 10, given: '31/12/2022 10:00', email: 'ada@example.org' }

test('a record is read exactly, and a missing nullable column is null', () => {
  const { row, issues } = parseRow(donations, good)
  expect(issues).toBeUndefined()
  expect(row).toEqual({ id: 9007199254740993n, amount: '10.00', given: '2022-12-31T10:00:00', email: 'ada@example.org', note: null })
  if (row !== undefined) expectTypeOf(row.id).toEqualTypeOf<bigint>()
})

test.each([
  ['a number that JSON.parse has rounded', { id: JSON.parse('9007199254740993') as number }, ['column id: 9007199254740992 ']],
  ['a rule', { amount: '0.00' }, ['column amount: "0.00" is not >= 0.01']],
  ['another format', { given: '2022-12-31' }, ['column given: "2022-12-31" is not ']],
  ['a null', { email: null }, ['column email: is empty, and the column is not nullable']],
  ['an unknown name', { mail: 'x' }, ['column "mail" is not in the contract; did you mean "email"?']],
  ['all of it at once', { id: 'x', amount: '1.234', email: 'nobody' }, ['column id: "x" ', 'column amount: "1.234" ', 'column email: ']],
])('%s is an issue', (_, change, wanted) => {
  const { issues } = parseRow(donations, { ...good, ...change })
  expect(issues?.map((issue) => issue.message)).toEqual(wanted.map((text) => expect.stringContaining(text) as string))
  expect(JSON.stringify(issues)).not.toContain('nobody')
})

test('a missing column that may not be null is an issue, once', () => {
  const { email: _, ...rest } = good
  expect(parseRow(donations, rest).issues).toEqual([{ column: 'email', code: 'missing', message: 'column "email" is missing' }])
})
