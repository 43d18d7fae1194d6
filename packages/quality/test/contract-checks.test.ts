import { contract, int64, checkSpecSchema } from '@meshwright/contracts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { contractChecks } from '../src/index.ts'
import { cities, orders } from './shop.ts'

test('names are stable and say what is checked', () => {
  expect(contractChecks(orders).map((spec) => `${spec.name}: ${spec.check} (${spec.columns.join()}) ${spec.description}`))
    .toMatchInlineSnapshot(`
      [
        "order_id_unique: unique (order_id) order_id identifies a row",
        "order_id_not_null: notNull (order_id) every row has order_id",
        "email_pattern: pattern (email) email: an e-mail address",
        "gender_accepted_values: acceptedValues (gender) gender: one of F, M",
        "quantity_not_null: notNull (quantity) every row has quantity",
        "quantity_min: min (quantity) quantity: >= 1",
        "price_not_null: notNull (price) every row has price",
        "price_min: min (price) price: >= 0.00",
        "price_max: max (price) price: <= 1000.00",
        "ordered_at_not_null: notNull (ordered_at) every row has ordered_at",
        "city_id_references_cities: references (city_id) city_id is in cities.city_id",
      ]
    `)
})

test('keys of several columns, several patterns, lengths and severities', () => {
  const places = contract({
    name: 'places',
    layer: 'raw',
    key: ['city_id', 'code'],
    owner: 'sales',
    description: 'One row per place.',
    row: z.object({
      city_id: int64(),
      code: z
        .string()
        .regex(/^[A-Z]/)
        .regex(/[0-9]$/)
        .min(2)
        .max(4),
    }),
    references: { city_id: { to: () => cities, severity: 'warn' } },
  })
  const specs = contractChecks(places)
  expect(specs.map((spec) => `${spec.name} ${spec.severity}`)).toEqual([
    'city_id_code_unique error',
    'city_id_not_null error',
    'code_not_null error',
    'code_pattern error',
    'code_pattern_2 error',
    'code_min_length error',
    'code_max_length error',
    'city_id_references_cities warn',
  ])
  for (const spec of specs) expect(checkSpecSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec)
})
