import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, exactFingerprint, exactJson, fingerprint } from '@meshwright/contracts'

describe('canonicalJson', () => {
  test('sorts keys at every depth, keeps the order of arrays', () => {
    expect(canonicalJson({ b: [{ z: 1, a: 2 }, 3], a: undefined, c: 5n })).toBe('{"b":[{"a":2,"z":1},3],"c":"5"}')
  })
  test('a number that JS would round stays as it is written', () => {
    expect(canonicalJson({ b: exactJson('[12345678901234567890, 1.5]'), a: 1 })).toBe('{"a":1,"b":[12345678901234567890,1.5]}')
    expect(canonicalJson(exactJson('12345678901234567890'))).not.toBe(canonicalJson(exactJson('12345678901234567891')))
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

/** What it comes to, written so that it can be seen: a copy with its keys in order, as JSON. */
function sorted(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(sorted)
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON())
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, sorted(inner)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 200, maxLength: 400 }),
  fc.constantFrom('\ud800', 'a"b\\c', '\u007f\u0000', '\u2028', '😀'),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.constantFrom(null, undefined, -0, NaN, Infinity, 1e21, Symbol('s'), () => 1, new Map([[1, 2]]), Object.create(null)),
)
const name = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('10', '9', '01', '4294967295', '4294967294', '-1', '__proto__', 'é', 'kind'),
)
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 20 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value

describe('the bytes that are hashed', () => {
  test('are the JSON of a sorted copy, whatever is in it', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const text = JSON.stringify(sorted(value)) ?? 'null'
        expect(canonicalJson(value)).toBe(text)
        expect(fingerprint(value)).toBe(createHash('sha256').update(text).digest('hex').slice(0, 32))
      }),
      { numRuns: 1000 },
    )
  })
  test('large ones too, and one within another', () => {
    const large = Array.from({ length: 200_000 }, (_, index) => ({ text: `é${index}`, id: index }))
    expect(canonicalJson(large)).toBe(JSON.stringify(sorted(large)))
    const inner = { toJSON: () => canonicalJson({ b: 1, a: 2 }) }
    expect(canonicalJson({ inner, after: [inner] })).toBe(JSON.stringify({ after: ['{"a":2,"b":1}'], inner: '{"a":2,"b":1}' }))
    const failing = {
      toJSON: () => {
        throw new Error('no')
      },
    }
    expect(() => canonicalJson({ a: 1, failing })).toThrow('no')
    expect(canonicalJson({ b: 2, a: 1 })).toBe('{"a":1,"b":2}')
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
  test('an exact one tells apart what JSON does not', () => {
    const values = [1, 1n, '1', '1n', null, 'null', NaN, Infinity, -Infinity, 'NaN', [1n], ['1']]
    expect(new Set(values.map((value) => exactFingerprint({ value }))).size).toBe(values.length)
    expect(exactFingerprint({ b: ['x', 2], a: null })).toBe(fingerprint({ a: null, b: ['x', 2] }))
  })
})
