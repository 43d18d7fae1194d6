import { expectTypeOf } from 'vitest'
import { model, modelTest, type ModelTest } from '../src/index.ts'
import { customers, one, orders } from './model.test-d.ts'

const joined = model(one, { o: orders, c: customers }, (db) =>
  db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', 'o.amount', 'c.city']),
)
const o = [{ order_id: 1n, customer_id: 7n, amount: '10.00' }]
const c = [{ customer_id: 7n, city: 'Bandung' }]

expectTypeOf(modelTest(joined, { name: 'fits', given: { o, c }, expect: [{ id: 1n, city: 'Bandung' }] })).toEqualTypeOf<ModelTest>()
modelTest(joined, { name: 'null where the contract allows it', given: { o: [{ ...o[0], note: null }], c }, expect: [] })

// @ts-expect-error an upstream without rows
modelTest(joined, { name: 'x', given: { o }, expect: [] })
// @ts-expect-error a name that the query does not have
modelTest(joined, { name: 'x', given: { o, c, d: [] }, expect: [] })
// @ts-expect-error a column that the upstream does not have
modelTest(joined, { name: 'x', given: { o: [{ ordr_id: 1n }], c }, expect: [] })
// @ts-expect-error a number for an int64
modelTest(joined, { name: 'x', given: { o: [{ order_id: 1 }], c }, expect: [] })
// @ts-expect-error null where the contract allows none
modelTest(joined, { name: 'x', given: { o, c: [{ city: null }] }, expect: [] })
// @ts-expect-error a column that the model does not have
modelTest(joined, { name: 'x', given: { o, c }, expect: [{ total: '1.00' }] })
// @ts-expect-error a bigint for a decimal
modelTest(joined, { name: 'x', given: { o, c }, expect: [{ amount: 10n }] })
