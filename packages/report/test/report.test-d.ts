import { barChart, headline, ranking, report } from '../src/index.ts'
import { customers, monthly } from './shop.ts'

report({
  name: 'types',
  title: 'Types',
  owner: 'o',
  description: 'd',
  currency: 'EUR',
  reads: { monthly, customers },
  sections: (t) => [
    barChart({ title: 'fine', table: t.monthly, by: 'month', measure: { column: 'revenue' } }),
    // @ts-expect-error no such column
    barChart({ title: 'unknown column', table: t.monthly, by: 'mont', measure: { column: 'revenue' } }),
    // @ts-expect-error text is not a number, though decimals are strings in JS
    barChart({ title: 'text as a measure', table: t.customers, by: 'rank', measure: { column: 'customer' } }),
    // @ts-expect-error a column of another table
    ranking({ title: 'other table', table: t.customers, name: 'customer', measure: { column: 'orders' }, plural: 'customers' }),
    // @ts-expect-error not one of `reads`
    barChart({ title: 'unknown table', table: t.daily, by: 'month', measure: { column: 'revenue' } }),
    headline({
      title: 'figures',
      over: t.monthly,
      period: 'month',
      figures: [
        { label: 'fine', sum: 'orders' },
        // @ts-expect-error a quotient needs both
        { label: 'half a quotient', divide: 'revenue' },
      ],
    }),
  ],
})
