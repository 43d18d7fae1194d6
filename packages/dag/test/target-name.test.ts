import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DagError, sourceName, targetName, targetNames, type NameRule } from '../src/index.ts'

const dotted: NameRule = {
  keeps: /^[A-Za-z0-9_-]$/,
  first: /^[A-Za-z0-9_-]$/,
  last: /^[A-Za-z0-9_-]$/,
  colon: '.',
  escape: '-',
  maxLength: 200,
}
const lower: NameRule = { keeps: /^[a-z0-9-]$/, first: /^[a-z0-9]$/, last: /^[a-z0-9]$/, escape: 'z', maxLength: 63 }

test('a plain name stays readable', () => {
  expect(targetName('gate:dm_monthly_sales', dotted)).toBe('gate.dm_monthly_sales')
  expect(targetName('report:sales-overview', dotted)).toBe('report.sales-overview')
  expect(targetName('build:prices 2024', dotted)).toBe('build.prices-20-2024')
  expect(targetName('gate:sizes', lower)).toBe('gatez3azsizes')
})

test.each([
  ['dotted', dotted],
  ['lower', lower],
])('every name is one that the target takes, and is read back (%s)', (_name, rule) => {
  const alphabet = fc.oneof(
    fc.constantFrom('-', ':', '.', 'z', 'a', 'f', '0', '7', '_', ' ', '{', '"', '\n'),
    fc.string({ unit: 'grapheme', maxLength: 1 }),
  )
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 80 }), (parts) => {
      const source = parts.join('')
      const name = targetName(source, rule)
      expect(name.length).toBeGreaterThan(0)
      expect(name.length).toBeLessThanOrEqual(rule.maxLength)
      for (const [at, character] of [...name].entries())
        if (character !== rule.colon) expect(character).toMatch(at === 0 ? rule.first : at === name.length - 1 ? rule.last : rule.keeps)
      expect(sourceName(name, rule)).toBe(name.length === rule.maxLength ? undefined : source)
    }),
    { numRuns: 500 },
  )
})

test('a long name is cut to the same length, and differs where its end does', () => {
  const long = `gate:${'a'.repeat(300)}`
  expect(targetName(`${long}1`, lower)).toHaveLength(63)
  expect(targetName(`${long}1`, lower)).not.toBe(targetName(`${long}2`, lower))
  expect(targetName('é'.repeat(300), lower)).toMatch(/^(ze9z)+0*[0-9a-f]{16}$/)
})

test('two names that would be one are refused', () => {
  const cut = targetName('x'.repeat(80), lower)
  const code = (error: unknown) => error instanceof DagError && error.code
  let thrown: unknown
  try {
    targetNames(['x'.repeat(80), 'fine', 'fine', cut], { ...lower, maxLength: 63 })
  } catch (error) {
    thrown = error
  }
  // A name that is as long as is allowed is cut too, so even this crafted one is another.
  expect(thrown).toBeUndefined()
  const deaf: NameRule = { ...lower, keeps: /^[a-z0-9:]$/, colon: 'c' }
  try {
    targetNames(['a:b', 'acb', 'fine'], deaf)
  } catch (error) {
    thrown = error
  }
  expect(code(thrown)).toBe('name-collides')
  expect(String(thrown)).toContain('"acb" and "a:b" would both be acb; rename one of them')
})
