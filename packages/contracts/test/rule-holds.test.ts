import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ContractError,
  EMAIL_PATTERN,
  notPortable,
  patternToRegExp,
  ruleHolds,
  ruleLabel,
  type LogicalType,
  type Rule,
} from '@meshwright/contracts'

const holds = (type: LogicalType, rule: Rule, value: Parameters<typeof ruleHolds>[2]) => ruleHolds({ type }, rule, value)
const decimal = (scale: number): LogicalType => ({ type: 'decimal', precision: 38, scale })

describe('ruleHolds', () => {
  test('null holds always', () => {
    const rules: Rule[] = [
      { rule: 'min', value: '1' },
      { rule: 'max', value: '1' },
    ]
    for (const rule of rules) expect(holds({ type: 'int64' }, rule, null)).toBe(true)
    for (const rule of [
      { rule: 'minLength', value: 1 },
      { rule: 'maxLength', value: 0 },
      { rule: 'pattern', pattern: 'a' },
      { rule: 'enum', values: ['a'] },
    ] as Rule[]) {
      expect(holds({ type: 'string' }, rule, null)).toBe(true)
    }
  })

  test('bounds are inclusive unless exclusive', () => {
    expect(holds({ type: 'int64' }, { rule: 'min', value: '5' }, 5n)).toBe(true)
    expect(holds({ type: 'int64' }, { rule: 'min', value: '5', exclusive: true }, 5n)).toBe(false)
    expect(holds({ type: 'int64' }, { rule: 'max', value: '5' }, 5n)).toBe(true)
    expect(holds({ type: 'int64' }, { rule: 'max', value: '5', exclusive: true }, 5n)).toBe(false)
  })

  test('integers and decimals are compared exactly, beyond what a double holds', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        (value, bound) => {
          expect(holds({ type: 'int64' }, { rule: 'min', value: String(bound) }, value)).toBe(value >= bound)
          expect(holds({ type: 'int64' }, { rule: 'max', value: String(bound), exclusive: true }, value)).toBe(value < bound)
        },
      ),
    )
    expect(holds(decimal(20), { rule: 'min', value: '0.00000000000000000002' }, '0.00000000000000000001')).toBe(false)
    expect(holds(decimal(2), { rule: 'min', value: '0' }, '-0.01')).toBe(false)
    expect(holds(decimal(2), { rule: 'max', value: '10' }, '9.99')).toBe(true)
    expect(holds(decimal(2), { rule: 'min', value: '-10.5' }, '-10.49')).toBe(true)
  })

  test('NaN is above every number, as in the engines', () => {
    expect(holds({ type: 'float64' }, { rule: 'min', value: '1' }, Number.NaN)).toBe(true)
    expect(holds({ type: 'float64' }, { rule: 'max', value: '1' }, Number.NaN)).toBe(false)
    expect(holds({ type: 'float64' }, { rule: 'max', value: 'NaN' }, Number.NaN)).toBe(true)
    expect(holds({ type: 'float64' }, { rule: 'max', value: '0' }, -0)).toBe(true)
  })

  test('times are compared as times, whatever their fraction', () => {
    const bound = '2020-01-01T00:00:00Z'
    expect(holds({ type: 'timestamp' }, { rule: 'max', value: bound }, '2020-01-01T00:00:00.000001Z')).toBe(false)
    expect(holds({ type: 'timestamp' }, { rule: 'min', value: bound }, '2020-01-01T00:00:00.5Z')).toBe(true)
    expect(holds({ type: 'localTimestamp' }, { rule: 'min', value: '2020-01-01' }, '2019-12-31T23:59:59.999999')).toBe(false)
    expect(holds({ type: 'date' }, { rule: 'max', value: '2020-01-01' }, '2020-01-01')).toBe(true)
    expect(holds({ type: 'time' }, { rule: 'min', value: '10:00' }, '10:00:00.1')).toBe(true)
  })

  test('text is ordered by code points, lengths are counted in them', () => {
    expect(holds({ type: 'string' }, { rule: 'min', value: '\uffff' }, '😀')).toBe(true)
    expect(holds({ type: 'string' }, { rule: 'maxLength', value: 2 }, '😀😀')).toBe(true)
    expect(holds({ type: 'string' }, { rule: 'maxLength', value: 1 }, '😀😀')).toBe(false)
    expect(holds({ type: 'string' }, { rule: 'minLength', value: 3 }, '😀😀')).toBe(false)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(10), (text, length) => {
        expect(holds({ type: 'string' }, { rule: 'minLength', value: length }, text)).toBe([...text].length >= length)
        expect(holds({ type: 'string' }, { rule: 'maxLength', value: length }, text)).toBe([...text].length <= length)
      }),
    )
  })

  test('enums and patterns', () => {
    const rule: Rule = { rule: 'enum', values: ['F', 'M'] }
    expect(holds({ type: 'string' }, rule, 'F')).toBe(true)
    expect(holds({ type: 'string' }, rule, 'f')).toBe(false)
    expect(holds({ type: 'string' }, { rule: 'pattern', pattern: 'b' }, 'abc')).toBe(true)
    expect(holds({ type: 'string' }, { rule: 'pattern', pattern: '^b' }, 'abc')).toBe(false)
    expect(holds({ type: 'string' }, { rule: 'pattern', pattern: EMAIL_PATTERN }, 'a b@c.de')).toBe(false)
  })

  test('a rule object that columns of two types share means each its own', () => {
    const rule: Rule = { rule: 'min', value: '10' }
    expect(holds({ type: 'int64' }, rule, 9n)).toBe(false)
    expect(holds({ type: 'string' }, rule, '9')).toBe(true)
    expect(holds({ type: 'int64' }, rule, 9n)).toBe(false)
  })

  test('a bound that is none of its type is an error, and not a verdict', () => {
    expect(() => holds({ type: 'int64' }, { rule: 'min', value: 'x' }, 1n)).toThrow(ContractError)
    expect(() => holds({ type: 'json' }, { rule: 'min', value: '1' }, 1)).toThrow('has no order')
  })

  test('labels', () => {
    expect(ruleLabel({ rule: 'min', value: '0.00', exclusive: true })).toBe('> 0.00')
    expect(ruleLabel({ rule: 'maxLength', value: 5 })).toBe('at most 5 characters')
    expect(ruleLabel({ rule: 'pattern', pattern: '^a$' })).toBe('matches ^a$')
  })
})

