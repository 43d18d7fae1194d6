import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  bytes,
  contract,
  ContractError,
  date,
  decimal,
  EMAIL_PATTERN,
  float64,
  int64,
  json,
  localTimestamp,
  rowOnly,
  rowSchemaOf,
  time,
  timestamp,
  typeLabel,
  validateRow,
  type Column,
} from '@meshwright/contracts'

const read = (schema: z.ZodType): Column => {
  const made = contract({ name: 'things', layer: 'raw', description: 'One row per thing.', owner: 'team', row: z.object({ x: schema }) })
  return made.columns[0] as Column
}
const refusal = (schema: () => z.ZodType): string => {
  try {
    return `accepted: ${JSON.stringify(read(schema()))}`
  } catch (error) {
    if (error instanceof ContractError) return error.problems.join(' | ')
    throw error
  }
}

describe('logical types', () => {
  test.each<[z.ZodType, string]>([
    [z.string(), 'string'],
    [z.boolean(), 'boolean'],
    [int64(), 'int64'],
    [z.bigint(), 'int64'],
    [z.int64(), 'int64'],
    [float64(), 'float64'],
    [z.number(), 'float64'],
    [z.float64(), 'float64'],
    [decimal(12, 2), 'decimal(12,2)'],
    [date(), 'date'],
    [time(), 'time'],
    [timestamp(), 'timestamp'],
    [localTimestamp(), 'localTimestamp'],
    [json(), 'json'],
    [bytes(), 'bytes'],
    [z.enum(['a', 'b']), 'string'],
    [z.literal('a'), 'string'],
    [z.array(decimal(5, 1).nullable()), 'array<decimal(5,1)?>'],
    [z.object({ a: int64(), b: z.array(z.object({ c: date().nullable() })) }), 'struct<a int64, b array<struct<c date?>>>'],
  ])('%# %s', (schema, label) => expect(typeLabel(read(schema).type)).toBe(label))

  test('nullable, description, classification and tags, in any order', () => {
    const expected = { name: 'x', nullable: true, description: 'Hers.', classification: 'pii.email', tags: ['contact'] }
    expect(
      read(
        z
          .string()
          .meta({ classification: 'pii.email', tags: ['contact'] })
          .describe('Hers.')
          .nullable(),
      ),
    ).toMatchObject(expected)
    expect(
      read(
        z
          .string()
          .nullable()
          .describe('Hers.')
          .meta({ classification: 'pii.email', tags: ['contact'] }),
      ),
    ).toMatchObject(expected)
    expect(read(int64().describe('Inner.').nullable().describe('Outer.'))).toMatchObject({ description: 'Outer.' })
  })

  test('one instance stands for a type, and describing one column leaves the others alone', () => {
    expect(int64()).toBe(int64())
    expect(int64()).not.toBe(int64({ min: 1n }))
    const described = int64().describe('A number.')
    expect(read(described).description).toBe('A number.')
    expect(read(int64()).description).toBe(undefined)
  })

  test('a decimal has 1 to 38 digits, and its scale is among them', () => {
    for (const [precision, scale] of [
      [0, 0],
      [39, 2],
      [5, 6],
      [5, -1],
      [5.5, 1],
    ] as const)
      expect(() => decimal(precision, scale)).toThrow(ContractError)
  })
})

