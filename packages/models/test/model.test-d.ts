import { contract, decimal, int64, localTimestamp } from '@meshwright/contracts'
import { avg, cast, concat, countAll, divide, length, month, multiply, orZero, round, stringAgg, sum, tryCast, types } from '@meshwright/sql'
import { sql } from 'kysely'
import * as z from 'zod'
import { model } from '../src/index.ts'

const about = { description: 'One row each.', owner: 'tests' } as const
export const orders = contract({ ...about, name: 'orders', layer: 'raw', key: ['order_id'], row: z.object({ order_id: int64(), customer_id: int64(), order_date: localTimestamp(), amount: decimal(12, 2), note: z.string().nullable() }) })
export const customers = contract({ ...about, name: 'customers', layer: 'raw', key: ['customer_id'], row: z.object({ customer_id: int64(), city: z.string() }) })
export const one = contract({ ...about, name: 'one', layer: 'mart', key: ['id'], row: z.object({ id: int64(), amount: decimal(12, 2), city: z.string() }) })
export const monthly = contract({ ...about, name: 'monthly', layer: 'mart', key: ['month'], row: z.object({ month: int64(), revenue: decimal(38, 2).nullable(), n: int64() }) })

// What fits.
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', 'o.amount', 'c.city']).where('o.amount', '>', '10').where('o.order_id', '=', 5n))
model(monthly, { t: orders }, (db) => db.selectFrom('t').select(({ ref }) => [month(ref('t.order_date')).as('month'), sum(ref('t.amount')).as('revenue'), countAll().as('n')]).groupBy('month'))
// A value that is never null fits a nullable column.
model(monthly, { t: orders }, (db) => db.selectFrom('t').select(({ ref }) => [month(ref('t.order_date')).as('month'), orZero(sum(ref('t.amount'))).as('revenue'), countAll().as('n')]).groupBy('month'))

// What must not compile.
// @ts-expect-error a missing column
model(one, { o: orders }, (db) => db.selectFrom('o').select(['o.order_id as id', 'o.amount']))
// @ts-expect-error an extra column
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', 'o.amount', 'c.city', 'o.note']))
// @ts-expect-error decimal for int64
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.amount as id', 'o.amount', 'c.city']))
// @ts-expect-error a timestamp where a decimal is wanted: both are strings in JS
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', 'o.order_date as amount', 'c.city']))
// @ts-expect-error text where a decimal is wanted
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', 'c.city as amount', 'c.city']))
// @ts-expect-error nullable in the source
model(one, { o: orders }, (db) => db.selectFrom('o').select(['o.order_id as id', 'o.amount', 'o.note as city']))
// @ts-expect-error nullable after a left join
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').leftJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', 'o.amount', 'c.city']))
// @ts-expect-error an aggregate may be null
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(({ ref }) => ['o.order_id as id', sum(ref('o.amount')).as('amount'), 'c.city']))
// @ts-expect-error Kysely's own sum has no type of ours
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(({ fn }) => ['o.order_id as id', fn.sum('o.amount').as('amount'), 'c.city']))
// @ts-expect-error any is not a type
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', sql<any>`1`.as('amount'), 'c.city']))
// @ts-expect-error an undeclared upstream
model(one, { o: orders }, (db) => db.selectFrom('c').select(['c.city']))
// @ts-expect-error follows from the next line
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id')
  // @ts-expect-error an unknown column
  .select(['o.order_id as id', 'o.amonut as amount', 'c.city']))
// @ts-expect-error follows from the next line
model(monthly, { t: orders }, (db) => db.selectFrom('t')
  // @ts-expect-error the month of a decimal
  .select(({ ref }) => [month(ref('t.amount')).as('month'), sum(ref('t.amount')).as('revenue'), countAll().as('n')]).groupBy('month'))
// @ts-expect-error the sum of a timestamp
model(monthly, { t: orders }, (db) => db.selectFrom('t').select(({ ref }) => [month(ref('t.order_date')).as('month'), sum(ref('t.order_date')).as('revenue'), countAll().as('n')]).groupBy('month'))
// Text, though decimals and dates are strings in JS as well.
const sums = contract({ ...about, name: 'sums', layer: 'mart', row: z.object({ n: decimal(38, 2).nullable() }) })
model(sums, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => sum(tryCast(ref('o.note'), types.decimal(12, 2))).as('n')))
// @ts-expect-error the sum of a text
model(sums, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => sum(ref('o.note')).as('n')))
// @ts-expect-error the mean of a text
model(sums, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => avg(ref('o.note'), { scale: 2 }).as('n')))
// @ts-expect-error a text times a decimal
model(sums, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => multiply(ref('o.amount'), ref('o.note')).as('n')))
// @ts-expect-error a text divided by a decimal
model(sums, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => divide(ref('o.note'), ref('o.amount'), { scale: 2 }).as('n')))
// @ts-expect-error a text rounded
model(sums, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => round(ref('o.note'), 2).as('n')))
const months = contract({ ...about, name: 'months', layer: 'mart', row: z.object({ n: int64().nullable() }) })
// @ts-expect-error the month of a text
model(months, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => month(ref('o.note')).as('n')))
// @ts-expect-error text compared with an int64
model(one, { o: orders, c: customers }, (db) => db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', 'o.amount', 'c.city']).where('o.order_id', '=', 'x'))

// Text functions take text, and no value that JS holds as a string too.
const labels = contract({ ...about, name: 'labels', layer: 'mart', row: z.object({ label: z.string().nullable() }) })
model(labels, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => concat(ref('o.note'), cast(ref('o.amount'), types.string)).as('label')))
// @ts-expect-error a decimal joined to a text
model(labels, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => concat(ref('o.note'), ref('o.amount')).as('label')))
// @ts-expect-error the decimals of a group joined
model(labels, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => stringAgg(ref('o.amount'), ', ').as('label')))
// @ts-expect-error the length of a timestamp
model(labels, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => cast(length(ref('o.order_date')), types.string).as('label')))
// @ts-expect-error a timestamp tried as a date
model(labels, { o: orders }, (db) => db.selectFrom('o').select(({ ref }) => cast(tryCast(ref('o.order_date'), types.date), types.string).as('label')))
