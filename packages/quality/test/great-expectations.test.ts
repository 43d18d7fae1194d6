import { existsSync, readFileSync } from 'node:fs'
import type { CheckSpec, Column, ContractDocument, JsonValue, LogicalType } from '@meshwright/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planChecks, runChecks } from '../src/index.ts'
import { duckdbDialect, openDuckdb, type TestStore } from './duckdb-store.ts'

// Great Expectations' own cases (Apache-2.0, release 1.2.0), for the expectations that a kind of ours means the same by.
const CASES = new URL('../../../../shared/data/gx-cases/sample.jsonl', import.meta.url)

interface GxCase {
  readonly expectation: string
  readonly title: string
  readonly data: Readonly<Record<string, readonly JsonValue[]>>
  readonly in: Readonly<Record<string, JsonValue>>
  readonly out: { readonly success?: boolean; readonly unexpected_list?: readonly JsonValue[] }
}

type Wanted = Pick<CheckSpec, 'check' | 'columns' | 'params'>

function bound(check: 'min' | 'max', { column, ...input }: GxCase['in']): Wanted[] {
  const value = input[`${check}_value`]
  if (value === undefined || value === null) return []
  return [
    {
      check,
      columns: [column as string],
      params: { value: String(value), ...(input[`strict_${check}`] === true ? { exclusive: true } : {}) },
    },
  ]
}

const onColumn = (check: string, input: GxCase['in'], params: { readonly [name: string]: JsonValue }): Wanted[] => [
  { check, columns: [input['column'] as string], params },
]
const whole = (value: JsonValue | undefined, name: string) => (typeof value === 'number' ? { [name]: value } : {})

/** What asks the same here. Several: all must pass. */
const MEANS: Readonly<Record<string, (input: GxCase['in']) => Wanted[]>> = {
  expect_column_values_to_not_be_null: (input) => onColumn('notNull', input, {}),
  expect_column_values_to_be_unique: (input) => onColumn('unique', input, {}),
  expect_compound_columns_to_be_unique: (input) => [{ check: 'unique', columns: input['column_list'] as string[], params: {} }],
  expect_column_values_to_be_in_set: (input) =>
    onColumn('acceptedValues', input, { values: ((input['value_set'] ?? []) as JsonValue[]).map(String) }),
  expect_column_values_to_match_regex: (input) => onColumn('pattern', input, { pattern: input['regex'] as string }),
  expect_column_value_lengths_to_be_between: (input) =>
    onColumn('length', input, { ...whole(input['min_value'], 'min'), ...whole(input['max_value'], 'max') }),
  expect_column_value_lengths_to_equal: (input) =>
    onColumn('length', input, { ...whole(input['value'], 'min'), ...whole(input['value'], 'max') }),
  expect_column_values_to_be_between: (input) => [...bound('min', input), ...bound('max', input)],
  expect_table_row_count_to_equal: (input) => [{ check: 'rowCount', columns: [], params: { equals: String(input['value']) } }],
  expect_table_row_count_to_be_between: (input) => [
    {
      check: 'rowCount',
      columns: [],
      params: {
        ...(input['min_value'] == null ? {} : { min: String(input['min_value']) }),
        ...(input['max_value'] == null ? {} : { max: String(input['max_value']) }),
      },
    },
  ],
}

/** The type that all values of a column have; undefined for mixed columns, which no table of ours can hold. */
function typeOf(values: readonly JsonValue[]): LogicalType | undefined {
  const present = values.filter((value) => value !== null)
  const all = (is: (value: JsonValue) => boolean) => present.every(is)
  if (all((value) => typeof value === 'string')) return { type: 'string' }
  if (all((value) => Number.isInteger(value))) return { type: 'int64' }
  return all((value) => typeof value === 'number') ? { type: 'float64' } : undefined
}

const asks = (one: GxCase): Wanted[] => MEANS[one.expectation]?.(one.in) ?? []