describe('portable patterns', () => {
  test.each([
    EMAIL_PATTERN,
    '^[A-Z]{2}-[0-9]+$',
    String.raw`^\+?\d+$`,
    '[*?]+',
    String.raw`[\w\-]+@`,
    '[[:space:]]',
    '(?:a|b)*',
    String.raw`\S+\.csv$`,
    'é.*',
    String.raw`\/`,
    String.raw`[^\s,]`,
  ])('%s', (pattern) => {
    expect(notPortable(pattern)).toBe(undefined)
    expect(patternToRegExp(pattern)).toBeInstanceOf(RegExp)
  })
  test.each([
    ['(?=a)', 'lookaround'],
    ['(?<!a)b', 'lookaround'],
    ['(?<name>a)', 'a named group'],
    ['(?i:a)', 'the group (?i'],
    [String.raw`(a)\1`, 'a back-reference'],
    [String.raw`\bfoo`, String.raw`\b`],
    [String.raw`\p{L}`, String.raw`\p{…}`],
    [String.raw`\u0041`, String.raw`\u0041`],
    [String.raw`[\D]`, String.raw`\D`],
    ['a*?', 'a lazy quantifier'],
    ['a{2,3}?', 'a lazy quantifier'],
    ['a++', 'a possessive quantifier'],
    ['a{300}', 'more than 255 repetitions'],
    ['[^]', 'an empty class'],
    ['[a[b]', 'an unescaped [ inside a class'],
    ['[[:foo:]]', 'the class [:foo:]'],
    ['^[:alpha:]$', 'the class [:alpha:] outside of brackets'],
    ['*a', 'syntax that is not valid'],
  ])('%s has %s', (pattern, why) => expect(notPortable(pattern)).toContain(why))
  test('spaces are the same in JS as in the engines', () => {
    for (const pattern of [String.raw`^\s$`, '^[[:space:]]$', String.raw`^[\s]$`]) {
      expect(patternToRegExp(pattern).test('\t')).toBe(true)
      expect(patternToRegExp(pattern).test('\u00a0')).toBe(false)
    }
    expect(patternToRegExp(String.raw`^\S$`).test('\u00a0')).toBe(true)
    expect(patternToRegExp('^.$').test('😀')).toBe(true)
    expect(patternToRegExp('^.$').test('\r')).toBe(true)
    expect(patternToRegExp('^.$').test('\n')).toBe(false)
  })
})
