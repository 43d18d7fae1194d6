import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, fingerprint } from '@meshwright/contracts'

describe('canonicalJson', () => {
  test('sorts keys at every depth, keeps the order of arrays', () => {
    expect(canonicalJson({ b: [{ z: 1, a: 2 }, 3], a: undefined, c: 5n })).toBe('{"b":[{"a":2,"z":1},3],"c":"5"}')
  })
  test('the order of keys never matters', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed())
        expect(canonicalJson(turned)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('fingerprint', () => {
  test('is stable over releases', () => {
    // The first 32 digits of SHA-256 over {"a":1}
    expect(fingerprint({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad808')
  })
  test('differs where values do', () => {
    expect(fingerprint({ a: null })).not.toBe(fingerprint({}))
    expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]))
    expect(fingerprint('1')).not.toBe(fingerprint(1))
  })
})
