import type { TableName } from '@meshwright/contracts'
import { wouldBe, type PublishTable, type PublishView, type SqlValue } from '@meshwright/sql'
import { expect } from 'vitest'
import { PUBLISH_CASES } from './publish-cases.ts'
import { column } from './canonical-rows.ts'
import type { SuiteContext } from './suite-context.ts'

const COLUMNS = [column('id', 'int64'), column('name', 'string', true)]
const RECORD = [column('load_id', 'string'), column('at', 'timestamp'), column('rows', 'int64'), column('cursor', 'json', true)]

export function publishTests(context: SuiteContext): void {
  const replace = { mode: { mode: 'replace' }, columns: COLUMNS, key: ['id'] } as const

  // In code point order of the text of each row, as engines sort text and nulls differently.
  const sorted = (rows: readonly (readonly SqlValue[])[]) => rows.map((row) => row.map(String).join('|')).toSorted()
  const namesOf = ({ columns }: PublishTable) => columns.map((each) => each.name)
  /** What checks see of a table before it is published. */
  const wouldBeRows = async (set: PublishTable) => {
    const query = wouldBe(set, await context.store.inspect(set.target), context.dialect)
    if (query === undefined) return context.rows(set.staged, namesOf(set))
    const view = context.staged()
    const { columns } = set
    await context.store.build({ staged: view, select: query, columns, materialization: 'view', signal: new AbortController().signal })
    const found = await context.rows(view, namesOf(set))
    await context.store.drop([view])
    return found
  }

  for (const { name, columns, key, staged, shown, after } of PUBLISH_CASES) {
    context.test(name, async () => {
      const [target, log] = [context.table(), context.table('log')]
      const counts: bigint[] = []
      for (const step of staged) {
        const made = await context.stage(step.columns ?? columns, step.rows)
        const set = { staged: made, target, mode: step.mode, columns: step.columns ?? columns, key: step.key ?? key }
        const expected = step.mode.mode === 'snapshot' ? undefined : await wouldBeRows(set)
        const counted = { table: log, columns: [column('n', 'int64')], rows: [[{ rowsOf: target }]] }
        await context.publish({ tables: [set], records: [counted] })
        counts.push(await context.count(target))
        if (expected !== undefined) expect(sorted(await context.rows(target, namesOf(set)))).toEqual(sorted(expected))
        expect(await context.store.inspect(made)).toBeUndefined()
      }
      expect(sorted(await context.rows(target, shown))).toEqual(sorted(after))
      expect(sorted(await context.rows(log, ['n']))).toEqual(sorted(counts.map((count) => [count])))
    })
  }

  context.test('a view that stands where rows are added gives way, and keeps none of its own', async () => {
    const target = context.table()
    const staged = await context.stage(COLUMNS, [[1n, 'a']])
    await context.store.build({
      staged: target,
      select: 'select cast(9 as bigint) as id, cast(null as varchar(9)) as name',
      columns: COLUMNS,
      materialization: 'view',
      signal: new AbortController().signal,
    })
    const set: PublishTable = { staged, target, mode: { mode: 'append' }, columns: COLUMNS, key: ['id'] }
    expect(await wouldBeRows(set)).toEqual([[1n, 'a']])
    await context.publish({ tables: [set] })
    expect(await context.rows(target, ['id', 'name'])).toEqual([[1n, 'a']])
  })

  context.test('a whole set becomes visible at once, with its records', async () => {
    const [a, b, log] = [context.table('a'), context.table('b'), context.table('log')]
    const records = {
      table: log,
      columns: RECORD,
      rows: [
        ['load "1"', '2022-01-01T00:00:00Z', 2n, { after: "it's" }],
        ['load 2', '2022-01-01T00:00:00.000001Z', 0n, null],
      ],
    } as const
    await context.publish({
      tables: [
        { ...replace, staged: await context.stage(COLUMNS, [[1n, 'a']]), target: a },
        { ...replace, staged: await context.stage(COLUMNS, [[2n, 'b']]), target: b },
      ],
      records: [records],
    })
    expect(await context.rows(a, ['id'])).toEqual([[1n]])
    expect(await context.rows(b, ['id'])).toEqual([[2n]])
    expect(
      (
        await context.store.query(
          `select load_id, ${context.dialect.identifier('at')}, ${context.dialect.identifier('rows')}, cursor from ${context.sql(log)} order by load_id`,
        )
      ).rows,
    ).toEqual(records.rows)
  })

  context.test('a set that fails in its last table publishes nothing', async () => {
    const [good, bad, log] = [context.table('good'), context.table('bad'), context.table('log')]
    await context.publish({ tables: [{ ...replace, staged: await context.stage(COLUMNS, [[1n, 'old']]), target: good }] })
    const staged = await context.stage(COLUMNS, [[2n, 'new']])
    const gone = context.staged()
    const set = {
      publishId: 'fails',
      views: [],
      tables: [
        { ...replace, staged, target: good },
        { ...replace, staged: gone, target: bad },
      ],
      records: [{ table: log, columns: [column('x', 'int64')], rows: [[1n]] }],
    }
    await expect(context.store.publish(set)).rejects.toThrow(gone.table)
    expect(await context.rows(good, ['name'])).toEqual([['old']])
    expect(await context.store.inspect(bad)).toBeUndefined()
    expect(await context.store.inspect(log)).toBeUndefined()
    // The same id may be tried again, once the cause is gone.
    await context.stage(COLUMNS, [[3n, 'late']], gone)
    await context.store.publish(set)
    expect(await context.rows(good, ['name'])).toEqual([['new']])
    expect(await context.rows(bad, ['name'])).toEqual([['late']])
  })

  context.test('a set that is refused half way publishes nothing', async () => {
    const [first, second, log] = [context.table('first'), context.table('second'), context.table('log')]
    await context.publish({ tables: [{ ...replace, staged: await context.stage(COLUMNS, [[1n, 'old']]), target: first }] })
    const outside = { mode: 'replaceInterval', column: 'id', start: '1', end: '3' } as const
    const refused = context.publish({
      tables: [
        { ...replace, staged: await context.stage(COLUMNS, [[2n, 'new']]), target: first },
        { ...replace, mode: outside, staged: await context.stage(COLUMNS, [[9n, 'outside']]), target: second },
      ],
      records: [{ table: log, columns: [column('x', 'int64')], rows: [[1n]] }],
    })
    await expect(refused).rejects.toThrow(second.table)
    expect(await context.rows(first, ['name'])).toEqual([['old']])
    expect(await context.store.inspect(second)).toBeUndefined()
    expect(await context.store.inspect(log)).toBeUndefined()
  })

  context.test('publishing the same id again changes nothing', async () => {
    const [target, log] = [context.table(), context.table('log')]
    const staged = await context.stage(COLUMNS, [[1n, 'a']])
    const set = {
      publishId: `once "'\\ 中 ${target.table}`,
      tables: [{ staged, target, mode: { mode: 'append' }, columns: COLUMNS, key: [] }],
      views: [],
      records: [{ table: log, columns: [column('x', 'int64')], rows: [[1n]] }],
    } as const
    await context.store.publish(set)
    await context.store.publish(set)
    await context.stage(COLUMNS, [[1n, 'a']], staged)
    await context.store.publish(set)
    expect(await context.count(target)).toBe(1n)
    expect(await context.count(log)).toBe(1n)
  })

  context.test('several publishes at once do not disturb each other', async () => {
    const targets = Array.from({ length: 4 }, () => context.table())
    const log = context.table('log')
    await Promise.all(
      targets.map(async (target, index) =>
        context.publish({
          tables: [{ ...replace, staged: await context.stage(COLUMNS, [[BigInt(index), null]]), target }],
          records: [{ table: log, columns: [column('x', 'int64')], rows: [[BigInt(index)]] }],
        }),
      ),
    )
    for (const [index, target] of targets.entries()) expect(await context.rows(target, ['id'])).toEqual([[BigInt(index)]])
    expect(await context.rows(log, ['x'])).toEqual([[0n], [1n], [2n], [3n]])
  })

  context.test('of several publishes at once only the wrong one fails, and one id twice is published once', async () => {
    const log = context.table('log')
    const sets = await Promise.all(
      Array.from({ length: 5 }, async (_, index) => ({
        publishId: `at once ${log.table} ${index}`,
        tables: [{ ...replace, staged: await context.stage(COLUMNS, [[BigInt(index), null]]), target: context.table() }],
        views: [],
        records: [{ table: log, columns: [column('x', 'int64')], rows: [[BigInt(index)]] }],
      })),
    )
    const [first, , third] = sets
    const wrong = third?.tables[0]
    if (first === undefined || wrong === undefined) throw new Error('there are five')
    await context.store.drop([wrong.staged])
    const ended = await Promise.allSettled([...sets, first].map((set) => context.store.publish(set)))
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
    expect(String(ended[2]?.status === 'rejected' && ended[2].reason)).toContain(wrong.staged.table)
    expect(await context.rows(log, ['x'])).toEqual([[0n], [1n], [3n], [4n]])
    expect(await context.store.inspect(wrong.target)).toBeUndefined()
  })

  context.test('records gain the columns that a later version writes', async () => {
    const log = context.table('log')
    await context.publish({ records: [{ table: log, columns: [column('a', 'int64')], rows: [[1n]] }] })
    await context.publish({ records: [{ table: log, columns: [column('a', 'int64'), column('b', 'string', true)], rows: [[2n, 'x']] }] })
    expect(await context.rows(log, ['a', 'b'])).toEqual([
      [1n, null],
      [2n, 'x'],
    ])
  })

  context.test('many records arrive', async () => {
    const log = context.table('log')
    const rows = Array.from({ length: 2_300 }, (_, index) => [`load ${index}`, '2022-01-01T00:00:00Z', BigInt(index), { index }])
    await context.publish({ records: [{ table: log, columns: RECORD, rows }] })
    expect(await context.count(log)).toBe(2_300n)
  })

  context.test('a changed type is refused with every column named', async () => {
    const target = context.table()
    await context.publish({ tables: [{ ...replace, staged: await context.stage(COLUMNS, [[1n, 'a']]), target }] })
    const columns = [column('id', 'string'), column('name', 'int64', true)]
    const refused = context.publish({
      tables: [{ staged: await context.stage(columns, [['x', 1n]]), target, mode: { mode: 'append' }, columns, key: [] }],
    })
    await expect(refused).rejects.toThrow(/"id" is int64[^]*"name" is string/)
    expect(await context.rows(target, ['id', 'name'])).toEqual([[1n, 'a']])
  })

  context.test('merge and snapshot without a key are refused', async () => {
    for (const mode of [{ mode: 'merge' }, { mode: 'snapshot', at: '2022-01-01T00:00:00Z' }] as const) {
      const target = context.table()
      await expect(
        context.publish({ tables: [{ staged: await context.stage(COLUMNS, []), target, mode, columns: COLUMNS, key: [] }] }),
      ).rejects.toThrow(/key/)
      expect(await context.store.inspect(target)).toBeUndefined()
    }
  })

  context.test('staged rows outside of the interval are refused', async () => {
    const target = context.table()
    const columns = [column('id', 'int64')]
    const mode = { mode: 'replaceInterval', column: 'id', start: '1', end: '3' } as const
    await expect(
      context.publish({ tables: [{ staged: await context.stage(columns, [[1n], [3n]]), target, mode, columns, key: [] }] }),
    ).rejects.toThrow(/\[1, 3\)/)
    expect(await context.store.inspect(target)).toBeUndefined()
  })

  context.test('a snapshot older than the history is refused', async () => {
    const take = async (target: TableName, at: string, rows: readonly (readonly SqlValue[])[]) =>
      context.publish({
        tables: [{ staged: await context.stage(COLUMNS, rows), target, mode: { mode: 'snapshot', at }, columns: COLUMNS, key: ['id'] }],
      })
    const [opened, closed] = [context.table(), context.table()]
    await take(opened, '2022-01-02T00:00:00Z', [[1n, 'a']])
    await take(closed, '2022-01-01T00:00:00Z', [[1n, 'a']])
    await take(closed, '2022-01-03T00:00:00Z', [])
    for (const [target, at] of [
      [opened, '2022-01-01T00:00:00Z'],
      [closed, '2022-01-02T00:00:00Z'],
    ] as const) {
      await expect(take(target, at, [[1n, 'b']])).rejects.toThrow(/history/)
      expect(await context.rows(target, ['name'])).toEqual([['a']])
    }
  })

  context.test('views are made, replaced, and may change their columns', async () => {
    const from = await context.stage(COLUMNS, [[1n, 'a']])
    const target = context.table('v')
    const make = async (select: string, columns: PublishView['columns']) => {
      const staged = context.staged()
      await context.store.build({ staged, select, columns, materialization: 'view', signal: new AbortController().signal })
      await context.publish({ views: [{ staged, target, select, columns }] })
      expect(await context.store.inspect(staged)).toBeUndefined()
    }
    await make(`select id, name from ${context.sql(from)}`, COLUMNS)
    expect(await context.rows(target, ['id', 'name'])).toEqual([[1n, 'a']])
    await make(`select id + 1 as id, name from ${context.sql(from)}`, COLUMNS)
    expect(await context.rows(target, ['id', 'name'])).toEqual([[2n, 'a']])
    await make(`select name as other from ${context.sql(from)}`, [column('other', 'string', true)])
    expect(await context.rows(target, ['other'])).toEqual([['a']])
    const inspected = await context.store.inspect(target)
    expect([inspected?.kind, inspected?.columns.map((found) => found.name)]).toEqual(['view', ['other']])
  })

  context.test('a table may become a view and a view a table', async () => {
    const from = await context.stage(COLUMNS, [[9n, 'view']])
    const target = context.table()
    const kind = async () => (await context.store.inspect(target))?.kind
    await context.publish({ tables: [{ ...replace, staged: await context.stage(COLUMNS, [[1n, 'table']]), target }] })
    expect(await kind()).toBe('table')
    const staged = context.staged()
    const select = `select id, name from ${context.sql(from)}`
    await context.store.build({ staged, select, columns: COLUMNS, materialization: 'view', signal: new AbortController().signal })
    await context.publish({ views: [{ staged, target, select, columns: COLUMNS }] })
    expect([await kind(), await context.rows(target, ['name'])]).toEqual(['view', [['view']]])
    await context.publish({ tables: [{ ...replace, staged: await context.stage(COLUMNS, [[2n, 'again']]), target }] })
    expect([await kind(), await context.rows(target, ['name'])]).toEqual(['table', [['again']]])
  })

  context.test('a published view goes on reading a table that is replaced', async () => {
    const [target, view] = [context.table(), context.table('v')]
    const columns = [column('id', 'int64')]
    await context.publish({ tables: [{ ...replace, staged: await context.stage(COLUMNS, [[1n, 'a']]), target }] })
    const select = `select id from ${context.sql(target)}`
    await context.publish({ views: [{ staged: context.staged(), target: view, select, columns }] })
    const wider = [...COLUMNS, column('extra', 'boolean', true)]
    await context.publish({
      tables: [
        {
          staged: await context.stage(wider, [
            [2n, 'b', true],
            [3n, 'c', null],
          ]),
          target,
          mode: { mode: 'replace' },
          columns: wider,
          key: [],
        },
      ],
    })
    expect(await context.rows(view, ['id'])).toEqual([[2n], [3n]])
    expect(await context.rows(target, ['id', 'extra'])).toEqual([
      [2n, true],
      [3n, null],
    ])
  })

  context.test('readers see the old rows or the new ones, never none', async () => {
    const target = context.table()
    const make = async (round: number) =>
      context.publish({
        tables: [
          {
            ...replace,
            staged: await context.stage(
              COLUMNS,
              Array.from({ length: 200 }, (_, id) => [BigInt(id), `round ${round}`]),
            ),
            target,
          },
        ],
      })
    await make(0)
    const reading = new AbortController()
    const seen: unknown[] = []
    const reader = (async () => {
      while (!reading.signal.aborted)
        seen.push((await context.store.query(`select count(*), count(distinct name) from ${context.sql(target)}`)).rows[0])
    })()
    try {
      for (let round = 1; round <= 10; round++) await make(round)
    } finally {
      reading.abort()
    }
    await reader
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.filter((row) => String(row) !== '200,1')).toEqual([])
  })
}
