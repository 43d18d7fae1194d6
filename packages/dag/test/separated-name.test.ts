import fc from 'fast-check'
import { expect, test } from 'vitest'
import { separatedName, separatedSource, type SeparatedRule } from '../src/index.ts'
import { anyText } from './any-plan.ts'

const dashes: SeparatedRule = { joint: '-', maxLength: 128 }
const underscores: SeparatedRule = { joint: '_', maxLength: 128 }

test('a plain id stays readable', () => {
  expect(separatedName('gate:dm_sales', dashes)).toBe('gate--dm-sales')
  expect(separatedName('gate:dm_sales', underscores)).toBe('gate__dm_sales')
  expect(separatedName('report:sales-overview', underscores)).toBe('report__salesZ2dZoverview')
})

test.each([
  ['dashes', dashes, /^[A-Za-z0-9][A-Za-z0-9-]*$/],
  ['underscores', underscores, /^[A-Za-z0-9_]+$/],
] as const)('every id has a name of its own, and is read back (%s)', (_name, rule, allowed) => {
  const anyId = fc.oneof(
    anyText,
    fc.tuple(anyText, anyText).map(([kind, name]) => `${kind}:${name}`),
    anyText.map((name) => `gate:${name}`),
  )
  fc.assert(
    fc.property(anyId, (id) => {
      const name = separatedName(id, rule)
      expect(name).toMatch(allowed)
      expect(name.length).toBeLessThanOrEqual(rule.maxLength)
      expect(separatedSource(name, rule)).toBe(name.length === rule.maxLength ? undefined : id)
    }),
    { numRuns: 1000 },
  )
})
