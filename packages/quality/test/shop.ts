import { contract, decimal, int64, timestamp } from '@meshwright/contracts'
import * as z from 'zod'

export const cities = contract({
  name: 'cities',
  layer: 'raw',
  key: ['city_id'],
  owner: 'sales',
  description: 'One row per city.',
  row: z.object({ city_id: int64(), city_name: z.string().max(8) }),
})

export const orders = contract({
  name: 'orders',
  layer: 'raw',
  key: ['order_id'],
  owner: 'sales',
  description: 'One row per order.',
  row: z.object({
    order_id: int64(),
    city_id: int64().nullable(),
    email: z.email().nullable().meta({ classification: 'pii.email' }),
    gender: z.enum(['F', 'M']).nullable(),
    quantity: int64({ min: 1n }),
    price: decimal(12, 2, { min: '0.00', max: '1000' }),
    revenue: decimal(12, 2).nullable(),
    ordered_at: timestamp(),
  }),
  references: { city_id: () => cities },
})

export const lines = contract({
  name: 'lines',
  layer: 'raw',
  owner: 'sales',
  description: 'One row per order line.',
  row: z.object({ order_id: int64(), amount: decimal(12, 2).nullable() }),
})

export const SHOP = `
  create table cities (city_id bigint, city_name varchar);
  insert into cities values (1, 'Jakarta'), (2, 'Bandung'), (null, 'Nowhere');
  create table orders (order_id bigint, city_id bigint, email varchar, gender varchar, quantity bigint, price decimal(12,2), revenue decimal(12,2), ordered_at timestamptz);
  insert into orders values
    (1, 1,    'a@b.example', 'F',  2,    10.00, 20.00, '2026-03-01 10:00:00+00'),
    (2, 9,    'not-mail',    'M',  1,    10.00, 10.00, '2026-03-01 11:00:00+00'),
    (2, 7,    null,          'X',  3,    0.50,  1.51,  '2026-03-01 12:00:00+00'),
    (4, null, 'c@d.example', null, null, -1.00, null,  '2026-03-01 12:30:00+00');
  create table lines (order_id bigint, amount decimal(12,2));
  insert into lines values (1, 20.00), (2, 10.00), (2, 1.50), (4, null);
`