describe('rules', () => {
  test.each<[string, z.ZodType, Column['rules']]>([
    [
      'lengths',
      z.string().min(1).max(5),
      [
        { rule: 'minLength', value: 1 },
        { rule: 'maxLength', value: 5 },
      ],
    ],
    [
      'one length',
      z.string().length(3),
      [
        { rule: 'minLength', value: 3 },
        { rule: 'maxLength', value: 3 },
      ],
    ],
    ['nonempty', z.string().nonempty(), [{ rule: 'minLength', value: 1 }]],
    ['email', z.email(), [{ rule: 'pattern', pattern: EMAIL_PATTERN, label: 'an e-mail address' }]],
    ['regex', z.string().regex(/^[A-Z]+$/), [{ rule: 'pattern', pattern: '^[A-Z]+$' }]],
    ['regex in unicode mode', z.string().regex(/^[A-Z]+$/u), [{ rule: 'pattern', pattern: '^[A-Z]+$' }]],
    ['startsWith', z.string().startsWith('a.b'), [{ rule: 'pattern', pattern: String.raw`^a\.b`, label: 'starts with a.b' }]],
    ['endsWith', z.string().endsWith('$'), [{ rule: 'pattern', pattern: String.raw`\$$`, label: 'ends with $' }]],
    ['includes', z.string().includes('+'), [{ rule: 'pattern', pattern: String.raw`\+`, label: 'contains +' }]],
    ['enum', z.enum(['a', 'b']), [{ rule: 'enum', values: ['a', 'b'] }]],
    [
      'number bounds',
      z.number().gt(0).lte(1),
      [
        { rule: 'min', value: '0', exclusive: true },
        { rule: 'max', value: '1' },
      ],
    ],
    ['bigint bounds', z.bigint().nonnegative(), [{ rule: 'min', value: '0' }]],
    [
      'int64 bounds',
      int64({ min: 1n, max: 9223372036854775807n }),
      [
        { rule: 'min', value: '1' },
        { rule: 'max', value: '9223372036854775807' },
      ],
    ],
    [
      'decimal bounds are canonical',
      decimal(12, 2, { min: '0', max: '1e3' }),
      [
        { rule: 'min', value: '0.00' },
        { rule: 'max', value: '1000.00' },
      ],
    ],
    ['date bounds', date({ min: '2000-01-01' }), [{ rule: 'min', value: '2000-01-01' }]],
    ['time bounds are canonical', localTimestamp({ min: '2000-01-01' }), [{ rule: 'min', value: '2000-01-01T00:00:00' }]],
    ['inside of nullable', z.string().min(2).nullable(), [{ rule: 'minLength', value: 2 }]],
  ])('%s', (_name, schema, rules) => expect(read(schema).rules).toEqual(rules))

  test('uuid and other formats of zod with a portable pattern', () => {
    expect(read(z.uuid()).rules).toMatchObject([{ rule: 'pattern', label: 'a uuid' }])
    expect(read(z.ipv4()).rules).toMatchObject([{ rule: 'pattern', label: 'a ipv4' }])
  })

  test('formats and zones of input are kept', () => {
    expect(read(timestamp({ format: '%d/%m/%Y', zone: 'Asia/Jakarta' })).input).toEqual({ format: '%d/%m/%Y', zone: 'Asia/Jakarta' })
    expect(read(timestamp({ format: '%d/%m/%Y %z' }).describe('x').nullable()).input).toEqual({ format: '%d/%m/%Y %z' })
  })
})

