import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  columnOf,
  contract,
  contractDocument,
  contractFromDocument,
  ContractError,
  date,
  decimal,
  float64,
  int64,
  timestamp,
  type ContractDefinition,
  type ContractDocument,
} from '@meshwright/contracts'
import { authors } from './fixtures/authors.ts'
import { books } from './fixtures/books.ts'
import { categories } from './fixtures/categories.ts'

const base = { layer: 'raw', description: 'One row per thing.', owner: 'team' } as const

function problemsOf(make: () => unknown): readonly string[] {
  try {
    make()
  } catch (error) {
    if (error instanceof ContractError) return [error.code, ...error.problems]
    throw error
  }
  return []
}

const define = (definition: Partial<ContractDefinition<string, Record<string, z.ZodType>>>) => () =>
  contract({ ...base, name: 'things', row: z.object({ id: int64() }), ...definition } as ContractDefinition<
    string,
    Record<string, z.ZodType>
  >)

describe('contract', () => {
  test('fills what was not said', () => {
    const things = contract({ ...base, name: 'things', row: z.object({ id: int64() }) })
    expect(contractDocument(things)).toEqual({
      name: 'things',
      version: 1,
      layer: 'raw',
      access: 'private',
      description: 'One row per thing.',
      owner: 'team',
      tags: [],
      sla: [],
      key: [],
      columns: [{ name: 'id', type: { type: 'int64' }, nullable: false, rules: [] }],
      references: [],
    })
    expect(Object.isFrozen(things)).toBe(true)
    expect(columnOf(things, 'id')?.name).toBe('id')
    expect(columnOf(things, 'other')).toBe(undefined)
  })

  test('lists every problem of a definition at once', () => {
    const make = define({
      name: 'Bad__Name',
      version: 0,
      description: ' ',
      owner: '',
      key: ['idd', 'note', 'note', 'ratio'],
      row: z.object({
        id: int64(),
        ID: int64(),
        mw_x: int64(),
        note: z.string().nullable(),
        ratio: float64(),
        when: z.date(),
        '\t': z.string(),
        'a\nb': z.string(),
      }),
      references: { customer: () => authors },
      deprecation: { date: '2027-02-30' },
    })
    const problems = problemsOf(make)
    expect(problems).toEqual([
      'contract-invalid',
      'column "when": z.date() loses microseconds and the zone: use date(), timestamp() or localTimestamp()',
      'name "Bad__Name": use lower case letters, digits and _, beginning with a letter',
      'name "Bad__Name": "__" and the prefix "mw_" are kept for hidden tables',
      'columns "id" and "ID" differ only in case; not every engine tells them apart',
      'column "mw_x": the prefix "mw_" is kept for hidden columns',
      String.raw`column "\t": a name needs a visible character and no control characters`,
      String.raw`column "a\nb": a name needs a visible character and no control characters`,
      'key: no column "idd"; did you mean "id"?',
      'key: column "note" is nullable; a key identifies every row',
      'key: column "note" is nullable; a key identifies every row',
      'key: column "note" is there twice',
      'key: column "ratio" is a float64, which engines do not compare alike',
      'references: no column "customer"',
      'version 0: versions are 1, 2, 3 …',
      'description: is empty; say in a sentence what one row is',
      'owner: is empty; name who answers for the table',
      'deprecation: "2027-02-30" is not a day (expected 2027-02-28)',
    ])
    expect(make).toThrow(/^contract Bad__Name: .*when(.|\n)*deprecation/)
  })

  test.each([
    [define({ name: 'orders_v2' }), 'say version: 2 instead'],
    [define({ owner: undefined } as never), "owner: is missing; write owner: '…'"],
    [define({ layer: 'mar' } as never), 'layer "mar" is none of raw, staging, dimension, fact, mart; did you mean "mart"?'],
    [define({ access: 'pubic' } as never), 'access "pubic" is none of private, protected, public; did you mean "public"?'],
    [define({ key: 'id' } as never), 'key: is no list; write key: [ … ]'],
    [define({ row: { id: int64() } } as never), 'row: is no zod object; write row: z.object({ id: int64() })'],
    [define({ row: z.object({ id: 5 } as never) }), 'row: id is no type of a column; write id: int64()'],
    [() => contract(undefined as never), "name: is missing; write name: '…'"],
    [define({ keys: ['id'] } as never), 'there is no option "keys"; did you mean "key"?'],
    [define({ name: 'mw_loads' }), 'are kept for hidden tables'],
    [define({ row: z.object({}) }), 'row: has no columns'],
    [define({ row: z.object({ id: int64() }).refine((row) => row.id !== 0n) as never }), 'a refinement over the whole row is JavaScript'],
  ])('%o', (make, problem) => expect(problemsOf(make).join()).toContain(problem))

  test('the version 2 of a table has its own number, and not a name', () => {
    expect(contract({ ...base, name: 'things', version: 2, row: z.object({ id: int64() }) }).version).toBe(2)
  })
})

