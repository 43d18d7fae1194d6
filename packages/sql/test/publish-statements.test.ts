import type { Column, PublishMode } from '@meshwright/contracts'
import { describe, expect, it } from 'vitest'
import { publishStatements, quotedIdentifier, SqlError, type InspectedTable, type PublishSet, type SqlDialect } from '../src/index.ts'

const PHYSICAL: Readonly<Record<string, string>> = {
  int64: 'bigint',
  string: 'text',
  timestamp: 'timestamptz',
  boolean: 'boolean',
  date: 'date',
}

/** Enough of a dialect to write statements; engines run them in the suites of the warehouses. */
const dialect = {
  name: 'paper',
  maxIdentifierBytes: 63,
  identifier: (name) => quotedIdentifier(name, { quote: '"', maxBytes: 63 }),
  physicalType: (type) => PHYSICAL[type.type] ?? type.type,
  logicalType: (physical) => {
    const name = Object.keys(PHYSICAL).find((type) => PHYSICAL[type] === physical)
    return name === undefined ? undefined : ({ type: name } as Column['type'])
  },
  literal: (value) => (value === null ? 'null' : typeof value === 'string' ? `'${value}'` : String(value)),
  functions: {} as SqlDialect['functions'],
} satisfies SqlDialect

const column = (name: string, type: 'int64' | 'string' | 'boolean' = 'int64', nullable = false): Column => ({
  name,
  type: { type },
  nullable,
  rules: [],
})
const inspected = (table: string, columns: readonly Column[], kind: 'table' | 'view' = 'table'): InspectedTable => ({
  name: { schema: 's', table },
  kind,
  columns: columns.map(({ name, type, nullable }) => ({ name, type, nullable, physicalType: dialect.physicalType(type) })),
})

const ID = column('id')
const NAME = column('name', 'string', true)
const COLUMNS = [ID, NAME]
const staged = inspected('staged', COLUMNS)

function setOf(mode: PublishMode, columns: readonly Column[] = COLUMNS): PublishSet {
  return {
    publishId: 'p1',
    tables: [{ staged: staged.name, target: { schema: 's', table: 't' }, mode, columns, key: ['id'] }],
    views: [],
    records: [],
  }
}

function statements(set: PublishSet, there: readonly InspectedTable[] = [], inPlace = false): string[] {
  const facts = {
    control: { schema: 's', table: 'mw_publish' },
    existing: (name: { table: string }) => [staged, ...there].find((table) => table.name.table === name.table),
    inPlace: () => inPlace,
  }
  return publishStatements([set], dialect, facts).flatMap((part) =>
    part.statements.map(({ sql, refuse }) => (refuse === undefined ? sql : `refuse if: ${sql}`)),
  )
}

const ID_ROW = `insert into "s"."mw_publish" ("publish_id") values ('p1')`

