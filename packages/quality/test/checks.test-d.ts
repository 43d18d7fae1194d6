import { multiply } from '@meshwright/sql'
import { checks } from '../src/index.ts'
import { cities, lines, orders } from './shop.ts'

// What the compiler accepts and refuses; `tsc` is the test.

checks(orders, (check) => [
  check.notNull('email', { mostly: 0.9 }),
  check.unique(['city_id', 'gender'], { where: ({ eb, ref }) => eb(ref('gender'), '=', 'F') }),
  check.satisfies('total', ({ eb, ref }) => eb(ref('revenue'), '=', multiply(ref('quantity'), ref('price')))),
  check.satisfies('known', ({ eb }) => eb.or([eb('gender', 'is', null), eb('city_id', '>', 0n)])),
  check.acceptedValues('gender', ['F']),
  check.sameSum('revenue', () => lines, 'amount'),
  check.freshness('ordered_at', { maxAge: { days: 1 } }),
])

checks(orders, (check) => [
  // @ts-expect-error unknown column
  check.notNull('emial'),
  // @ts-expect-error unknown column in a list
  check.unique(['order_id', 'city']),
  // @ts-expect-error unknown column in an expression
  check.satisfies('x', ({ eb, ref }) => eb(ref('revenu'), '>', '0')),
  // @ts-expect-error a number beside a decimal column
  check.satisfies('x', ({ eb, ref }) => eb(ref('revenue'), '>', 0n)),
  // @ts-expect-error no condition
  check.satisfies('x', ({ ref }) => ref('revenue')),
  // @ts-expect-error no value of this column
  check.acceptedValues('gender', ['X']),
  // @ts-expect-error text has no sum
  check.sameSum('email', () => lines, 'amount'),
  // @ts-expect-error the other table has no such column
  check.sameSum('revenue', () => lines, 'revenue'),
  // @ts-expect-error text of the other table has no sum
  check.sameSum('revenue', () => cities, 'city_name'),
  // @ts-expect-error a decimal has no age
  check.freshness('revenue', { maxAge: { days: 1 } }),
  // @ts-expect-error unknown option
  check.rowCount({ min: 1 }, { sevrity: 'warn' }),
])
