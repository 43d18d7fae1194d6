import * as z from 'zod'
import {
  bytes,
  contract,
  date,
  decimal,
  float64,
  int64,
  json,
  localTimestamp,
  rowValidator,
  time,
  timestamp,
  type AnyContract,
  type Contract,
  type Decimal,
  type JsonValue,
  type LocalTimestamp,
  type RowOf,
  type Timestamp,
} from '@meshwright/contracts'

import type { authors } from './fixtures/authors.ts'
import type { books } from './fixtures/books.ts'
import type { categories } from './fixtures/categories.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function holds<_T extends true>(): void {}

const base = { layer: 'raw', description: 'One row per thing.', owner: 'team' } as const

const things = contract({
  ...base,
  name: 'things',
  key: ['id'],
  row: z.object({
    id: int64(),
    ratio: float64(),
    price: decimal(12, 2).nullable(),
    day: date(),
    at: time(),
    seen: timestamp(),
    placed: localTimestamp().describe('On the shop clock.'),
    photo: bytes(),
    extra: json(),
    name: z.string().nullable(),
    open: z.boolean(),
    status: z.enum(['new', 'paid']),
    counts: z.array(int64()),
    address: z.object({ street: z.string(), since: date().nullable() }),
  }),
})

// Rows are plain: application code never sees a flavour.
type Row = RowOf<typeof things>
holds<Same<Row['id'], bigint>>()
holds<Same<Row['ratio'], number>>()
holds<Same<Row['price'], string | null>>()
holds<Same<Row['day'], string>>()
holds<Same<Row['at'], string>>()
holds<Same<Row['seen'], string>>()
holds<Same<Row['placed'], string>>()
holds<Same<Row['photo'], Uint8Array>>()
holds<Same<Row['extra'], JsonValue>>()
holds<Same<Row['name'], string | null>>()
holds<Same<Row['open'], boolean>>()
holds<Same<Row['status'], 'new' | 'paid'>>()
holds<Same<Row['counts'], bigint[]>>()
holds<Same<Row['address'], { street: string; since: string | null }>>()
holds<Same<(typeof things)['name'], 'things'>>()

// Flavours stand apart inside of queries, and literals still fit.
type QueryRow = NonNullable<(typeof things)['$row']>
declare const query: QueryRow
export const seen: Timestamp = query.seen
export const literal: Decimal = '10.00'
// @ts-expect-error a local timestamp is no instant
export const mixed: Timestamp = query.placed
// @ts-expect-error a decimal is no timestamp, though both are strings
export const worse: LocalTimestamp = query.price as Decimal
// @ts-expect-error an int64 is a bigint, and no number
export const wrong: QueryRow['id'] = 1

export const other = contract({
  ...base,
  name: 'other',
  // @ts-expect-error a key is made of columns
  key: ['idd'],
  row: z.object({ id: int64() }),
})

export const refers = contract({ ...base, name: 'refers', row: z.object({ thing_id: int64() }), references: { thing_id: () => things } })
export const alsoRefers = contract({
  ...base,
  name: 'refers',
  row: z.object({ thing_id: int64() }),
  // @ts-expect-error references are of columns
  references: { thingg_id: () => things },
})

// Tables that refer to themselves or to each other keep their types.
holds<Same<RowOf<typeof categories>, { category_id: bigint; parent_id: bigint | null }>>()
holds<Same<RowOf<typeof authors>, { author_id: bigint; best_book_id: bigint | null }>>()
holds<Same<RowOf<typeof books>, { book_id: bigint; author_id: bigint }>>()

// @ts-expect-error a layer is one of five
export const layered = contract({ ...base, layer: 'bronze', name: 'x', row: z.object({ id: int64() }) })

// @ts-expect-error bounds of an int64 are bigints
int64({ min: 1 })
// @ts-expect-error bounds of a decimal are exact strings
decimal(12, 2, { min: 0 })
// @ts-expect-error a wall clock has no zone
localTimestamp({ zone: 'Asia/Jakarta' })

// Every contract is an AnyContract, and nothing else is.
export const any: AnyContract = things
export const named: Contract<'things', QueryRow> = things
rowValidator(things)
// @ts-expect-error a document needs all of its fields
rowValidator({ name: 'things' })
