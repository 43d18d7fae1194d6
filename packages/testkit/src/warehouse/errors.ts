import { MeshwrightError } from '@meshwright/contracts'
import { expect } from 'vitest'
import { column } from './canonical-rows.ts'
import type { SuiteContext } from './suite-context.ts'

export function errorTests(context: SuiteContext): void {
  const failing = async (sql: string): Promise<MeshwrightError> => {
    const error: unknown = await context.store.query(sql).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error, sql).toBeInstanceOf(MeshwrightError)
    return error as MeshwrightError
  }

  context.test('each kind of mistake has a code of its own', async () => {
    const codes = await Promise.all(
      ['select * from no_such_table', 'selekt 1', 'select no_such_column from (select 1 as x) as t', "select cast('abc' as bigint)"].map(
        async (sql) => (await failing(sql)).code,
      ),
    )
    expect(new Set(codes).size).toBe(codes.length)
  })

  context.test('messages name what is wrong, and a mistake is not worth a retry', async () => {
    const error = await failing('select * from no_such_table')
    expect(error.message).toContain('no_such_table')
    expect(error.retryable).toBe(false)
  })

  context.test('the store goes on after an error', async () => {
    await failing('select * from no_such_table')
    expect((await context.store.query('select 1 as one')).rows.map(String)).toEqual(['1'])
  })

  context.test('an aborted query ends', async () => {
    await expect(context.store.query('select 1', { signal: AbortSignal.abort(new Error('stopped by the test')) })).rejects.toThrow(
      /stopped by the test|abort/i,
    )
    expect((await context.store.query('select 1 as one')).rows.map(String)).toEqual(['1'])
  })

  context.test('a lost connection is worth a retry, and the next call works', async () => {
    const lose = context.under.loseConnections
    if (lose === undefined) return
    const staged = await context.stage([column('id', 'int64')], [[1n]])
    let error: unknown
    async function* batches() {
      yield [[1n]]
      await lose?.call(context.under)
      for (let id = 2n; id < 2_000n; id++) yield [[id]]
    }
    await context.store
      .load({
        staged: context.staged(),
        columns: [column('id', 'int64')],
        source: { kind: 'rows', batches: batches() },
        signal: new AbortController().signal,
      })
      .catch((reason: unknown) => (error = reason))
    expect(error).toBeInstanceOf(MeshwrightError)
    expect((error as MeshwrightError).retryable).toBe(true)
    expect(await context.count(staged)).toBe(1n)
  })

  context.test('a closed store refuses to work', async () => {
    await context.stopStore()
    const closed = await context.startStore()
    await closed.close()
    await expect(closed.query('select 1')).rejects.toThrow()
    await context.startStore()
  })

  context.test('closing while statements run ends them: each came through or is refused, and the next store works', async () => {
    await context.stopStore()
    const told: unknown[] = []
    for (let round = 0; round < 20; round++) {
      const store = await context.open()
      const asked = Array.from({ length: 6 }, async () => (await store.query('select 1 as one')).rows.map(String))
      const all = Promise.allSettled(asked)
      if (round % 2 === 1) await asked[0]
      await store.close()
      for (const ended of await all) told.push(ended.status === 'fulfilled' ? ended.value : ended.reason)
    }
    expect(told).toHaveLength(120)
    for (const each of told)
      expect(each instanceof Error ? each : String(each)).toEqual(each instanceof Error ? expect.any(MeshwrightError) : '1')
    expect((await (await context.startStore()).query('select 1 as one')).rows.map(String)).toEqual(['1'])
  })

  context.test('closing while something is published lets that come through', async () => {
    const columns = [column('id', 'int64')]
    const target = context.table()
    const staged = await context.stage(columns, [[1n], [2n]])
    const published = context.publish({ tables: [{ staged, target, mode: { mode: 'replace' }, columns, key: [] }] })
    await context.stopStore()
    await published
    await context.startStore()
    expect(await context.count(target)).toBe(2n)
  })
}
