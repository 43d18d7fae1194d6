import { contract, decimal, int64, patternToRegExp, type CheckSpec } from '@meshwright/contracts'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { checks, planChecks, runChecks } from '../src/index.ts'
import { duckdbDialect, openDuckdb, type TestStore } from './duckdb-store.ts'

const things = contract({
  name: 'things',
  layer: 'raw',
  owner: 'tests',
  description: 'One row per thing.',
  row: z.object({ a: int64().nullable(), b: z.string().nullable(), c: decimal(6, 2).nullable() }),
})
const others = contract({
  name: 'others',
  layer: 'raw',
  owner: 'tests',
  description: 'One row per other.',
  row: z.object({ id: int64().nullable(), amount: decimal(6, 2).nullable() }),
})

interface Thing {
  readonly a: bigint | null
  readonly b: string | null
  /** Hundredths. */
  readonly c: bigint | null
}

const smallInt = fc.option(fc.bigInt({ min: 0n, max: 4n }))
const cents = fc.option(fc.bigInt({ min: -150n, max: 150n }))
const tables = fc.record({
  things: fc.array(fc.record({ a: smallInt, b: fc.option(fc.constantFrom('', 'x', 'xy', 'Xyz', "o'k", '𝒳𝒴')), c: cents }), {
    maxLength: 12,
  }),
  others: fc.array(fc.record({ id: smallInt, amount: cents }), { maxLength: 6 }),
  mostly: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
})

const spec = (check: string, columns: string[], params: CheckSpec['params']): CheckSpec => ({
  name: check,
  check,
  columns,
  severity: 'error',
  description: '',
  params,
  reads: [],
})

const specsOf = (mostly: number): CheckSpec[] => [
  spec('notNull', ['b'], { mostly: String(mostly) }),
  spec('unique', ['a'], {}),
  { ...spec('unique', ['b', 'a'], {}), name: 'pairs' },
  spec('min', ['c'], { value: '-0.5', exclusive: true, mostly: String(mostly) }),
  spec('max', ['a'], { value: '3' }),
  spec('length', ['b'], { min: 1, max: 2 }),
  spec('pattern', ['b'], { pattern: '^[a-z]+$' }),
  spec('acceptedValues', ['b'], { values: ['x', "o'k"], mostly: String(mostly) }),
  spec('references', ['a'], { to: 'others', toColumn: 'id', mostly: String(mostly) }),
  spec('sameRowCount', [], { to: 'others' }),
  ...checks(things, (check) => [
    check.satisfies('satisfies', ({ eb, ref }) => eb.or([eb(ref('a'), '>', 2n), eb(ref('c'), '<', '0.25')]), { mostly }),
    check.unique(['a'], { name: 'some', where: ({ eb, ref }) => eb(ref('b'), 'is not', null) }),
    check.sameSum('c', () => others, 'amount', { name: 'sameSum' }),
  ]).specs,
]

/** How many rows have a partner, by JSON text of the keys; rows with a null among them have none. */
function copies(rows: readonly (readonly (bigint | string | null)[])[]): number {
  const ids = rows.filter((row) => !row.includes(null)).map((row) => row.map(String).join('\u0000'))
  return ids.filter((id) => ids.indexOf(id) !== ids.lastIndexOf(id)).length
}

/** SQL's `or` of two conditions that may be null. */
const or = (a: boolean | null, b: boolean | null): boolean | null =>
  a === true || b === true ? true : a === null || b === null ? null : false

type Expected = Record<string, { failing: number | null; passed: boolean }>

const rule = (failing: number, tested: number, share = 1) => ({
  failing,
  passed: (tested - failing) * 10 >= Math.round(share * 10) * tested,
})

const total = (values: readonly (bigint | null)[]) => values.reduce<bigint>((sum, value) => sum + (value ?? 0n), 0n)

const main = (table: string) => ({ schema: 'main', table })