function isComparable(one: GxCase): boolean {
  const wanted = asks(one)
  const columns = wanted.flatMap((each) => each.columns)
  if (one.out.success === undefined || wanted.length === 0) return false
  if (columns.some((column) => typeOf(one.data[column] ?? [0, 'x']) === undefined)) return false
  // Options in another language than ours, a share over two bounds at once, and what is refused here before it runs.
  if ('ignore_row_if' in one.in || 'row_condition' in one.in || ('mostly' in one.in && wanted.length > 1)) return false
  if (
    JSON.stringify(one.in).includes('timedelta') ||
    JSON.stringify(one.in['value_set']) === '[]' ||
    (one.in['value'] !== undefined && !Number.isInteger(one.in['value']))
  )
    return false
  // A bound that is no value of the column's type is refused here when the check is planned.
  return columns.every(
    (column) => typeOf(one.data[column] ?? [])?.type !== 'int64' || wanted.every(({ params }) => !/[.]/.test(JSON.stringify(params))),
  )
}

// Lines with NaN or Infinity are Python's JSON, not JSON; none of the expectations above has one.
const readCases = () => {
  const lines = readFileSync(CASES, 'utf8').trim().split('\n')
  return lines
    .filter((line) => (/"expectation": "(\w+)"/.exec(line)?.[1] ?? '') in MEANS)
    .map((line) => JSON.parse(line) as GxCase)
    .filter(isComparable)
}
const cases = existsSync(CASES) ? readCases() : []

describe.skipIf(cases.length === 0)(
  `Great Expectations' cases${cases.length ? '' : ' (skipped: ../shared/data/gx-cases is not here)'}`,
  () => {
    let store: TestStore
    beforeAll(async () => {
      store = await openDuckdb()
    })
    afterAll(() => store.close())

    test('are enough to mean something', () => expect(cases.length).toBeGreaterThan(35))

    test.each(cases.map((one, index) => [index, one.expectation, one.title, one] as const))(
      '%i %s: %s',
      async (index, _expectation, _title, one) => {
        const table = `case_${index}`
        const columns: Column[] = Object.entries(one.data).flatMap(([name, values]) => {
          const type = typeOf(values)
          return type === undefined ? [] : [{ name, type, nullable: true, rules: [] }]
        })
        const contract: ContractDocument = {
          name: table,
          version: 1,
          layer: 'raw',
          access: 'private',
          description: '',
          owner: '',
          tags: [],
          sla: [],
          key: [],
          columns,
          references: [],
        }
        await store.run(
          `create table ${table} (${columns.map((column) => `"${column.name}" ${duckdbDialect.physicalType(column.type)}`).join()})`,
        )
        const height = Object.values(one.data)[0]?.length ?? 0
        for (let row = 0; row < height; row++) {
          await store.run(
            `insert into ${table} values (${columns.map((column) => duckdbDialect.literal((one.data[column.name]?.[row] ?? null) as never, column.type)).join()})`,
          )
        }
        const specs = asks(one).map((wanted, nth): CheckSpec => ({
          ...wanted,
          params: { ...(wanted.params as object), ...('mostly' in one.in ? { mostly: String(one.in['mostly']) } : {}) },
          name: `check_${nth}`,
          severity: 'error',
          description: '',
          reads: [],
        }))
        const plan = planChecks(specs, {
          table: { contract, name: { schema: 'main', table } },
          resolve: (name) => ({ schema: 'main', table: name }),
          dialect: duckdbDialect,
        })
        const results = await runChecks(store, plan, { runId: 'r', now: new Date(0), signal: new AbortController().signal })
        expect(results.map((result) => result.message).filter((message) => message.startsWith('could not'))).toEqual([])
        expect(results.every((result) => result.status === 'passed')).toBe(one.out.success)
        if (one.out.unexpected_list !== undefined)
          expect(results.reduce((sum, result) => sum + Number(result.failing ?? 0), 0)).toBe(one.out.unexpected_list.length)
      },
    )
  },
)
