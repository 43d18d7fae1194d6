import type { LogicalType } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'

/** Values of one logical type that engines, drivers and formats are known to bend. */
export interface NastyValues {
  /** The name of the tests: unique. */
  readonly name: string
  readonly type: LogicalType
  readonly values: readonly SqlValue[]
}

const decimal = (precision: number, scale: number): LogicalType => ({ type: 'decimal', precision, scale })
const array = (element: LogicalType, elementNullable = false): LogicalType => ({ type: 'array', element, elementNullable })

const TEXTS: readonly string[] = [
  '', ' ', '  both ends  ', 'null', 'NULL', '\\N', '\\.', '\\', '\\\\', "'", "''", '"', '""', "it's", `O"Reilly`, '\n', '\r', '\r\n', '\t', '\b\f\v', '\\n', '\\x41', '$1', '$$', '%s', ';--', '/*', ',', '|', '{}', '{NULL}', '[1]',
  '中文資料表', '日本語', '한국어', 'עברית', 'é', 'é', '😀', '👩‍👩‍👧‍👦', '\u{10FFFF}', '\uFEFF', '\u200b', '\u0001', 'E\'x\'', '0', 'true', '1e5', 'x'.repeat(10_000), '😀'.repeat(3_000),
]

export const NASTY_VALUES: readonly NastyValues[] = [
  { name: 'string', type: { type: 'string' }, values: [...TEXTS, null] },
  { name: 'boolean', type: { type: 'boolean' }, values: [true, false, null] },
  { name: 'int64', type: { type: 'int64' }, values: [0n, -1n, 1n, 9223372036854775807n, -9223372036854775808n, 9007199254740993n, -9007199254740993n, null] },
  {
    name: 'float64',
    type: { type: 'float64' },
    values: [0, -0, 1.5, 0.1, 1e21, 1e-7, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1.7976931348623157e308, 9007199254740993, 0.30000000000000004, NaN, Infinity, -Infinity, null],
  },
  { name: 'decimal(38,0)', type: decimal(38, 0), values: ['0', '1', '-1', '12345678901234567890123', '99999999999999999999999999999999999999', '-99999999999999999999999999999999999999', null] },
  { name: 'decimal(18,7)', type: decimal(18, 7), values: ['0.0000001', '-0.0000001', '0.0000000', '99999999999.9999999', '1.5000000', '10.0000000', null] },
  { name: 'decimal(38,37)', type: decimal(38, 37), values: ['0.0000000000000000000000000000000000001', '-9.9999999999999999999999999999999999999', null] },
  { name: 'decimal(12,2)', type: decimal(12, 2), values: ['10.50', '0.00', '-0.01', '9999999999.99', null] },
  { name: 'date', type: { type: 'date' }, values: ['2022-12-31', '0001-01-01', '9999-12-31', '1970-01-01', '1969-12-31', '2024-02-29', '1582-10-10', null] },
  { name: 'time', type: { type: 'time' }, values: ['00:00:00', '23:59:59.999999', '12:34:56', '00:00:00.000001', '10:00:00.100000', null] },
  {
    name: 'timestamp',
    type: { type: 'timestamp' },
    values: ['2022-12-31T23:59:59.999999Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z', '1970-01-01T00:00:00Z', '1969-12-31T23:59:59.999999Z', '2022-03-27T01:30:00.000001Z', '2022-01-01T00:00:00.100000Z', '1883-11-18T12:00:00Z', null],
  },
  {
    name: 'localTimestamp',
    type: { type: 'localTimestamp' },
    values: ['2022-12-31T23:59:59.999999', '0001-01-01T00:00:00', '9999-12-31T23:59:59.999999', '1970-01-01T00:00:00', '2022-03-27T02:30:00', '2022-01-01T00:00:00.100000', null],
  },
  {
    name: 'json',
    type: { type: 'json' },
    // JSON null is a value, and not SQL null; that both are told apart has a test of its own.
    values: [{}, [], 'text', '', 'null', "it's", 'back\\slash', 'line\nend', 1, 1.5, -0.1, true, false, { a: 1, b: [null, 'x', { c: '中文😀"\'' }] }, [[[]]], { '': '', 'a b': null, 'q"': '\\' }],
  },
  {
    name: 'bytes',
    type: { type: 'bytes' },
    values: [new Uint8Array(0), new Uint8Array([0]), new Uint8Array([0, 1, 2, 0, 255]), new Uint8Array([0x5c, 0x27, 0x22, 0x0a, 0x0d, 0x09]), Uint8Array.from({ length: 256 }, (_, index) => index), null],
  },
  { name: 'array of string', type: array({ type: 'string' }, true), values: [[], [''], ['a', null, 'b'], [null], ['NULL', 'null', '\\N'], ['a,b', '{x}', '"q"', "it's", 'back\\slash', 'line\nend', ' lead', '中文', '😀'], ['\t'], null] },
  { name: 'array of int64', type: array({ type: 'int64' }, true), values: [[], [1n, null, -9223372036854775808n, 9223372036854775807n], null] },
  { name: 'array of float64', type: array({ type: 'float64' }), values: [[], [1.5, NaN, Infinity, -Infinity, 5e-324], null] },
  { name: 'array of decimal(38,2)', type: array(decimal(38, 2)), values: [['0.10', '123456789012345678901234567890123456.78'], null] },
  { name: 'array of timestamp', type: array({ type: 'timestamp' }, true), values: [['2022-01-01T00:00:00Z', null, '2022-01-01T00:00:00.000001Z'], null] },
  { name: 'array of boolean', type: array({ type: 'boolean' }, true), values: [[true, false, null], null] },
  { name: 'array of date', type: array({ type: 'date' }), values: [['0001-01-01', '9999-12-31'], null] },
  { name: 'array of bytes', type: array({ type: 'bytes' }), values: [[new Uint8Array([0, 92, 34, 255]), new Uint8Array(0)], null] },
  {
    name: 'struct of texts and flags',
    type: { type: 'struct', fields: { name: { type: { type: 'string' }, nullable: true }, 'a "b"': { type: { type: 'boolean' }, nullable: true }, 名: { type: { type: 'string' }, nullable: true } } },
    values: [{ name: "it's", 'a "b"': true, 名: '中文' }, { name: null, 'a "b"': null, 名: '' }, { name: 'x\ny\\', 'a "b"': false, 名: '😀"' }, null],
  },
  {
    name: 'struct of numbers and times',
    type: {
      type: 'struct',
      fields: { id: { type: { type: 'int64' }, nullable: false }, amount: { type: decimal(38, 2), nullable: true }, at: { type: { type: 'timestamp' }, nullable: true } },
    },
    values: [{ id: 9223372036854775807n, amount: '123456789012345678901234567890123456.78', at: '2022-01-01T00:00:00.000001Z' }, { id: -1n, amount: null, at: null }, null],
  },
  { name: 'array of struct', type: array({ type: 'struct', fields: { k: { type: { type: 'string' }, nullable: false }, v: { type: { type: 'string' }, nullable: true } } }), values: [[{ k: 'a', v: null }, { k: 'b', v: '"' }], [], null] },
]
