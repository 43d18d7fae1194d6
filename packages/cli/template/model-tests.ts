import { modelTest } from '@meshwright/models'
import { monthlySales } from './models/monthly-sales.ts'

export const modelTests = [
  modelTest(monthlySales, {
    name: 'the last second of January is in January, and months of different years are one',
    given: {
      o: [
        { placed: '2026-01-31T23:59:59', quantity: 2n, price: '10.00' },
        { placed: '2026-02-01T00:00:00', quantity: 1n, price: '7.50' },
        { placed: '2027-01-01T12:00:00', quantity: 1n, price: '0.50' },
      ],
    },
    expect: [
      { month: 1n, revenue: '20.50', orders: 2n },
      { month: 2n, revenue: '7.50', orders: 1n },
    ],
  }),
]