describe('refused at definition, with the column named', () => {
  test.each<[string, () => z.ZodType, string]>([
    ['optional', () => z.string().optional(), 'a column is always there: use .nullable(), not .optional()'],
    ['nullish', () => z.string().nullish(), 'a column is always there'],
    ['default', () => z.string().default('x'), 'a contract describes data and does not change it (default)'],
    ['catch', () => z.string().catch('x'), 'does not change it (catch)'],
    ['transform', () => z.string().transform(Number), 'does not change it (pipe)'],
    ['coerce to a date', () => z.coerce.date(), 'z.date() loses microseconds'],
    ['trim', () => z.string().trim(), 'does not change it (trim, lower case …)'],
    ['trim, even for rows only', () => rowOnly(z.string().trim()), 'does not change it (trim, lower case …)'],
    [
      'refine',
      () => z.string().refine((text) => text !== 'x'),
      'a custom refinement is JavaScript, so no engine can check it: express it with a portable rule, or accept rows through JavaScript with rowOnly(…)',
    ],
    ['refine of a column type', () => int64().refine((value) => value !== 5n), 'a custom refinement is JavaScript'],
    ['z.date', () => z.date(), 'use date(), timestamp() or localTimestamp()'],
    ['z.int', () => z.int(), 'an integer is a bigint here: use int64()'],
    ['number().int', () => z.number().int(), 'an integer is a bigint here: use int64()'],
    ['float32', () => z.float32(), 'the range of a float32'],
    ['uint64', () => z.uint64(), 'use decimal(20, 0'],
    ['multipleOf', () => z.number().multipleOf(5), 'multipleOf has no SQL form'],
    ['iso date', () => z.iso.date(), 'use date()'],
    ['iso datetime', () => z.iso.datetime(), 'use timestamp() or localTimestamp()'],
    ['url', () => z.url(), 'has no pattern'],
    ['union', () => z.union([z.string(), z.number()]), `zod's "union" has no logical type`],
    ['record', () => z.record(z.string(), z.string()), `zod's "record" has no logical type`],
    ['any', () => z.any(), `zod's "any" has no logical type`],
    ['literal of a number', () => z.literal(5), 'only text literals'],
    ['enum of numbers', () => z.enum({ A: 1 }), 'only an enum of texts'],
    ['a flag', () => z.string().regex(/a/i), 'a pattern with the flag "i" is not portable'],
    ['lookahead', () => z.string().regex(/(?=a)/), 'its pattern uses lookaround'],
    ['length of a decimal', () => (decimal(12, 2) as unknown as z.ZodString).min(1), 'a length on decimal would measure its text'],
    ['length of an array', () => z.array(z.string()).min(1), 'the length of an array has no portable form'],
    ['rules of elements', () => z.array(z.string().min(1)), 'elements: refinements are for whole columns'],
    ['formats of elements', () => z.array(date({ format: '%d/%m/%Y' })), 'elements: formats and zones are for whole columns'],
    ['fields', () => z.object({ a: z.string().optional() }), 'field "a": a column is always there'],
    ['no fields', () => z.object({}), 'an object needs at least one field'],
    ['a bound of another type', () => decimal(12, 2, { min: '0.001' }), 'min: the bound "0.001" has 3 digits after the point'],
    ['bounds that leave nothing', () => int64({ min: 2n, max: 1n }), 'min 2 is above max 1'],
    ['lengths that leave nothing', () => z.string().min(5).max(2), 'minLength 5 is above maxLength 2'],
    ['an unknown directive', () => date({ format: '%q %Y' }), '%q is not known'],
    ['half a date', () => date({ format: '%d %b' }), 'does not say the year (%Y)'],
    ['a twelve-hour clock without its half', () => localTimestamp({ format: '%Y-%m-%d %I:%M' }), 'morning or afternoon (%p)'],
    ['the month twice', () => date({ format: '%Y-%m-%d %m' }), 'says the month twice'],
    ['an offset of a wall clock', () => localTimestamp({ format: '%Y-%m-%d %z' }), 'declare the column as timestamp()'],
    ['an instant without a clock', () => timestamp({ format: '%d/%m/%Y' }), 'does not say which clock was read'],
    ['a zone that is none', () => timestamp({ zone: 'Asia/Djakarta2' }), 'no IANA time zone'],
    ['an offset as a zone', () => timestamp({ zone: '+07:00' }), 'no IANA time zone'],
  ])('%s', (_name, schema, problem) => {
    const said = refusal(schema)
    expect(said).toContain('column "x": ')
    expect(said).toContain(problem)
  })
})

describe('rowOnly', () => {
  const even = () =>
    z
      .string()
      .describe('A code.')
      .max(5)
      .refine((text) => text.length % 2 === 0, 'has an odd length')

  test('accepts what SQL cannot express, and keeps the rest', () => {
    expect(read(rowOnly(even()))).toEqual({
      name: 'x',
      type: { type: 'string' },
      nullable: false,
      description: 'A code.',
      rules: [{ rule: 'maxLength', value: 5 }],
      rowOnly: true,
    })
    expect(read(rowOnly(even()).nullable())).toMatchObject({ nullable: true, rowOnly: true })
    expect(read(rowOnly(even().nullable()))).toMatchObject({ nullable: true, rowOnly: true })
    expect(read(rowOnly(int64().refine((value) => value !== 5n)))).toMatchObject({ type: { type: 'int64' }, rowOnly: true })
  })
  test('leaves the schema it was given as it was', () => {
    const schema = even()
    rowOnly(schema)
    expect(refusal(() => schema)).toContain('a custom refinement is JavaScript')
  })
  test('without anything that SQL cannot express changes nothing', () => {
    expect(read(rowOnly(z.string().min(1)))).not.toHaveProperty('rowOnly')
  })
  test('is checked on rows, null is not', () => {
    const made = contract({
      name: 'things',
      layer: 'raw',
      description: 'One row per thing.',
      owner: 'team',
      row: z.object({ x: rowOnly(even()).nullable() }),
    })
    expect(rowSchemaOf(made)?.shape).toHaveProperty('x')
    const expressible = { name: 'others', layer: 'raw', description: 'One row per thing.', owner: 'team' } as const
    expect(rowSchemaOf(contract({ ...expressible, row: z.object({ x: z.string() }) }))).toBeUndefined()
    expect(validateRow(made, { x: 'abc' }).map((issue) => issue.message)).toEqual(['column x: has an odd length'])
    expect(validateRow(made, { x: 'ab' })).toEqual([])
    expect(validateRow(made, { x: null })).toEqual([])
  })
})
