import { describe, expect, test } from 'vitest'
import { logicalTypeSchema, sameType, typeLabel, type LogicalType } from '@meshwright/contracts'

const address: LogicalType = {
  type: 'struct',
  fields: {
    street: { type: { type: 'string' }, nullable: false },
    geo: { type: { type: 'array', element: { type: 'decimal', precision: 9, scale: 6 }, elementNullable: true }, nullable: true },
  },
}

describe('logical types', () => {
  test('have a label that people can read', () => {
    expect(typeLabel({ type: 'localTimestamp' })).toBe('localTimestamp')
    expect(typeLabel(address)).toBe('struct<street string, geo array<decimal(9,6)?>?>')
  })

  test('are the same when they hold the same values', () => {
    const turned: LogicalType = {
      type: 'struct',
      fields: Object.fromEntries(Object.entries(address.type === 'struct' ? address.fields : {}).toReversed()),
    }
    expect(sameType(address, turned)).toBe(true)
    expect(sameType({ type: 'decimal', precision: 12, scale: 2 }, { type: 'decimal', precision: 12, scale: 3 })).toBe(false)
    expect(sameType({ type: 'timestamp' }, { type: 'localTimestamp' })).toBe(false)
    expect(
      sameType(
        { type: 'array', element: { type: 'int64' }, elementNullable: true },
        { type: 'array', element: { type: 'int64' }, elementNullable: false },
      ),
    ).toBe(false)
    const sly: LogicalType = { type: 'struct', fields: { 'a string, b': { type: { type: 'string' }, nullable: false } } }
    const two: LogicalType = {
      type: 'struct',
      fields: { a: { type: { type: 'string' }, nullable: false }, b: { type: { type: 'string' }, nullable: false } },
    }
    expect(typeLabel(sly)).toBe(typeLabel(two))
    expect(sameType(sly, two)).toBe(false)
  })

  test('survive JSON, and nothing else is one', () => {
    expect(logicalTypeSchema.parse(JSON.parse(JSON.stringify(address)))).toEqual(address)
    for (const type of [
      { type: 'int32' },
      { type: 'decimal' },
      { type: 'decimal', precision: 39, scale: 0 },
      { type: 'array' },
      'int64',
      null,
    ]) {
      expect(logicalTypeSchema.safeParse(type).success).toBe(false)
    }
  })
})
