import type { LogicalType } from '@meshwright/contracts'
import { DummyDriver, expressionBuilder, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  avg,
  compileExpression,
  divide,
  literal,
  matches,
  portableFunctions,
  quotedIdentifier,
  replace,
  round,
  SqlError,
  substring,
  types,
  upper,
  type SqlDialect,
  type SqlErrorCode,
} from '../src/index.ts'

const eb = expressionBuilder<{ t: { a: string } }, 't'>()
/** Enough of a dialect to write an expression. */
const dialect = {
  name: 'paper',
  maxIdentifierBytes: 63,
  identifier: (name) => quotedIdentifier(name, { quote: '"', maxBytes: 63 }),
  physicalType: (type) => type.type,
  logicalType: (): LogicalType | undefined => undefined,
  literal: (value) => String(value),
  functions: {} as SqlDialect['functions'],
} satisfies SqlDialect
const compiled = (expression: { toOperationNode(): never }) => compileExpression(expression.toOperationNode(), { dialect, tables: [] })

const db = new Kysely<{ t: { a: string } }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (inner) => new PostgresIntrospector(inner),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  plugins: [portableFunctions(dialect, {})],
})

it.each<[SqlErrorCode, () => unknown, string]>([
  ['argument-invalid', () => substring(eb.ref('a'), 0, 1), 'the start is a whole number from 1'],
  ['argument-invalid', () => replace(eb.ref('a'), '', 'x'), 'the text to search for is empty'],
  ['argument-invalid', () => round(literal('1', types.decimal(1, 0)), -2), 'round(…, -2): the scale is a whole number from 0 to 38'],
  ['argument-invalid', () => divide(literal(1n, types.int64), literal(2n, types.int64), { scale: 1.5 }), 'divide(…, 1.5): the scale'],
  ['argument-invalid', () => avg(literal(1n, types.int64), { scale: 39 }), 'avg(…, 39): the scale'],
  ['argument-invalid', () => types.decimal(39, 0), 'types.decimal(39, 0): a decimal has 1 to 38 digits'],
  ['argument-invalid', () => types.decimal(2, 3), 'types.decimal(2, 3): a decimal has'],
  ['pattern-not-portable', () => matches(eb.ref('a'), '(?=x)'), 'which not every engine knows'],
  ['identifier-invalid', () => quotedIdentifier('', { quote: '"', maxBytes: 63 }), 'is not an identifier: it is empty'],
  ['identifier-invalid', () => quotedIdentifier('a\0b', { quote: '"', maxBytes: 63 }), 'holds the character NUL'],
  ['identifier-invalid', () => quotedIdentifier('a'.repeat(64), { quote: '"', maxBytes: 63 }), 'has 64 bytes; this warehouse holds 63'],
  ['function-unknown', () => compiled(eb.fn('mw:nothing', [eb.ref('a')]) as never), 'there is no portable function "nothing"'],
  [
    'query-invalid',
    () =>
      db
        .updateTable('t')
        .set(({ ref }) => ({ a: upper(ref('a')) }))
        .compile(),
    'upper: portable functions work inside a select',
  ],
  ['value-unknown', () => compiled(eb('a', '=', new Date(0) as never) as never), 'a query holds a Date, which has no literal'],
  ['value-unknown', () => compiled(sql`${{ some: 'object' }}` as never), 'a query holds a object, which has no literal'],
])('%s', (code, make, message) => {
  expect(make).toThrow(SqlError)
  expect(make).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
})

it('what cannot be compiled leaves nothing behind in what is compiled next', () => {
  expect(compiled(eb('a', '=', 'b') as never)).toBe('"a" = b')
  expect(() => compiled(eb('a', '=', new Date(0) as never) as never)).toThrow(SqlError)
  expect(compiled(eb('a', '=', 'b') as never)).toBe('"a" = b')
})