describe('references', () => {
  test('two files may refer to each other', () => {
    expect(authors.references).toEqual([{ column: 'best_book_id', to: 'books', toColumn: 'book_id', severity: 'error' }])
    expect(books.references).toEqual([{ column: 'author_id', to: 'authors', toColumn: 'author_id', severity: 'warn' }])
    expect(contractDocument(books).references).toBe(books.references)
  })

  test('a table may refer to itself', () => {
    expect(categories.references).toEqual([{ column: 'parent_id', to: 'categories', toColumn: 'category_id', severity: 'error' }])
  })

  test('are looked up when they are read, and not before', () => {
    let asked = 0
    const lazy = contract({
      ...base,
      name: 'lazy',
      row: z.object({ author_id: int64() }),
      references: { author_id: () => (asked++, authors) },
    })
    expect(asked).toBe(0)
    expect(lazy.references).toHaveLength(1)
    expect(lazy.references).toHaveLength(1)
    expect(asked).toBe(1)
  })

  test.each([
    [() => 'authors', 'points at something that is not a contract'],
    [() => undefined as never, 'points at a contract that is not there yet'],
    [{ to: () => authors, column: 'authorid' }, 'no column "authorid"; did you mean "author_id"?'],
    [() => contract({ ...base, name: 'keyless', row: z.object({ id: int64() }) }), 'name the column, as keyless has no key'],
    [
      () => contract({ ...base, name: 'pairs', key: ['a', 'b'], row: z.object({ a: int64(), b: int64() }) }),
      'name the column, as pairs has the key (a, b)',
    ],
    [
      () => contract({ ...base, name: 'texts', key: ['id'], row: z.object({ id: z.string() }) }),
      'is int64, and texts.id is string: a reference needs one type',
    ],
  ])('%o', (target, problem) => {
    const made = contract({ ...base, name: 'from', row: z.object({ author_id: int64() }), references: { author_id: target } })
    expect(() => made.references).toThrow(`contract from: references: author_id`)
    expect(() => made.references).toThrow(problem)
  })
})

describe('contractFromDocument', () => {
  const source = contract({
    ...base,
    name: 'things',
    key: ['id'],
    row: z.object({
      id: int64(),
      price: decimal(12, 2, { min: '0' }),
      seen: timestamp({ zone: 'Asia/Jakarta' }),
      day: date({ format: '%d/%m/%Y' }),
      email: z.email(),
    }),
  })
  const document = () => JSON.parse(JSON.stringify(contractDocument(source))) as ContractDocument

  test('a document says all that the contract says', () => {
    expect(contractFromDocument(document(), 'manifest.json')).toEqual(contractDocument(source))
  })

  test('every problem of a document is named, with its place', () => {
    const broken = {
      ...document(),
      key: ['nr'],
      references: [{ column: 'nope', to: 'x', toColumn: 'y', severity: 'error' }],
      columns: [
        { name: 'price', type: { type: 'decimal', precision: 2, scale: 3 }, nullable: false, rules: [] },
        {
          name: 'price',
          type: { type: 'int64' },
          nullable: false,
          rules: [
            { rule: 'min', value: 'x' },
            { rule: 'maxLength', value: 3 },
          ],
        },
        {
          name: 'code',
          type: { type: 'string' },
          nullable: false,
          rules: [
            { rule: 'pattern', pattern: '(?=a)' },
            { rule: 'enum', values: [] },
          ],
        },
        { name: 'at', type: { type: 'timestamp' }, nullable: false, rules: [], input: { format: '%d/%m', zone: 'Mars' } },
        {
          name: 'size',
          type: { type: 'int64' },
          nullable: false,
          rules: [
            { rule: 'min', value: '5' },
            { rule: 'max', value: '4' },
          ],
          input: { zone: 'UTC' },
        },
      ],
    }
    expect(problemsOf(() => contractFromDocument(broken, 'manifest.json'))).toEqual([
      'document-invalid',
      'column "price" is there twice',
      'key: no column "nr"',
      'references: no column "nope"',
      'column "price": decimal(2,3): the scale is larger than the precision',
      'column "price": min: the bound "x" is not an int64 (expected digits such as 42)',
      'column "price": maxLength: int64 has no length',
      'column "code": its pattern uses lookaround, which not every engine knows',
      'column "code": an enum needs at least one value',
      `column "at": format '%d/%m' does not say the year (%Y)`,
      `column "at": zone 'Mars' is no IANA time zone such as 'Asia/Jakarta' or 'UTC'`,
      'column "size": a zone is for timestamp(), not for int64',
      'column "size": min 5 is above max 4',
    ])
    expect(() => contractFromDocument(broken, 'manifest.json')).toThrow(/^manifest\.json: contract things: /)
  })

  test('what is no document at all is refused', () => {
    for (const value of [null, 5, {}, { ...document(), columns: [{ name: 'x', type: { type: 'int32' } }] }]) {
      expect(problemsOf(() => contractFromDocument(value, 'here'))[0]).toBe('document-invalid')
    }
  })
})