function expected(rows: readonly Thing[], other: readonly { id: bigint | null; amount: bigint | null }[], mostly: number): Expected {
  const valued = <K extends keyof Thing>(column: K) =>
    rows.filter((row) => row[column] !== null) as (Thing & { [P in K]: NonNullable<Thing[P]> })[]
  const ids = new Set(other.map((row) => row.id))
  const held = rows.map((row) => or(row.a === null ? null : row.a > 2n, row.c === null ? null : row.c < 25n))
  return {
    notNull: rule(rows.length - valued('b').length, rows.length, mostly),
    unique: rule(copies(rows.map((row) => [row.a])), rows.length),
    pairs: rule(copies(rows.map((row) => [row.a, row.b])), rows.length),
    min: rule(valued('c').filter((row) => row.c <= -50n).length, valued('c').length, mostly),
    max: rule(valued('a').filter((row) => row.a > 3n).length, valued('a').length),
    length: rule(valued('b').filter((row) => [...row.b].length < 1 || [...row.b].length > 2).length, valued('b').length),
    pattern: rule(valued('b').filter((row) => !patternToRegExp('^[a-z]+$').test(row.b)).length, valued('b').length),
    acceptedValues: rule(valued('b').filter((row) => !['x', "o'k"].includes(row.b)).length, valued('b').length, mostly),
    references: rule(valued('a').filter((row) => !ids.has(row.a)).length, valued('a').length, mostly),
    sameRowCount: { failing: null, passed: rows.length === other.length },
    satisfies: rule(held.filter((value) => value === false).length, held.filter((value) => value !== null).length, mostly),
    some: rule(copies(valued('b').map((row) => [row.a])), valued('b').length),
    sameSum: { failing: null, passed: total(rows.map((row) => row.c)) === total(other.map((row) => row.amount)) },
  }
}

let store: TestStore
beforeAll(async () => {
  store = await openDuckdb()
})
afterAll(() => store.close())

const money = (value: bigint | null) => (value === null ? 'null' : `${value}::decimal(10,2) / 100`)
const text = (value: string | null) => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)

async function fill(rows: readonly Thing[], other: readonly { id: bigint | null; amount: bigint | null }[]): Promise<void> {
  await store.run(
    'create or replace table things (a bigint, b varchar, c decimal(6,2));\ncreate or replace table others (id bigint, amount decimal(6,2))',
  )
  if (rows.length) await store.run(`insert into things values ${rows.map((row) => `(${row.a}, ${text(row.b)}, ${money(row.c)})`).join()}`)
  if (other.length) await store.run(`insert into others values ${other.map((row) => `(${row.id}, ${money(row.amount)})`).join()}`)
}

test('every verdict and count is what JavaScript computes row by row', { timeout: 60_000 }, async () => {
  const context = { runId: 'run', now: new Date(0), signal: new AbortController().signal }
  await fc.assert(
    fc.asyncProperty(tables, async ({ things: rows, others: other, mostly }) => {
      await fill(rows, other)
      const plan = planChecks(specsOf(mostly), { table: { contract: things, name: main('things') }, resolve: main, dialect: duckdbDialect })
      const results = await runChecks(store, plan, context)
      const found: Expected = Object.fromEntries(
        results.map((result) => [
          result.name,
          { failing: result.failing === null ? null : Number(result.failing), passed: result.status === 'passed' },
        ]),
      )
      expect(found).toEqual(expected(rows, other, mostly))
      for (const result of results) {
        const isGrouped = result.name === 'unique' || result.name === 'pairs'
        const shown = isGrouped ? result.samples.reduce((sum, sample) => sum + Number(sample['copies'] ?? 1), 0) : result.samples.length
        if (result.status === 'failed' && result.failing !== null && result.name !== 'some') expect(shown).toBe(Number(result.failing))
        if (result.status === 'passed') expect(result.samples).toEqual([])
      }
    }),
    { numRuns: 150 },
  )
})
