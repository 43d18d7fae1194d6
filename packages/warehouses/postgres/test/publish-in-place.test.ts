import type { Column } from '@meshwright/contracts'
import { postgres } from '@meshwright/postgres'
import type { SqlValue, Store } from '@meshwright/sql'
import { afterEach, expect, test } from 'vitest'
import { ownServer } from './own-database.ts'

const own = ownServer()
const stores: Store[] = []
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())))

const ID: Column = { name: 'id', type: { type: 'int64' }, nullable: false, rules: [] }
const NAME: Column = { name: 'name', type: { type: 'string' }, nullable: true, rules: [] }
const target = { schema: 'mart', table: 'orders' }

async function opened(waitSeconds = 5) {
  const url = await own.database()
  const store = await postgres(url).open({
    home: '',
    environment: { name: 'test', schema: 'mart', reads: {} },
    signal: new AbortController().signal,
    access: 'write',
    waitSeconds,
  })
  stores.push(store)
  let count = 0
  const replace = async (columns: readonly Column[], ...rows: SqlValue[][]) => {
    const staged = { schema: 'mart', table: `staged_${++count}` }
    const batches = async function* () {
      yield rows
    }
    await store.load({ staged, columns, source: { kind: 'rows', batches: batches() }, signal: new AbortController().signal })
    await store.publish({
      publishId: `p${count}`,
      tables: [{ staged, target, mode: { mode: 'replace' }, columns, key: ['id'] }],
      views: [],
      records: [],
    })
  }
  const oid = async () => (await own.sql(url, "select 'mart.orders'::regclass::oid::text as oid"))[0]?.oid
  return { url, store, replace, oid, sql: (text: string) => own.sql(url, text) }
}

test('a table that nothing hangs on is exchanged by renaming', async () => {
  const { replace, oid } = await opened()
  await replace([ID], [1n])
  const before = await oid()
  await replace([ID], [2n])
  expect(await oid()).not.toBe(before)
})

const HOLDS: Readonly<Record<string, { make: string; kept: string; gives: unknown }>> = {
  'a grant': {
    make: 'create role r1; grant select on mart.orders to r1',
    kept: "select has_table_privilege('r1', 'mart.orders', 'select') as it",
    gives: true,
  },
  'a grant on a column': {
    make: 'create role r2; grant select (id) on mart.orders to r2',
    kept: "select has_column_privilege('r2', 'mart.orders', 'id', 'select') as it",
    gives: true,
  },
  'a row policy': {
    make: 'create policy only_some on mart.orders using (id > 1); alter table mart.orders enable row level security',
    kept: "select count(*)::int as it from pg_policies where tablename = 'orders'",
    gives: 1,
  },
  'a view of somebody else': {
    make: 'create view public.v as select id from mart.orders',
    kept: 'select max(id)::int as it from public.v',
    gives: 3,
  },
  'a materialised view': {
    make: 'create materialized view public.m as select id from mart.orders',
    kept: 'refresh materialized view public.m; select max(id)::int as it from public.m',
    gives: 3,
  },
  'an index': {
    make: 'create index by_id on mart.orders (id)',
    kept: "select count(*)::int as it from pg_indexes where tablename = 'orders'",
    gives: 1,
  },
  'a comment': {
    make: "comment on table mart.orders is 'ours'",
    kept: "select obj_description('mart.orders'::regclass) as it",
    gives: 'ours',
  },
  'an owner': {
    make: 'create role r4; grant usage, create on schema mart to r4; alter table mart.orders owner to r4',
    kept: "select tableowner as it from pg_tables where tablename = 'orders'",
    gives: 'r4',
  },
  'row security by itself': {
    make: 'alter table mart.orders enable row level security',
    kept: "select relrowsecurity as it from pg_class where oid = 'mart.orders'::regclass",
    gives: true,
  },
  'a row policy that is not in force': {
    make: 'create policy later on mart.orders using (id > 1)',
    kept: "select count(*)::int as it from pg_policies where tablename = 'orders'",
    gives: 1,
  },
  'a rule of its own': {
    make: 'create rule never as on update to mart.orders do instead nothing',
    kept: "select count(*)::int as it from pg_rules where tablename = 'orders'",
    gives: 1,
  },
  'a condition that rows must fit': {
    make: 'alter table mart.orders add constraint positive check (id > 0)',
    kept: "select count(*)::int as it from pg_constraint where conname = 'positive'",
    gives: 1,
  },
  'a trigger': {
    make: "create function seen() returns trigger language plpgsql as 'begin return null; end'; create trigger sees after insert on mart.orders execute function seen()",
    kept: "select count(*)::int as it from pg_trigger where tgname = 'sees'",
    gives: 1,
  },
  'a table that inherits': {
    make: 'create table public.more () inherits (mart.orders)',
    kept: "select count(*)::int as it from pg_inherits where inhparent = 'mart.orders'::regclass",
    gives: 1,
  },
  'the partitions of a table': {
    make: 'drop table mart.orders; create table mart.orders (id bigint not null, name text) partition by range (id); create table public.all_ids partition of mart.orders default',
    kept: 'select count(*)::int as it from public.all_ids',
    gives: 2,
  },
  'a publication': {
    make: 'alter table mart.orders replica identity full; create publication p for table mart.orders',
    kept: "select count(*)::int as it from pg_publication_tables where tablename = 'orders'",
    gives: 1,
  },
}

