import { expect } from 'vitest'
import { column } from './canonical-rows.ts'
import type { SuiteContext } from './suite-context.ts'

const NAMES = [
  'select',
  'order',
  'user',
  'MixedCase',
  'with space',
  'quo"te',
  "apos'trophe",
  'back\\slash',
  'back`tick',
  'dot.ted',
  'semi;colon',
  '--',
  '中文欄位',
  '名前 😀',
  '$1',
  '%s',
  '1st',
  'a'.repeat(63),
  '字'.repeat(21),
]

export function identifierTests(context: SuiteContext): void {
  context.test('columns may have any name', async () => {
    const columns = NAMES.map((name) => column(name, 'int64'))
    const values = NAMES.map((_, index) => BigInt(index))
    const staged = await context.stage(columns, [values])
    const target = context.table()
    await context.publish({ tables: [{ staged, target, mode: { mode: 'merge' }, columns, key: ['order', 'quo"te'] }] })
    const again = await context.stage(columns, [values.map((value, index) => (index === 3 ? 99n : value))])
    await context.publish({ tables: [{ staged: again, target, mode: { mode: 'merge' }, columns, key: ['order', 'quo"te'] }] })
    expect(await context.rows(target, NAMES)).toEqual([values.map((value, index) => (index === 3 ? 99n : value))])
    expect((await context.store.inspect(target))?.columns.map((found) => found.name)).toEqual(NAMES)
  })

  context.test('tables may have any name', async () => {
    for (const table of NAMES) {
      const name = { schema: context.under.environment.schema, table }
      const columns = [column('id', 'int64')]
      const staged = await context.stage(columns, [[1n]])
      await context.publish({ tables: [{ staged, target: name, mode: { mode: 'replace' }, columns, key: [] }] })
      expect((await context.store.inspect(name))?.kind, table).toBe('table')
      expect(await context.rows(name, ['id']), table).toEqual([[1n]])
      await context.store.drop([name])
      expect(await context.store.inspect(name), table).toBeUndefined()
    }
  })

  context.test('names that differ in case only are two names, or the second is refused', async () => {
    const [lower, upper] = ['case_of_two', 'CASE_OF_TWO'].map((table) => ({ schema: context.under.environment.schema, table }))
    const columns = [column('id', 'int64')]
    await context.stage(columns, [[1n]], lower)
    const second = context.stage(columns, [[2n]], upper)
    if (
      await second.then(
        () => true,
        () => false,
      )
    ) {
      expect(await context.rows(lower!, ['id'])).toEqual([[1n]])
      expect(await context.rows(upper!, ['id'])).toEqual([[2n]])
    } else expect(await context.rows(lower!, ['id'])).toEqual([[1n]])
  })

  context.test('a name that is too long is refused and not cut', async () => {
    const long = 'x'.repeat(context.dialect.maxIdentifierBytes + 1)
    const columns = [column('id', 'int64')]
    await expect(context.stage(columns, [[1n]], { schema: context.under.environment.schema, table: long })).rejects.toThrow(
      new RegExp(String(context.dialect.maxIdentifierBytes)),
    )
    await expect(context.stage([column(long, 'int64')], [[1n]])).rejects.toThrow(new RegExp(String(context.dialect.maxIdentifierBytes)))
  })

  context.test('a name without characters, or with NUL, is refused', async () => {
    expect(() => context.dialect.identifier('')).toThrow()
    expect(() => context.dialect.identifier('a\u0000b')).toThrow()
  })
}
