import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  bytes,
  contract,
  contractDocument,
  contractFromDocument,
  date,
  decimal,
  float64,
  int64,
  json,
  localTimestamp,
  rowOnly,
  rowValidator,
  time,
  timestamp,
  validateRow,
  type RowOf,
} from '@meshwright/contracts'

const orders = contract({
  name: 'orders',
  layer: 'raw',
  description: 'One row per order.',
  owner: 'sales',
  key: ['order_id'],
  row: z.object({
    order_id: int64({ min: 1n }),
    amount: decimal(12, 2, { min: '0' }),
    ratio: float64(),
    placed: localTimestamp(),
    paid: timestamp().nullable(),
    due: date(),
    opens: time(),
    email: z.email().max(20).meta({ classification: 'pii.email' }),
    status: z.enum(['new', 'paid']),
    open: z.boolean(),
    extra: json(),
    photo: bytes(),
    counts: z.array(int64()),
    address: z.object({ street: z.string(), since: date().nullable() }),
    code: rowOnly(
      z
        .string()
        .max(5)
        .refine((text) => text !== 'bad', 'is a bad code'),
    ),
  }),
})

const good: RowOf<typeof orders> = {
  order_id: 1n,
  amount: '12.50',
  ratio: Number.NaN,
  placed: '2022-01-01T10:00:00.123456',
  paid: null,
  due: '2024-02-29',
  opens: '10:00:00.5',
  email: 'a@b.co',
  status: 'new',
  open: true,
  extra: { a: [1, null] },
  photo: new Uint8Array([1]),
  counts: [1n, 2n],
  address: { street: 'x', since: null },
  code: 'ok',
}

const messages = (row: Record<string, unknown>) => validateRow(orders, row).map((issue) => `${issue.code} ${issue.message}`)

describe('validateRow', () => {
  test('a row that fits has no issues', () => expect(validateRow(orders, good)).toEqual([]))

  test('all issues at once, in the order of the columns', () => {
    expect(messages({ ...good, order_id: 0n, amount: '-0.01', placed: 'x', status: 'gone', due: null, code: 'bad' })).toEqual([
      'rule column order_id: 0 is not >= 1',
      'rule column amount: "-0.01" is not >= 0.00',
      `type column placed: "x" is not a string such as '2022-12-31T10:00:00'`,
      'null column due: is null, and the column is not nullable',
      'rule column status: "gone" is not one of new, paid',
      'refinement column code: is a bad code',
    ])
  })

  test('missing and unknown columns, with what was meant', () => {
    const { email, code, ...rest } = good
    expect(messages({ ...rest, emial: email, code: undefined })).toEqual([
      'missing column "email" is missing; did you mean "emial"?',
      'missing column "code" is missing',
      'unknown column "emial" is not in the contract; did you mean "email"?',
    ])
    expect(code).toBe('ok')
    expect(messages({ ...good, toString: 1 })).toEqual(['unknown column "toString" is not in the contract'])
    expect(messages(Object.create(good) as Record<string, unknown>)).toHaveLength(orders.columns.length)
  })

  test.each<[keyof typeof good, unknown[]]>([
    ['order_id', [1, '1', 2n ** 63n, true]],
    ['amount', ['12.5', '12.500', '012.50', '+1.00', '-0.00', '12345678901.00', 12.5, '1e2']],
    ['ratio', ['1', 1n]],
    [
      'placed',
      ['2022-01-01 10:00:00', '2022-01-01T10:00:00Z', '2022-01-01T10:00:00.10', '2022-02-30T10:00:00', '2022-01-01T24:00:00', new Date()],
    ],
    ['paid', ['2022-01-01T10:00:00', '2022-01-01T10:00:00+07:00', '2022-01-01T10:00:00.0Z']],
    ['due', ['2022-02-29', '2022-1-1', '0000-01-01']],
    ['opens', ['10:00', '25:00:00']],
    ['open', ['true', 1]],
    ['email', [1, 'a\u0000@b.co']],
    ['extra', [1n, Number.NaN, { a: undefined }, { a: 1, b: 2n }, new Date(), [new Uint8Array()], [1, 2n], { 'a\u0000': 1 }, '\ud800']],
    ['photo', ['aGk=', [1]]],
    ['counts', [[1], [1n, 1], [null], '[1]']],
    ['address', [{ street: 'x' }, { street: null, since: null }, { street: 'x', since: null, zip: 1 }, [], 'x']],
  ])('%s: other forms are refused', (column, values) => {
    for (const value of values) {
      const issues = validateRow(orders, { ...good, [column]: value })
      expect(issues, String(value)).toHaveLength(1)
      expect(issues[0]).toMatchObject({ column, code: 'type' })
    }
  })

  test('what is inside says where', () => {
    expect(messages({ ...good, counts: [1n, 2] })).toEqual([
      'type column counts: [1,2] is not an array (array<int64>) whose element 2 is a bigint of 64 bits such as 42n',
    ])
    expect(messages({ ...good, address: { street: 'x', since: 'y' } })[0]).toContain(
      `an object whose field "since" is a string such as '2022-12-31'`,
    )
  })

  test('a classified value is never shown', () => {
    for (const email of ['hunter2', 'hunter2@very-long-domain.example', 5, 'hunter2\u0000']) {
      expect(messages({ ...good, email }).join()).not.toContain('hunter2')
      expect(messages({ ...good, email })).not.toEqual([])
    }
  })

  test('a contract that came as a document validates the same, without its JavaScript', () => {
    const read = contractFromDocument(JSON.parse(JSON.stringify(contractDocument(orders))), 'manifest')
    expect(validateRow(read, good)).toEqual([])
    expect(validateRow(read, { ...good, code: 'bad' })).toEqual([])
    expect(validateRow(read, { ...good, code: 'too long', order_id: 0n })).toHaveLength(2)
  })

  test('the prepared validator is the same function every time', () => {
    expect(rowValidator(orders)).toBe(rowValidator(orders))
  })
})
