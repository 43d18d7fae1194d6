import { parseCell, ruleHolds, type Column, type Rule } from '@meshwright/contracts'
import type { Store } from '@meshwright/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { duckdb, duckdbDialect } from '../src/index.ts'
import { ruleSql } from '../src/rule-sql.ts'

interface Case {
  readonly type: Column['type']
  readonly texts: readonly string[]
  readonly rules: readonly Rule[]
}

const STRING = { type: 'string' } as const
const pattern = (text: string): Rule => ({ rule: 'pattern', pattern: text })

const CASES: readonly Case[] = [
  {
    type: { type: 'int64' },
    texts: ['-1', '0', '1', '9223372036854775807'],
    rules: [
      { rule: 'min', value: '0' },
      { rule: 'min', value: '0', exclusive: true },
      { rule: 'max', value: '1' },
      { rule: 'max', value: '1', exclusive: true },
    ],
  },
  {
    type: { type: 'float64' },
    texts: ['-1', '0.1', 'NaN', 'inf', '-inf'],
    rules: [
      { rule: 'min', value: '0.1' },
      { rule: 'max', value: '0.1' },
      { rule: 'max', value: '0.1', exclusive: true },
    ],
  },
  {
    type: { type: 'decimal', precision: 12, scale: 2 },
    texts: ['-0.01', '0', '10.00', '9999999999.99'],
    rules: [
      { rule: 'min', value: '0' },
      { rule: 'max', value: '10', exclusive: true },
    ],
  },
  {
    type: { type: 'date' },
    texts: ['2021-12-31', '2022-01-01'],
    rules: [
      { rule: 'min', value: '2022-01-01' },
      { rule: 'max', value: '2022-01-01', exclusive: true },
    ],
  },
  {
    type: { type: 'localTimestamp' },
    texts: ['2022-01-01', '2022-01-01T00:00:00.000001'],
    rules: [
      { rule: 'min', value: '2022-01-01', exclusive: true },
      { rule: 'max', value: '2022-01-01' },
    ],
  },
  {
    type: { type: 'timestamp' },
    texts: ['2022-01-01T00:00:00Z', '2022-01-01T00:00:00.5+07:00'],
    rules: [{ rule: 'min', value: '2022-01-01T00:00:00Z' }],
  },
  {
    type: STRING,
    texts: ['', 'a', '中文', '😀😀', 'e\u0301', 'abc'],
    rules: [
      { rule: 'minLength', value: 2 },
      { rule: 'maxLength', value: 2 },
      { rule: 'min', value: 'b' },
      { rule: 'max', value: '😀' },
      { rule: 'enum', values: ['a', "it's"] },
      { rule: 'enum', values: [] },
    ],
  },
  {
    type: STRING,
    texts: [
      '',
      'a',
      'A',
      'ab',
      'a b',
      'a\tb',
      'a\u000bb',
      'a\nb',
      'a\rb',
      'a\u2028b',
      'a\u00a0b',
      '1',
      '１',
      '_',
      'a.b',
      'x@y.z',
      'x @y.z',
      'é',
      '中',
      '😀',
      "it's",
      'back\\slash',
      'a/b',
      'a-b',
    ],
    rules: [
      '^a.b$',
      'a.b',
      '^\\s*$',
      '^\\S+$',
      '^[^\\s]+$',
      '[\\s]',
      '^\\d+$',
      '^\\w+$',
      '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$',
      '^[a-z]{2,3}$',
      '^(?:a|b)+$',
      '^.$',
      '^[^.]+$',
      '\\.',
      "'",
      '\\\\',
      '^[A-Za-z-]+$',
      '/',
      '^$',
      '[[:alpha:]]',
      '^\\D$',
      '^\\W$',
      'a$',
    ].map(pattern),
  },
]

/** A row that SQL lets pass is not looked at again, so a rule in SQL must never hold where it does not hold in JS. */
describe('a rule in SQL', () => {
  let store: Store

  beforeAll(async () => {
    store = (await duckdb({ memoryLimit: '200MB', threads: 1 }).scratch?.()) as Store
  })
  afterAll(() => store.close())

  for (const { type, texts, rules } of CASES) {
    for (const rule of rules) {
      test(`${type.type}: ${JSON.stringify(rule)}`, async () => {
        const column: Column = { name: 'c', type, nullable: false, rules: [] }
        const values = texts.map((text) => {
          const parsed = parseCell(column, text)
          if ('reason' in parsed) throw new Error(parsed.reason)
          return parsed.value
        })
        const list = values.map((value, index) => `(${index}, ${duckdbDialect.literal(value, type)})`).join(', ')
        const { rows } = await store.query(`select n, ${ruleSql('c', column, rule)} from (values ${list}) as t(n, c) order by n`)
        expect(rows.map(([index, holds]) => ({ text: texts[Number(index)], holds }))).toEqual(
          texts.map((text, index) => ({ text, holds: ruleHolds(column, rule, values[index] ?? null) })),
        )
      })
    }
  }
})
