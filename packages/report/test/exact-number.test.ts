import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, compare, divide, exactText, readExact, subtract, sum, type Exact } from '../src/exact-number.ts'

const read = (text: string): Exact => readExact(text) ?? expect.fail(`${text} is a number`)

describe('exact numbers', () => {
  it('reads what the canonical forms hold and nothing else', () => {
    for (const text of ['0', '-0.50', '12345678901234567890.12']) expect(exactText(read(text))).toBe(text)
    for (const text of ['', '1e3', 'NaN', '1,5', ' 1', '0x10', '1.', '.5', '١']) expect(readExact(text)).toBeUndefined()
  })

  it('adds beyond 2^53 and 38 digits without loss', () => {
    expect(exactText(add(read('9007199254740993'), read('0.01')))).toBe('9007199254740993.01')
    expect(exactText(sum([read('99999999999999999999999999999999999999'), read('1'), null]))).toBe(
      '100000000000000000000000000000000000000',
    )
  })

  it('adds and subtracts as integers do, at any scale', () => {
    const number = fc.record({ units: fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), scale: fc.integer({ min: 0, max: 6 }) })
    fc.assert(
      fc.property(number, number, (a, b) => {
        const back = subtract(add(a, b), b)
        expect(compare(back, a)).toBe(0)
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0)
        expect(readExact(exactText(a))).toEqual({ units: a.units, scale: a.scale })
      }),
    )
  })

  it('divides to a stated scale, halves away from zero, and not by zero', () => {
    const quotient = (a: string, b: string, scale: number) => {
      const result = divide(read(a), read(b), scale)
      return result && exactText(result)
    }
    expect(quotient('1', '3', 4)).toBe('0.3333')
    expect(quotient('1', '8', 2)).toBe('0.13')
    expect(quotient('-1', '8', 2)).toBe('-0.13')
    expect(quotient('1.0', '0.00', 2)).toBeUndefined()
    expect(quotient('90071992547409930.5', '0.5', 0)).toBe('180143985094819861')
  })
})
