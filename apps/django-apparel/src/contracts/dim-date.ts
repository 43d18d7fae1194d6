import { contract, date, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const dimDate = contract({
  name: 'dim_date',
  layer: 'dimension',
  key: ['date_day'],
  owner: 'data',
  access: 'protected',
  description: 'One row per day, from the first to the last year with an order.',
  row: z.object({
    date_day: date().describe('The day.'),
    year: int64({ min: 2000n }).describe('The year.'),
    quarter: int64({ min: 1n, max: 4n }).describe('The quarter, 1 to 4.'),
    month: int64({ min: 1n, max: 12n }).describe('The month, 1 to 12.'),
    day_of_week: int64({ min: 1n, max: 7n }).describe('Monday 1 to Sunday 7.'),
  }),
})
