import { describe, expect, it } from 'vitest'
import { readExact, type Exact } from '../src/exact-number.ts'
import { numberFormat } from '../src/number-format.ts'

const read = (text: string): Exact => readExact(text) ?? expect.fail(`${text} is a number`)
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ')
const format = numberFormat({ locale: 'en', currency: 'IDR', timeZone: 'Asia/Jakarta' })

describe('numbers as a locale writes them', () => {
  it('writes every digit of a number that no double holds', () => {
    expect(plain(format.full(read('90071992547409931234.57'), 'money'))).toBe('Rp 90,071,992,547,409,931,234.57')
    expect(format.full(read('9007199254740993'), 'count')).toBe('9,007,199,254,740,993')
  })

  it('writes money without empty cents, and the locale decides about signs', () => {
    expect(plain(format.full(read('190000.00'), 'money'))).toBe('Rp 190,000')
    const indonesian = numberFormat({ locale: 'id-ID', currency: 'IDR', timeZone: 'UTC' })
    expect(plain(indonesian.full(read('4929880000.50'), 'money'))).toBe('Rp 4.929.880.000,50')
    expect(plain(indonesian.compact(read('4929880000'), 'money'))).toBe('Rp 4,93 M')
  })

  it('shortens only what is long', () => {
    expect(format.headline(read('7000'), 'count')).toBe('7,000')
    expect(plain(format.headline(read('704268.57'), 'money'))).toBe('Rp 704,269')
    expect(plain(format.headline(read('4929880000'), 'money'))).toBe('Rp 4.93B')
  })

  it('labels the values of one chart on one scale', () => {
    const money = format.labels([read('409580000'), read('1000000'), null], 'money')
    expect([money.unit, money.text(read('409580000')), money.text(read('1000000')), money.text(null)]).toEqual([
      'Rp million',
      '410',
      '1',
      '–',
    ])
    const pieces = format.labels([read('2278')], 'count')
    expect([pieces.unit, pieces.text(read('2278'))]).toEqual(['', '2,278'])
    const few = format.labels([read('3.5'), read('12')], 'count')
    expect(few.text(read('3.5'))).toBe('3.5')
  })

  it('writes shares, changes with their sign, months and instants on the clock of the report', () => {
    expect([format.share(read('0.5034')), format.change(read('0.062')), format.change(read('-0.001')), format.change(read('0'))]).toEqual([
      '50.3%',
      '+6.2%',
      '-0.1%',
      '0%',
    ])
    expect([format.month(1n, 'long'), format.month(12n, 'short'), format.month(13n, 'long')]).toEqual(['January', 'Dec', '13'])
    expect(plain(format.instant('2026-01-31T20:00:00.123456Z'))).toBe('Feb 1, 2026, 03:00 GMT+7')
    expect(format.ago('2026-02-03T04:00:00Z', new Date('2026-02-03T06:00:00Z'))).toBe('2 hours ago')
  })

  it('refuses what Intl does not know, naming it', () => {
    expect(() => numberFormat({ locale: 'en', currency: 'rupiah', timeZone: 'UTC' })).toThrow(/currency "rupiah"/)
    expect(() => numberFormat({ locale: 'en', currency: 'IDR', timeZone: 'Jakarta' })).toThrow(/time zone "Jakarta"/)
  })
})
