import { parseCell, type Column } from '@meshwright/contracts'
import type { Store } from '@meshwright/sql'
import { CELL_CASES } from '@meshwright/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellSql, testedSql } from '../src/cell-sql.ts'
import { duckdb } from '../src/index.ts'
import { textLiteral } from '../src/literal.ts'

/** What SQL gives for a text must be what `parseCell` gives, or nothing; and it must give the plain ones. */
describe('the value of a cell', () => {
  let store: Store

  beforeAll(async () => {
    store = (await duckdb({ memoryLimit: '200MB', threads: 1 }).scratch?.()) as Store
  })
  afterAll(() => store.close())

  for (const { name, type, input, plain, other } of CELL_CASES) {
    const column: Column = { name: 'c', type, nullable: true, rules: [], ...(input === undefined ? {} : { input }) }
    const cases = [...plain, ...other]

    test(`${name}: as parseCell reads it`, () => {
      const read = cases.map(({ text }) => {
        const parsed = parseCell(column, text)
        return { text, value: 'reason' in parsed ? null : parsed.value }
      })
      expect(read).toEqual(cases)
    })

    test(`${name}: as DuckDB reads it`, async () => {
      const cell = cellSql('c', type, input)
      if (cell === undefined) {
        expect(plain).toEqual([])
        return
      }
      const texts = cases.map(({ text }, index) => `(${index}, ${textLiteral(text)})`).join(', ')
      // Through a table, as in a load: a constant would be folded.
      const { rows } = await store.query(`select n, ${testedSql(cell)} from (values ${texts}) as t(n, c) order by n`)
      for (const [index, { text, value }] of cases.entries()) {
        const found = rows[index]?.[1]
        if (found === null && (index >= plain.length || value === null)) continue
        expect({ text, value: found }).toEqual({ text, value })
      }
    })
  }

  test('json: one value has one text, whichever way it came in', async () => {
    const column: Column = { name: 'c', type: { type: 'json' }, nullable: true, rules: [] }
    const plain = [
      '{"a":   1, "b": [ ] }',
      ' [1.50,  -0.25, -0] ',
      String.raw`"a\/b\n"`,
      '{"a1": {"2b":null}}',
      '"1.05"',
      '0.0000001',
      '" é"',
    ]
    const other = ['1.0', '[-0.0]', '{"2":1,"1":2}', '{"10" : 1}', '{"a":1.00,"b":2}']
    const { rows } = await store.query(
      `select cast(${testedSql(cellSql('c', column.type)!)} as varchar) from (values ${[...plain, ...other].map((text, index) => `(${index}, ${textLiteral(text)})`).join(', ')}) as t(n, c) order by n`,
    )
    const texts = plain.map((text) => {
      const parsed = parseCell(column, text)
      return 'reason' in parsed ? parsed.reason : JSON.stringify(parsed.value)
    })
    expect(rows.map(([text]) => text)).toEqual([...texts, ...other.map(() => null)])
  })
})