for (const [what, { make, kept, gives }] of Object.entries(HOLDS)) {
  test(`${what} survives replace`, async () => {
    const { replace, oid, sql } = await opened()
    await replace([ID, NAME], [1n, 'a'])
    await sql(make)
    const before = await oid()
    await replace([ID, NAME], [2n, 'b'], [3n, null])
    expect(await oid()).toBe(before)
    expect((await sql(kept))[0]?.it).toBe(gives)
    expect(await sql('select id::int, name from mart.orders order by id')).toEqual([
      { id: 2, name: 'b' },
      { id: 3, name: null },
    ])
  })
}

test('default privileges give the staged table the same grants, so renaming loses none', async () => {
  const { replace, oid, sql } = await opened()
  await sql('create role r3; alter default privileges in schema mart grant select on tables to r3')
  await replace([ID], [1n])
  const before = await oid()
  await replace([ID], [2n])
  expect(await oid()).not.toBe(before)
  expect(await sql("select has_table_privilege('r3', 'mart.orders', 'select') as it")).toEqual([{ it: true }])
})

test('the shape may change in place: columns come, go and change their type', async () => {
  const { replace, store, sql } = await opened()
  await replace([ID, NAME, { ...NAME, name: 'gone', nullable: false }], [1n, 'a', 'x'])
  await sql('create view public.v as select id from mart.orders')
  const columns: Column[] = [ID, { ...NAME, type: { type: 'decimal', precision: 12, scale: 2 } }, { ...NAME, name: 'came' }]
  await replace(columns, [2n, '1.50', 'new'])
  expect((await store.query('select id, name, came from mart.orders')).rows).toEqual([[2n, '1.50', 'new']])
  expect((await store.inspect(target))?.columns.map(({ name, type }) => [name, type?.type])).toEqual([
    ['id', 'int64'],
    ['name', 'decimal'],
    ['came', 'string'],
  ])
})

test('a column that a view reads cannot go: refused, with the view named, and nothing changes', async () => {
  const { replace, store, sql } = await opened()
  await replace([ID, NAME], [1n, 'a'])
  await sql('create view public.reads_name as select name from mart.orders')
  await expect(replace([ID], [2n])).rejects.toMatchObject({
    code: 'dependents-exist',
    message: expect.stringContaining('reads_name') as string,
  })
  expect((await store.query('select id, name from mart.orders')).rows).toEqual([[1n, 'a']])
})

test('a reader with an older snapshot goes on seeing the old rows while the table is replaced in place', async () => {
  const { replace, sql, url } = await opened()
  await replace([ID], [1n])
  await sql('create view public.v as select id from mart.orders')
  const { default: pg } = await import('pg')
  const reader = new pg.Client(url)
  await reader.connect()
  try {
    await reader.query('begin isolation level repeatable read; select 1')
    await reader.query('select count(*) from public.v')
    await replace([ID], [2n], [3n])
    expect((await reader.query('select id::int from public.v')).rows).toEqual([{ id: 1 }])
    await reader.query('commit')
    expect((await reader.query('select id::int from public.v order by id')).rows).toEqual([{ id: 2 }, { id: 3 }])
  } finally {
    await reader.end()
  }
})

test('a reader that does not end is waited for as long as was said, and no longer; the next publish goes through', async () => {
  const { replace, sql, url } = await opened(1)
  await replace([ID], [1n])
  const { default: pg } = await import('pg')
  const reader = new pg.Client(url)
  await reader.connect()
  try {
    await reader.query('begin; select count(*) from mart.orders')
    await expect(replace([ID], [2n])).rejects.toMatchObject({ code: 'conflict', retryable: true })
    expect(await sql('select id::int from mart.orders')).toEqual([{ id: 1 }])
    await reader.query('commit')
  } finally {
    await reader.end()
  }
  await replace([ID], [3n])
  expect(await sql('select id::int from mart.orders')).toEqual([{ id: 3 }])
})
