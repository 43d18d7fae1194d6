import { contract, decimal, int64, localTimestamp } from '@meshwright/contracts'
import { checks, type TableChecks } from '@meshwright/quality'
import { length, literal, matches, types } from '@meshwright/sql'
import * as z from 'zod'
import { COUNTRIES, CUSTOMERS } from '../events-parquet.ts'

const about = { layer: 'raw', owner: 'bench' } as const

export const customers = contract({
  ...about,
  name: 'customers',
  description: 'One row per customer.',
  key: ['customer_id'],
  row: z.object({ customer_id: int64(), name: z.string() }),
})

/** 11 of the 30 checks: the key, seven columns that are never null, the countries, how notes begin, the customer. */
export const events = contract({
  ...about,
  name: 'events',
  description: 'One row per event.',
  key: ['id'],
  row: z.object({
    id: int64(),
    customer_id: int64(),
    email: z.string(),
    country: z.enum(COUNTRIES as [string, ...string[]]).nullable(),
    amount: decimal(12, 2),
    quantity: int64(),
    created_at: localTimestamp(),
    note: z.string().regex(/^note /),
  }),
  references: { customer_id: () => customers },
})

/** The others. */
export const eventsChecks = (rows: number): TableChecks =>
  checks(events, (check) => [
    check.rowCount({ equals: rows }),
    check.notNull('country', { mostly: 0.99 }),
    check.satisfies('amount_range', ({ eb, ref }) =>
      eb.between(ref('amount'), literal('0', types.decimal(12, 2)), literal('100000', types.decimal(12, 2))),
    ),
    check.satisfies('quantity_range', ({ eb, ref }) => eb.between(ref('quantity'), 1n, 100n), { mostly: 0.99 }),
    check.satisfies('customer_range', ({ eb, ref }) => eb.between(ref('customer_id'), 1n, BigInt(CUSTOMERS))),
    check.satisfies('created_range', ({ eb, ref }) => eb.between(ref('created_at'), '2024-01-01T00:00:00', '2026-01-01T00:00:00')),
    check.satisfies('email_shape', ({ ref }) => matches(ref('email'), '^[^@]+@[^@]+[.][a-z]+$'), { mostly: 0.98 }),
    check.minBetween('amount', { min: '0' }),
    check.maxBetween('amount', { max: '100000' }),
    check.meanBetween('amount', { min: 49_000, max: 51_000 }),
    check.sumBetween('amount', { min: 49_000 * rows, max: 51_000 * rows }),
    check.meanBetween('quantity', { min: 49, max: 52 }),
    check.maxBetween('quantity', { min: 100n, max: 100n }),
    check.satisfies('note_length', ({ eb, ref }) => eb.between(length(ref('note')), 10n, 200n)),
    check.satisfies('email_length', ({ eb, ref }) => eb.between(length(ref('email')), 5n, 100n)),
    check.maxBetween('created_at', { min: '2025-12-01' }),
    check.distinctCount('country', { min: 20, max: 20 }),
    check.minBetween('id', { min: 1n }),
    check.unique(['id', 'customer_id']),
  ])