describe('publishStatements', () => {
  it('replace: drop and rename', () => {
    expect(statements(setOf({ mode: 'replace' }), [inspected('t', COLUMNS)])).toEqual([
      'drop table if exists "s"."t"',
      'alter table "s"."staged" rename to "t"',
      ID_ROW,
    ])
  })

  it('replace: in place where something hangs on the table', () => {
    expect(statements(setOf({ mode: 'replace' }), [inspected('t', [ID, column('name', 'int64'), column('gone')])], true)).toEqual([
      'delete from "s"."t"',
      'alter table "s"."t" drop column "gone"',
      'alter table "s"."t" alter column "name" type text using null',
      'alter table "s"."t" alter column "name" drop not null',
      'insert into "s"."t" ("id", "name") select "id", "name" from "s"."staged"',
      'drop table "s"."staged"',
      ID_ROW,
    ])
  })

  it('append: new columns come first, lost ones may be null', () => {
    expect(statements(setOf({ mode: 'append' }), [inspected('t', [ID, column('lost')])])).toEqual([
      'alter table "s"."t" add column "name" text',
      'alter table "s"."t" alter column "lost" drop not null',
      'insert into "s"."t" ("id", "name") select "id", "name" from "s"."staged"',
      'drop table "s"."staged"',
      ID_ROW,
    ])
  })

  it('the first publish of any mode makes the table', () => {
    for (const mode of [{ mode: 'append' }, { mode: 'merge' }] as const)
      expect(statements(setOf(mode))).toEqual(['alter table "s"."staged" rename to "t"', ID_ROW])
  })

  it('replaceInterval: a half-open interval, guarded', () => {
    expect(statements(setOf({ mode: 'replaceInterval', column: 'id', start: '1', end: '9' }), [inspected('t', COLUMNS)])).toEqual([
      'refuse if: select "id" from "s"."staged" where "id" is null or not ("id" >= 1 and "id" < 9) limit 1',
      'delete from "s"."t" where "id" >= 1 and "id" < 9',
      'insert into "s"."t" ("id", "name") select "id", "name" from "s"."staged"',
      'drop table "s"."staged"',
      ID_ROW,
    ])
  })

  it('merge: by key, without the deleted', () => {
    const columns = [...COLUMNS, column('gone', 'boolean', true)]
    expect(statements(setOf({ mode: 'merge', deletedColumn: 'gone' }, columns), [inspected('t', columns)])).toEqual([
      'delete from "s"."t" as t where exists (select 1 from "s"."staged" as s where s."id" = t."id")',
      'insert into "s"."t" ("id", "name", "gone") select "id", "name", "gone" from "s"."staged" where "gone" is not true',
      'drop table "s"."staged"',
      ID_ROW,
    ])
  })

  it('views: staged twins go before tables, a table makes room, a changed view is dropped first', () => {
    const view = { staged: { schema: 's', table: 'vs' }, target: { schema: 's', table: 'v' }, select: 'select 1', columns: [ID] }
    const create = (how: string) => `${how} view "s"."v" ("id") as\nselect cast(q."id" as bigint) as "id" from (\nselect 1\n) as q`
    const set = { ...setOf({ mode: 'replace' }), views: [view] }
    const rename = 'alter table "s"."staged" rename to "t"'
    expect(statements(set, [inspected('vs', [ID], 'view')])).toEqual(['drop view "s"."vs"', rename, create('create or replace'), ID_ROW])
    expect(statements(set, [inspected('v', [NAME], 'view')])).toEqual(['drop view "s"."v"', rename, create('create'), ID_ROW])
    expect(statements(set, [inspected('v', [ID])])).toEqual([rename, 'drop table "s"."v"', create('create'), ID_ROW])
  })

  it('records: the table when missing, then rows in pieces, after the id', () => {
    const rows = Array.from({ length: 501 }, (_, index) => [BigInt(index)])
    const made = statements({
      publishId: 'p1',
      tables: [],
      views: [],
      records: [{ table: { schema: 's', table: 'log' }, columns: [ID], rows }],
    })
    expect(made.map((sql) => sql.split('\n')[0])).toEqual([
      ID_ROW,
      'create table if not exists "s"."log" (',
      'insert into "s"."log" ("id") values',
      'insert into "s"."log" ("id") values',
    ])
  })

  it('all problems of a set at once', () => {
    const set: PublishSet = {
      publishId: 'p1',
      views: [],
      records: [],
      tables: [
        {
          staged: { schema: 's', table: 'nothing' },
          target: { schema: 's', table: 'a' },
          mode: { mode: 'merge' },
          columns: COLUMNS,
          key: [],
        },
        {
          staged: staged.name,
          target: { schema: 's', table: 't' },
          mode: { mode: 'append' },
          columns: [column('id', 'string'), column('name', 'boolean')],
          key: [],
        },
        { staged: staged.name, target: { schema: 's', table: 't' }, mode: { mode: 'replace' }, columns: COLUMNS, key: [] },
      ],
    }
    const refused = () => statements(set, [inspected('t', COLUMNS)])
    expect(refused).toThrow(SqlError)
    expect(refused).toThrow(expect.objectContaining({ code: 'publish-invalid' }))
    try {
      refused()
    } catch (error) {
      expect((error as SqlError).problems).toEqual([
        't: is in the publish set twice',
        'a: its staged table nothing is not there; load or build it again',
        "a: merge matches rows by the contract's key, and there is none: declare key",
        't: column "id" is int64 in the published table and string in the contract; append cannot change a type: publish once with replace, or give the contract a new version',
        't: column "name" is string in the published table and boolean in the contract; append cannot change a type: publish once with replace, or give the contract a new version',
      ])
    }
  })

  it('snapshot: needs a table of history', () => {
    expect(() => statements(setOf({ mode: 'snapshot', at: '2022-01-01T00:00:00Z' }), [inspected('t', COLUMNS)])).toThrow(/holds no history/)
  })

  it.each<[PublishMode, readonly Column[], readonly string[], readonly string[]]>([
    [{ mode: 'append' }, COLUMNS, ['id', 'day'], ['t: the key column "day" is not among its columns']],
    [
      { mode: 'replaceInterval', column: 'day', start: '1', end: '2' },
      COLUMNS,
      [],
      ['t: there is no column "day" to replace an interval of'],
    ],
    [{ mode: 'merge', deletedColumn: 'gone' }, COLUMNS, ['id'], ['t: there is no column "gone" that says which rows were deleted']],
    [
      { mode: 'merge', deletedColumn: 'name' },
      COLUMNS,
      ['id'],
      ['t: column "name" says which rows were deleted, so it must be boolean; it is string'],
    ],
    [
      { mode: 'snapshot', at: '2022-01-01T00:00:00Z' },
      [ID, column('valid_from', 'string')],
      [],
      [
        "t: snapshot matches rows by the contract's key, and there is none: declare key",
        't: column "valid_from" is what snapshot itself keeps: rename yours',
      ],
    ],
    [{ mode: 'append' }, [], [], ['t: has no columns']],
  ])('what a mode lacks is said: %j', (mode, columns, key, problems) => {
    const [table] = setOf(mode, columns).tables
    const set = { ...setOf(mode), tables: [{ ...(table as PublishSet['tables'][number]), key }] }
    expect(() => statements(set)).toThrow(expect.objectContaining({ code: 'publish-invalid', problems }))
  })

  it('a table is only renamed within its schema', () => {
    const [table] = setOf({ mode: 'replace' }).tables as [PublishSet['tables'][number]]
    expect(() => statements({ ...setOf({ mode: 'replace' }), tables: [{ ...table, target: { schema: 'other', table: 't' } }] })).toThrow(
      't: its staged table is in the schema "s", the target in "other"; a table can only be renamed within one schema',
    )
  })

  it('an identifier that is too long is refused, and never cut', () => {
    expect(() => dialect.identifier('字'.repeat(22))).toThrow(/66 bytes/)
    expect(dialect.identifier('a"b')).toBe('"a""b"')
  })
})
