import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ContractError, fromJson, toJson, type CanonicalValue, type JsonValue, type LogicalType } from '@meshwright/contracts'

const struct: LogicalType = {
  type: 'struct',
  fields: { a: { type: { type: 'int64' }, nullable: true }, b: { type: { type: 'bytes' }, nullable: false } },
}

describe('JSON forms', () => {
  test.each<[LogicalType, CanonicalValue, JsonValue]>([
    [{ type: 'int64' }, 9223372036854775807n, '9223372036854775807'],
    [{ type: 'float64' }, 1.5, 1.5],
    [{ type: 'float64' }, Number.NaN, 'NaN'],
    [{ type: 'float64' }, -Infinity, '-Infinity'],
    [{ type: 'float64' }, -0, '-0'],
    [{ type: 'decimal', precision: 38, scale: 2 }, '0.10', '0.10'],
    [{ type: 'bytes' }, new Uint8Array([104, 105]), 'aGk='],
    [{ type: 'json' }, { a: [1] }, { a: [1] }],
    [{ type: 'array', element: { type: 'int64' }, elementNullable: true }, [1n, null], ['1', null]],
    [struct, { a: null, b: new Uint8Array() }, { a: null, b: '' }],
    [{ type: 'timestamp' }, '2022-01-01T00:00:00Z', '2022-01-01T00:00:00Z'],
    [{ type: 'string' }, null, null],
  ])('%o: %o', (type, value, json) => {
    expect(toJson(type, value)).toEqual(json)
    expect(fromJson(type, JSON.parse(JSON.stringify(json)) as JsonValue)).toEqual(value)
  })

  test('a large Uint8Array, and a view into a larger buffer', () => {
    const large = new Uint8Array(300_000).fill(7)
    expect(fromJson({ type: 'bytes' }, toJson({ type: 'bytes' }, large))).toEqual(large)
    expect(toJson({ type: 'bytes' }, new Uint8Array([1, 2, 3]).subarray(1, 2))).toBe('Ag==')
  })

  test('every double and int64 survives', () => {
    fc.assert(
      fc.property(fc.double(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (number, integer) => {
        expect(fromJson({ type: 'float64' }, JSON.parse(JSON.stringify(toJson({ type: 'float64' }, number))) as JsonValue)).toBe(number)
        expect(fromJson({ type: 'int64' }, toJson({ type: 'int64' }, integer))).toBe(integer)
      }),
    )
  })

  test.each<[LogicalType, JsonValue]>([
    [{ type: 'int64' }, 5],
    [{ type: 'int64' }, '9223372036854775808'],
    [{ type: 'int64' }, 'x'],
    [{ type: 'float64' }, '1.5'],
    [{ type: 'bytes' }, 'aGk'],
    [{ type: 'decimal', precision: 5, scale: 2 }, '1'],
    [{ type: 'date' }, '2022-02-30'],
    [{ type: 'boolean' }, 'true'],
    [{ type: 'array', element: { type: 'int64' }, elementNullable: false }, ['1', null]],
    [struct, { a: '1', c: 1, b: '' }],
    [struct, []],
    [{ type: 'array', element: { type: 'int64' }, elementNullable: true }, { 0: '1' }],
    [{ type: 'string' }, ['x']],
  ])('%o refuses %o', (type, json) => {
    expect(() => fromJson(type, json)).toThrow(ContractError)
  })
})
