import { typeLabel } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { expect } from 'vitest'
import { NASTY_VALUES } from './nasty-values.ts'
import { column } from './canonical-rows.ts'
import type { SuiteContext } from './suite-context.ts'

/** Values survive exactly, in both directions and by both ways in. */
export function typeTests(context: SuiteContext): void {
  for (const { name, type, values } of NASTY_VALUES) {
    const stored = () => context.dialect.logicalType(context.dialect.physicalType(type))
    context.test(`${name}: loaded and read back exactly`, async () => {
      const columns = [column('id', 'int64'), column('value', type, true)]
      const staged = await context.stage(
        columns,
        values.map((value, index) => [BigInt(index), value]),
      )
      const result = await context.store.query(`select id, value from ${context.sql(staged)} order by id`)
      expect(result.rows.map((row) => row[1])).toStrictEqual(values)
      expect(label(result.columns[1]?.type)).toBe(label(stored()))
    })

    context.test(`${name}: written as a literal and read back exactly`, async () => {
      const picked = values.filter((value) => typeof value !== 'string' || value.length < 1000)
      const select = picked.map((value, index) => `${context.dialect.literal(value, type)} as v${index}`).join(',\n')
      const { rows } = await context.store.query(`select ${select}`)
      expect(rows[0]).toStrictEqual(picked)
    })

    context.test(`${name}: a literal finds the loaded value`, async () => {
      if (['json', 'struct', 'array'].includes(type.type)) return
      const columns = [column('id', 'int64'), column('value', type, true)]
      const staged = await context.stage(
        columns,
        values.map((value, index) => [BigInt(index), value]),
      )
      const short = values.filter((value) => typeof value !== 'string' || value.length < 1000)
      const sums = short.map(
        (value, index) => `count(case when value is not distinct from ${context.dialect.literal(value, type)} then 1 end) as n${index}`,
      )
      const { rows } = await context.store.query(`select ${sums.join(',\n')} from ${context.sql(staged)}`)
      const twins = (value: unknown) =>
        values.filter(
          (other) =>
            other === value ||
            (Number.isNaN(other) && Number.isNaN(value)) ||
            (other instanceof Uint8Array && value instanceof Uint8Array && Buffer.compare(other, value) === 0),
        ).length
      expect(rows[0]).toEqual(short.map((value) => BigInt(twins(value))))
    })
  }

  context.test('json: null is a value and not SQL null', async () => {
    const staged = await context.stage([column('id', 'int64'), column('value', 'json', true)], [[1n, null]])
    const literal = context.dialect.literal([null], { type: 'json' })
    const { rows } = await context.store.query(
      `select count(*) from ${context.sql(staged)} where value is null union all select count(*) from (select ${literal} as j) as x where j is null order by 1`,
    )
    expect(rows).toEqual([[0n], [1n]])
  })

  context.test('json: numbers that JS would round are read as they are held, and written as they were read', async () => {
    const json = { type: 'json' } as const
    const held = ['{"n": 12345678901234567890}', '[-9007199254740993, [0.1000000000000000055]]', '0.30000000000000004441', '{"n": [1.5]}']
    const { rows } = await context.store.query(
      `select ${held.map((text, index) => `cast('${text}' as ${context.dialect.physicalType(json)}) as v${index}`).join(', ')}`,
    )
    const read = rows[0] as SqlValue[]
    const texts = held.map((text) => text.replaceAll(' ', ''))
    expect(read.map((value) => JSON.stringify(value))).toEqual(texts)
    const staged = await context.stage(
      [column('id', 'int64'), column('value', json)],
      read.map((value, index) => [BigInt(index), value]),
    )
    const again = await context.store.query(`select value from ${context.sql(staged)} order by id`)
    expect(again.rows.map((row) => JSON.stringify(row[0]))).toEqual(texts)
    const literals = await context.store.query(`select ${read.map((value) => context.dialect.literal(value, json)).join(', ')}`)
    expect(literals.rows[0]?.map((value) => JSON.stringify(value))).toEqual(texts)
  })

  context.test('null and the empty text stay apart', async () => {
    const staged = await context.stage(
      [column('id', 'int64'), column('value', 'string', true)],
      [
        [1n, ''],
        [2n, null],
      ],
    )
    const { rows } = await context.store.query(
      `select count(value), count(case when value = '' then 1 end), count(*) from ${context.sql(staged)}`,
    )
    expect(rows).toEqual([[1n, 1n, 2n]])
  })

  context.test('text with U+0000 is kept or refused, never cut', async () => {
    const columns = [column('value', 'string')]
    try {
      const staged = await context.stage(columns, [['a\u0000b']])
      expect(await context.rows(staged, ['value'])).toEqual([['a\u0000b']])
    } catch (error) {
      expect((error as { code?: unknown }).code).toEqual(expect.any(String))
      expect(String(error)).toMatch(/value|NUL|0000|0x00/)
    }
  })

  context.test('aggregates of integers keep every digit', async () => {
    const staged = await context.stage([column('value', 'int64')], [[9223372036854775807n], [9223372036854775807n]])
    const { rows } = await context.store.query(`select sum(value) from ${context.sql(staged)}`)
    expect(String(rows[0]?.[0])).toBe('18446744073709551614')
  })
}

const label = (type: Parameters<typeof typeLabel>[0] | undefined) => (type === undefined ? undefined : typeLabel(type))
