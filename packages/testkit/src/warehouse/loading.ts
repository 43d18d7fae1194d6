import type { SqlValue } from '@meshwright/sql'
import { expect } from 'vitest'
import { batchesOf, column } from './canonical-rows.ts'
import type { SuiteContext } from './suite-context.ts'

const COLUMNS = [
  column('id', 'int64'),
  column('name', 'string', true),
  column('amount', { type: 'decimal', precision: 18, scale: 2 }, true),
]
const BIG = 50_000
const BATCH = 1_000

export function loadTests(context: SuiteContext): void {
  const never = new AbortController().signal

  context.test('the staged table has the types and the nullability of the contract', async () => {
    const staged = await context.stage(COLUMNS, [])
    const inspected = await context.store.inspect(staged)
    expect(inspected?.kind).toBe('table')
    expect(inspected?.columns.map(({ name, type, nullable }) => ({ name, type, nullable }))).toEqual(
      COLUMNS.map(({ name, type, nullable }) => ({ name, type, nullable })),
    )
  })

  context.test('counts what it read and staged', async () => {
    const outcome = await context.store.load({
      staged: context.staged(),
      columns: COLUMNS,
      source: {
        kind: 'rows',
        batches: batchesOf([
          [[1n, 'a', '1.00']],
          [],
          [
            [2n, null, null],
            [3n, '', '-1.50'],
          ],
        ]),
      },
      signal: never,
    })
    expect([outcome.read, outcome.staged]).toEqual([3, 3])
    for await (const misfit of outcome.misfits) expect(misfit).toBeUndefined()
  })

  context.test('no rows at all make an empty table', async () => {
    const staged = await context.stage(COLUMNS, [])
    expect(await context.count(staged)).toBe(0n)
  })

  context.test(
    `${BIG} rows arrive, in bounded batches, and progress is told`,
    async () => {
      const told: number[] = []
      let ahead = 0
      async function* batches(): AsyncGenerator<readonly (readonly SqlValue[])[]> {
        for (let start = 0; start < BIG; start += BATCH) {
          ahead++
          yield Array.from({ length: BATCH }, (_, index) => [
            BigInt(start + index),
            `name ${start + index} \\ "quoted"\n中`,
            `${start + index}.25`,
          ])
        }
      }
      const staged = context.staged()
      const outcome = await context.store.load({
        staged,
        columns: COLUMNS,
        source: { kind: 'rows', batches: batches() },
        signal: never,
        onProgress: (rows) => void told.push(rows),
      })
      expect(outcome.staged).toBe(BIG)
      expect(ahead).toBe(BIG / BATCH)
      expect(told.length).toBeGreaterThan(0)
      expect(told).toEqual(told.toSorted((a, b) => a - b))
      const { rows } = await context.store.query(`select count(*), count(distinct id), min(name), max(id) from ${context.sql(staged)}`)
      expect(rows).toEqual([[BigInt(BIG), BigInt(BIG), 'name 0 \\ "quoted"\n中', BigInt(BIG - 1)]])
    },
    120,
  )

  context.test('several loads at once do not disturb each other', async () => {
    const names = await Promise.all(
      Array.from({ length: 4 }, (_, load) =>
        context.stage(
          COLUMNS,
          Array.from({ length: 500 }, (_, row) => [BigInt(load * 1000 + row), null, null]),
        ),
      ),
    )
    for (const [load, name] of names.entries()) {
      const { rows } = await context.store.query(`select count(*), min(id) from ${context.sql(name)}`)
      expect(rows).toEqual([[500n, BigInt(load * 1000)]])
    }
  })

  context.test('a query runs while a load waits for its rows', async () => {
    const other = await context.stage(COLUMNS, [[7n, null, null]])
    let seen: bigint | undefined
    async function* batches(): AsyncGenerator<readonly (readonly SqlValue[])[]> {
      yield [[1n, null, null]]
      seen = await context.count(other)
      yield [[2n, null, null]]
    }
    const staged = context.staged()
    await context.store.load({ staged, columns: COLUMNS, source: { kind: 'rows', batches: batches() }, signal: never })
    expect(seen).toBe(1n)
    expect(await context.count(staged)).toBe(2n)
  })

  context.test('an aborted load ends soon, and its staged table can be dropped', async () => {
    const controller = new AbortController()
    async function* endless(): AsyncGenerator<readonly (readonly SqlValue[])[]> {
      for (let id = 0n; ; id++) {
        if (id === 20n) controller.abort(new Error('stopped by the test'))
        if (id > 10_000n) throw new Error('the load did not stop')
        yield [[id, null, null]]
      }
    }
    const staged = context.staged()
    await expect(
      context.store.load({ staged, columns: COLUMNS, source: { kind: 'rows', batches: endless() }, signal: controller.signal }),
    ).rejects.toThrow(/stopped by the test|abort/i)
    await context.store.drop([staged])
    expect(await context.store.inspect(staged)).toBeUndefined()
    expect(await context.count(await context.stage(COLUMNS, [[1n, null, null]], staged))).toBe(1n)
  })

  context.test('a failing source fails the load with its own error', async () => {
    async function* broken(): AsyncGenerator<readonly (readonly SqlValue[])[]> {
      yield [[1n, null, null]]
      throw new Error('the source broke')
    }
    const staged = context.staged()
    await expect(
      context.store.load({ staged, columns: COLUMNS, source: { kind: 'rows', batches: broken() }, signal: never }),
    ).rejects.toThrow('the source broke')
    await context.store.drop([staged])
  })

  context.test('a null in a column that has none is refused', async () => {
    await expect(
      context.stage(COLUMNS, [
        [1n, null, null],
        [null, 'x', null],
      ]),
    ).rejects.toThrow(/id/)
  })

  context.test('build makes a table with the types of the contract', async () => {
    const from = await context.stage(COLUMNS, [
      [1n, 'a', '1.50'],
      [2n, 'b', '2.25'],
    ])
    const staged = context.staged()
    const columns = [column('total', { type: 'decimal', precision: 38, scale: 3 }, true), column('n', 'int64')]
    const outcome = await context.store.build({
      staged,
      select: `select count(*) as n, sum(amount) as total from ${context.sql(from)}`,
      columns,
      materialization: 'table',
      signal: never,
    })
    expect(outcome.rows).toBe(1)
    const result = await context.store.query(`select * from ${context.sql(staged)}`)
    expect(result.rows).toEqual([['3.750', 2n]])
    expect(result.columns.map((found) => found.type)).toEqual(columns.map((wanted) => wanted.type))
  })

  context.test('build makes a view, and drop drops it', async () => {
    const from = await context.stage(COLUMNS, [[1n, 'a', '1.50']])
    const staged = context.staged()
    const outcome = await context.store.build({
      staged,
      select: `select id from ${context.sql(from)}`,
      columns: [column('id', 'int64')],
      materialization: 'view',
      signal: never,
    })
    expect(outcome.rows).toBeUndefined()
    expect((await context.store.inspect(staged))?.kind).toBe('view')
    expect(await context.rows(staged, ['id'])).toEqual([[1n]])
    await context.store.drop([staged, from, context.staged()])
    expect(await context.store.inspect(staged)).toBeUndefined()
  })

  context.test('a build whose query fails leaves no staged table', async () => {
    const from = await context.stage(COLUMNS, [[1n, 'not a number', null]])
    const staged = context.staged()
    await expect(
      context.store.build({
        staged,
        select: `select cast(name as bigint) as id from ${context.sql(from)}`,
        columns: [column('id', 'int64')],
        materialization: 'table',
        signal: never,
      }),
    ).rejects.toThrow()
    expect(await context.store.inspect(staged)).toBeUndefined()
  })
}
