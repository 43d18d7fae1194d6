import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatReason, parseCell, type Cell, type Column, type InputFormat, type LogicalType } from '@meshwright/contracts'

const column = (type: LogicalType | LogicalType['type'], more: Partial<Column> = {}): Column => ({
  name: 'order_date',
  type: typeof type === 'string' ? ({ type } as LogicalType) : type,
  nullable: false,
  rules: [],
  ...more,
})
const value = (of: Column, cell: Cell) => {
  const parsed = parseCell(of, cell)
  return 'value' in parsed ? parsed.value : `refused: ${parsed.reason}`
}
const reason = (of: Column, cell: Cell) => {
  const parsed = parseCell(of, cell)
  return 'reason' in parsed ? parsed.reason : `accepted: ${String(parsed.value)}`
}
const hint = (of: Column, cell: Cell) => {
  const parsed = parseCell(of, cell)
  return 'reason' in parsed ? parsed.hint : 'accepted'
}

describe('null and empty', () => {
  test('empty text is null, except where the column holds text', () => {
    expect(value(column('int64', { nullable: true }), '')).toBe(null)
    expect(value(column('json', { nullable: true }), '')).toBe(null)
    expect(value(column('string', { nullable: true }), '')).toBe('')
    expect(value(column('string', { nullable: true }), null)).toBe(null)
  })
  test('null in a column that is not nullable is a reason', () => {
    for (const type of ['string', 'int64', 'timestamp', 'json'] as const)
      expect(reason(column(type), null)).toBe('is empty, and the column is not nullable')
    expect(reason(column('date'), '')).toBe('is empty, and the column is not nullable')
  })
  test('spaces are not empty', () => {
    expect(reason(column('int64', { nullable: true }), '  ')).toContain('is not an int64')
    expect(value(column('string'), '  ')).toBe('  ')
  })
})

describe('int64', () => {
  const of = column('int64')
  test.each<[Cell, bigint]>([
    ['42', 42n],
    ['+42', 42n],
    [' 42 ', 42n],
    ['-0', 0n],
    ['007', 7n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    [7, 7n],
    [-0, 0n],
    [2 ** 53 - 1, 2n ** 53n - 1n],
    [5n, 5n],
    [`${'0'.repeat(40)}5`, 5n],
  ])('%s', (cell, expected) => {
    expect(value(of, cell)).toBe(expected)
  })
  test.each<[Cell, string]>([
    ['7.0', '"7.0" is not an int64 (expected digits such as 42)'],
    ['1e3', '"1e3" is not an int64 (expected digits such as 42)'],
    ['9223372036854775808', '"9223372036854775808" is outside int64 (-9223372036854775808 to 9223372036854775807)'],
    ['-9223372036854775809', '"-9223372036854775809" is outside int64 (-9223372036854775808 to 9223372036854775807)'],
    ['9'.repeat(50), `"${'9'.repeat(50)}" is outside int64 (-9223372036854775808 to 9223372036854775807)`],
    [2n ** 63n, '9223372036854775808 is outside int64 (-9223372036854775808 to 9223372036854775807)'],
    [7.5, '7.5 is not an int64: it is not a whole number'],
    [2 ** 53, '9007199254740992 is a number beyond 2^53, which may have been rounded before it came here'],
    [Number.NaN, 'NaN is not an int64: it is not a whole number'],
    [true, 'true is not an int64 (expected digits such as 42)'],
    ['٤٢', '"٤٢" is not an int64 (expected digits such as 42)'],
  ])('%s: %s', (cell, expected) => expect(reason(of, cell)).toBe(expected))
  test('every int64 survives as text, bigint and in JSON', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (number) => {
        expect(value(of, String(number))).toBe(number)
        expect(value(of, number)).toBe(number)
        expect(value(column({ type: 'array', element: { type: 'int64' }, elementNullable: false }), `[${number}]`)).toEqual([number])
      }),
    )
  })
})

describe('decimal', () => {
  const of = column({ type: 'decimal', precision: 12, scale: 2 })
  test.each<[Cell, string]>([
    ['1', '1.00'],
    ['+007.5', '7.50'],
    ['.5', '0.50'],
    ['5.', '5.00'],
    ['-0.00', '0.00'],
    ['0e9', '0.00'],
    ['1e-1', '0.10'],
    ['12E1', '120.00'],
    ['1.2300', '1.23'],
    ['1e9', '1000000000.00'],
    ['-9999999999.99', '-9999999999.99'],
    [19.99, '19.99'],
    [5n, '5.00'],
    [' 1.5 ', '1.50'],
  ])('%s', (cell, expected) => {
    expect(value(of, cell)).toBe(expected)
  })
  test.each<[Cell, string]>([
    ['1.234', '"1.234" has 3 digits after the point, and decimal(12,2) holds 2: nothing is rounded'],
    ['1e-7', '"1e-7" has 7 digits after the point, and decimal(12,2) holds 2: nothing is rounded'],
    [0.1 + 0.2, '0.30000000000000004 has 17 digits after the point, and decimal(12,2) holds 2: nothing is rounded'],
    ['12345678901', '"12345678901" is outside decimal(12,2): 11 digits before the point, and it holds 10'],
    ['1e999999', '"1e999999" is outside decimal(12,2): 1000000 digits before the point, and it holds 10'],
    ['NaN', '"NaN" is not a decimal(12,2) (expected a number such as 1.5)'],
    ['.', '"." is not a decimal(12,2) (expected a number such as 1.5)'],
    ['1 000', '"1 000" is not a decimal(12,2) (expected a number such as 1.5)'],
    [true, 'true is not a decimal(12,2) (expected a number such as 1.5)'],
  ])('%s: %s', (cell, expected) => expect(reason(of, cell)).toBe(expected))
  test('a decimal comma is named', () => {
    expect(hint(of, '1,5')).toContain('comma')
    expect(hint(of, '1.234,50')).toContain('comma')
    expect(hint(of, 'abc')).toBe(undefined)
  })
  test('at the ends of precision and scale', () => {
    expect(value(column({ type: 'decimal', precision: 38, scale: 38 }), `0.${'9'.repeat(38)}`)).toBe(`0.${'9'.repeat(38)}`)
    expect(value(column({ type: 'decimal', precision: 38, scale: 0 }), '9'.repeat(38))).toBe('9'.repeat(38))
    expect(value(column({ type: 'decimal', precision: 5, scale: 5 }), '1e-5')).toBe('0.00001')
    expect(reason(column({ type: 'decimal', precision: 5, scale: 5 }), '1')).toContain('1 digits before the point, and it holds 0')
  })
  test('every way to write a decimal gives the one canonical form', () => {
    const digits = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })
    fc.assert(
      fc.property(digits, fc.nat(10), fc.nat(3), (unscaled, scale, zeros) => {
        const type = column({ type: 'decimal', precision: 38, scale })
        const canonical = value(type, `${unscaled}e-${scale}`) as string
        expect(canonical).toMatch(scale === 0 ? /^-?(0|[1-9]\d*)$/ : new RegExp(`^-?(0|[1-9]\\d*)\\.\\d{${scale}}$`))
        expect(BigInt(canonical.replace('.', ''))).toBe(unscaled)
        expect(value(type, canonical)).toBe(canonical)
        expect(value(type, (scale === 0 ? `${canonical}.` : canonical) + '0'.repeat(zeros))).toBe(canonical)
      }),
    )
  })
})

describe('float64', () => {
  const of = column('float64')
  test.each<[Cell, number]>([
    ['1.5', 1.5],
    ['-1e-5', -1e-5],
    ['.5', 0.5],
    ['nan', Number.NaN],
    ['NaN', Number.NaN],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['+INF', Infinity],
    [2.5, 2.5],
    [5n, 5],
    ['-0', -0],
  ])('%s', (cell, expected) => {
    expect(value(of, cell)).toBe(expected)
  })
  test.each<[Cell, string]>([
    ['1,5', '"1,5" is not a float64 (expected a number such as 1.5)'],
    ['0x10', '"0x10" is not a float64 (expected a number such as 1.5)'],
    ['1e999', '"1e999" is outside float64'],
    [2n ** 53n + 1n, '9007199254740993 is not exactly a float64; declare the column as int64() or decimal()'],
    [false, 'false is not a float64 (expected a number such as 1.5)'],
  ])('%s: %s', (cell, expected) => expect(reason(of, cell)).toBe(expected))
  test('every double survives as its text', () => {
    fc.assert(
      fc.property(fc.double(), (number) => {
        expect(value(of, Object.is(number, -0) ? '-0' : String(number))).toBe(number)
      }),
    )
  })
})

describe('boolean', () => {
  const of = column('boolean')
  test('words and digits in any case', () => {
    for (const cell of ['true', 'T', 'yes', 'Y', '1', ' TRUE ', 1, 1n, true]) expect(value(of, cell)).toBe(true)
    for (const cell of ['false', 'F', 'No', 'n', '0', 0, 0n, false]) expect(value(of, cell)).toBe(false)
  })
  test('nothing else', () => {
    for (const cell of ['2', 'on', 'ja', 2, 0.5]) expect(reason(of, cell)).toContain('is not a boolean (expected true or false)')
  })
})

describe('string', () => {
  const of = column('string')
  test('text is kept as it is, other values become their exact text', () => {
    expect(value(of, '  a\tb ')).toBe('  a\tb ')
    expect(value(of, 12345678901234567890n)).toBe('12345678901234567890')
    expect(value(of, 1.5)).toBe('1.5')
    expect(value(of, true)).toBe('true')
    expect(value(of, { a: [1, 'x'], b: null })).toBe('{"a":[1,"x"],"b":null}')
    expect(value(of, new Date('2022-01-01T10:00:00Z'))).toBe('2022-01-01T10:00:00.000Z')
  })
  test('what no engine can store as text is refused', () => {
    expect(reason(of, 'a\u0000b')).toContain('holds a NUL character')
    expect(reason(of, '\ud800')).toContain('half of a surrogate pair')
    expect(reason(of, new Uint8Array([1]))).toContain('is bytes')
  })
})

describe('dates and times', () => {
  const local = column('localTimestamp')
  const instant = column('timestamp')
  const read = (type: 'date' | 'timestamp' | 'localTimestamp', input: InputFormat) => column(type, { input })

  test.each<[LogicalType['type'], Cell, string]>([
    ['date', '2024-02-29', '2024-02-29'],
    ['date', ' 2022-12-31 ', '2022-12-31'],
    ['date', '2022-12-31 00:00:00', '2022-12-31'],
    ['date', '2022-12-31T00:00:00.000Z', '2022-12-31'],
    ['date', new Date('2022-12-31'), '2022-12-31'],
    ['date', '0001-01-01', '0001-01-01'],
    ['date', '9999-12-31', '9999-12-31'],
    ['time', '10:00', '10:00:00'],
    ['time', '23:59:59.999999', '23:59:59.999999'],
    ['time', '10:00:00.120', '10:00:00.12'],
    ['time', new Date('1899-12-30T05:30:00Z'), '05:30:00'],
    ['localTimestamp', '2022-12-31', '2022-12-31T00:00:00'],
    ['localTimestamp', '2022-12-31 10:00', '2022-12-31T10:00:00'],
    ['localTimestamp', '2022-12-31T10:00:00.500000', '2022-12-31T10:00:00.5'],
    ['localTimestamp', '2022-12-31 10:00:00.123456000', '2022-12-31T10:00:00.123456'],
    ['localTimestamp', new Date('2022-12-31T10:00:00.25Z'), '2022-12-31T10:00:00.25'],
    ['timestamp', '2022-12-31T10:00:00Z', '2022-12-31T10:00:00Z'],
    ['timestamp', '2022-12-31 10:00:00+07:00', '2022-12-31T03:00:00Z'],
    ['timestamp', '2022-12-31 10:00:00+07', '2022-12-31T03:00:00Z'],
    ['timestamp', '2022-12-31T10:00:00.1-0330', '2022-12-31T13:30:00.1Z'],
    ['timestamp', '2022-12-31 10:00:00 UTC', '2022-12-31T10:00:00Z'],
    ['timestamp', '1900-01-01 00:00:00+00:19:32', '1899-12-31T23:40:28Z'],
    ['timestamp', new Date(-1), '1969-12-31T23:59:59.999Z'],
  ])('%s %s → %s', (type, cell, expected) => expect(value(column(type), cell)).toBe(expected))

  test('the reason shows what was expected, and the hint the format that the file uses', () => {
    expect(formatReason(local, reason(local, '31/12/2022'))).toBe(
      'column order_date: "31/12/2022" is not a timestamp (expected 2022-12-31 or 2022-12-31 10:00:00)',
    )
    expect(hint(local, '31/12/2022')).toBe("the file uses day/month/year: declare it with localTimestamp({ format: '%d/%m/%Y' })")
    expect(hint(column('date'), '12/31/2022')).toBe("the file uses month/day/year: declare it with date({ format: '%m/%d/%Y' })")
    expect(hint(local, '31.12.22 10:00')).toBe("the file uses day/month/year: declare it with localTimestamp({ format: '%d.%m.%y %H:%M' })")
    expect(hint(column('date'), '01/02/2022')).toContain('day/month/year or month/day/year')
    expect(hint(column('date'), '2022/12/31')).toBe("the file uses year/month/day: declare it with date({ format: '%Y/%m/%d' })")
    expect(hint(column('date'), '31-Dec-2022')).toBe("the file names the month: declare it with date({ format: '%d-%b-%Y' })")
    expect(hint(column('date'), '20221231')).toBe("the file writes days as digits: declare it with date({ format: '%Y%m%d' })")
    expect(hint(read('timestamp', { zone: 'Asia/Jakarta' }), '31/12/2022')).toBe(
      "the file uses day/month/year: declare it with timestamp({ format: '%d/%m/%Y', zone: 'Asia/Jakarta' })",
    )
    expect(hint(local, 'yesterday')).toBe(undefined)
    expect(hint(local, 44926)).toContain('format the cells as dates')
    expect(hint(local, '#REF!')).toBe('a formula of the spreadsheet failed there: mend it, or leave the cell empty')
    expect(hint(column('date'), '#DIV/0!')).toContain('a formula of the spreadsheet failed')
  })

  test('a format that a hint names reads the text it was given for', () => {
    for (const text of ['31/12/2022', '12/31/2022', '31.12.22', '2022/12/31', '31-Dec-2022', '31 December 2022', '20221231', '2022-12-1']) {
      const format = /'(.*)'/.exec(hint(column('date'), text) ?? '')?.[1] ?? ''
      expect(value(read('date', { format }), text)).toMatch(/^2022-12-/)
    }
  })

  test.each<[LogicalType['type'], Cell, string]>([
    ['date', '2022-02-29', 'is a day that no calendar has'],
    ['date', '2022-13-01', 'is a day that no calendar has'],
    ['date', '0000-01-01', 'outside the years 0001 to 9999'],
    ['date', '2022-12-31 10:00:00', 'it has a time of day, which would be lost'],
    ['date', new Date('2022-12-31T10:00:00Z'), 'it has a time of day, which would be lost'],
    ['date', '10000-01-01', 'is not a date (expected 2022-12-31)'],
    ['time', '24:00:00', 'is a time that no clock shows'],
    ['time', '10:00:60', 'is a time that no clock shows'],
    ['time', '10:00+07', 'is not a time (expected 10:00:00)'],
    ['time', new Date('2022-12-31T10:00:00Z'), 'it has a day, too'],
    ['localTimestamp', '2022-12-31T10:00:00Z', 'has an offset, so it is an instant'],
    ['localTimestamp', '2022-12-31T10:00:00.1234567', 'is finer than microseconds, and nothing is rounded'],
    ['timestamp', '2022-12-31T10:00:00', 'does not say which clock it was read from'],
    ['timestamp', '2022-12-31', 'does not say which clock it was read from'],
    ['timestamp', '2022-12-31T10:00:00+19:00', 'has an offset that no clock has'],
    ['timestamp', '0001-01-01T00:00:00+07:00', 'outside the years 0001 to 9999'],
    ['timestamp', new Date(Number.NaN), 'is an invalid Date'],
    ['timestamp', new Date(8.64e15), 'outside the years 0001 to 9999'],
    ['timestamp', true, 'is not a timestamp'],
  ])('%s %s: %s', (type, cell, expected) => expect(reason(column(type), cell)).toContain(expected))

  test('every instant that JS knows survives as text', () => {
    const dates = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    fc.assert(
      fc.property(dates, (date) => {
        const canonical = date
          .toISOString()
          .replace('.000Z', 'Z')
          .replace(/(\.\d*?)0+Z$/, '$1Z')
        expect(value(instant, date)).toBe(canonical)
        expect(value(instant, date.toISOString())).toBe(canonical)
        expect(value(local, date)).toBe(canonical.slice(0, -1))
      }),
    )
  })
})

describe('formats', () => {
  const by = (type: 'date' | 'timestamp' | 'localTimestamp', format: string, zone?: string) =>
    column(type, { input: zone === undefined ? { format } : { format, zone } })
  test.each<[Column, string, string]>([
    [by('date', '%d/%m/%Y'), '31/12/2022', '2022-12-31'],
    [by('date', '%d/%m/%Y'), '1/2/2022', '2022-02-01'],
    [by('date', '%Y%m%d'), '20220102', '2022-01-02'],
    [by('date', '%d %b %y'), '5 SEP 68', '2068-09-05'],
    [by('date', '%d %B %y'), '05 may 69', '1969-05-05'],
    [by('date', '100%% %Y.%m.%d'), '100% 2022.01.02', '2022-01-02'],
    [by('localTimestamp', '%m/%d/%Y %I:%M:%S %p'), '12/31/2022 12:05:00 am', '2022-12-31T00:05:00'],
    [by('localTimestamp', '%m/%d/%Y %I:%M %p'), '12/31/2022 12:05 PM', '2022-12-31T12:05:00'],
    [by('localTimestamp', '%Y-%m-%d %H:%M:%S.%f'), '2022-12-31 10:00:00.5', '2022-12-31T10:00:00.5'],
    [by('timestamp', '%d.%m.%Y %H:%M %z'), '31.12.2022 10:00 +07:00', '2022-12-31T03:00:00Z'],
    [by('timestamp', '%d.%m.%Y %H:%M', 'Asia/Jakarta'), '31.12.2022 10:00', '2022-12-31T03:00:00Z'],
  ])('%o', (of, text, expected) => expect(value(of, text)).toBe(expected))
  test('text of another form, and impossible days, are refused', () => {
    expect(reason(by('date', '%d/%m/%Y'), '2022-12-31')).toBe('"2022-12-31" is not a date in the format %d/%m/%Y')
    expect(reason(by('date', '%d/%m/%Y'), '31/02/2022')).toContain('is a day that no calendar has')
    expect(reason(by('date', '%d/%m/%Y'), '31/12/22')).toContain('is not a date in the format')
    expect(reason(by('localTimestamp', '%Y-%m-%d %I:%M %p'), '2022-12-31 13:00 PM')).toContain('no clock shows')
    expect(reason(by('date', '%Y%m%d'), '2022112')).toContain('is not a date in the format')
  })
})

describe('zones', () => {
  const inZone = (zone: string) => column('timestamp', { input: { zone } })
  test.each<[string, string, string]>([
    ['Asia/Jakarta', '2022-12-31 10:00:00', '2022-12-31T03:00:00Z'],
    ['Asia/Jakarta', '2022-12-31', '2022-12-30T17:00:00Z'],
    ['America/New_York', '2022-03-13 03:00:00', '2022-03-13T07:00:00Z'],
    ['America/New_York', '2022-03-13 01:59:59.999999', '2022-03-13T06:59:59.999999Z'],
    ['America/New_York', '2022-11-06 01:30:00', '2022-11-06T05:30:00Z'],
    ['America/New_York', '2022-11-06 02:00:00', '2022-11-06T07:00:00Z'],
    ['America/New_York', '2022-11-06T01:30:00-05:00', '2022-11-06T06:30:00Z'],
    ['Australia/Lord_Howe', '2022-04-03 01:45:00', '2022-04-02T14:45:00Z'],
    ['Asia/Kathmandu', '2022-01-01 00:00:00', '2021-12-31T18:15:00Z'],
    ['Pacific/Apia', '2011-12-31 00:00:00', '2011-12-30T10:00:00Z'],
    ['UTC', '0001-01-01', '0001-01-01T00:00:00Z'],
  ])('%s %s → %s', (zone, text, expected) => expect(value(inZone(zone), text)).toBe(expected))
  test('a time that the clock skipped is refused', () => {
    expect(reason(inZone('America/New_York'), '2022-03-13 02:30:00')).toBe(
      '"2022-03-13 02:30:00" is a time that the clock of America/New_York never showed: it was set forward over it',
    )
    // Samoa had no 30 December 2011: it crossed the date line.
    expect(reason(inZone('Pacific/Apia'), '2011-12-30 12:00:00')).toContain('never showed')
  })
  test('agrees with the time zone data of the machine, whatever the instant', () => {
    const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Jakarta', 'America/Sao_Paulo', 'Africa/Casablanca']
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: -1_000_000_000, max: 4_000_000_000 }), (zone, seconds) => {
        const instant = new Date(seconds * 1000)
        const shown = instant.toLocaleString('sv-SE', { timeZone: zone })
        const read = value(inZone(zone), shown) as string
        expect(new Date(read).toLocaleString('sv-SE', { timeZone: zone })).toBe(shown)
        expect(new Date(read).getTime()).toBeLessThanOrEqual(instant.getTime())
      }),
      { numRuns: 500 },
    )
  })
})

describe('json, bytes, arrays and structs', () => {
  test('json text is parsed, native values are kept', () => {
    const of = column('json')
    expect(value(of, '{"a":[1,2.5,null,"x"]}')).toEqual({ a: [1, 2.5, null, 'x'] })
    expect(value(of, { a: 1 })).toEqual({ a: 1 })
    expect(value(of, 5)).toBe(5)
    expect(value(of, '[1.00000000000000000000, 1e5, 0.1]')).toEqual([1, 1e5, 0.1])
    expect(value(of, '{"__proto__":1}')).toEqual(JSON.parse('{"__proto__":1}'))
  })
  test('numbers that JSON readers would round are refused', () => {
    const of = column('json')
    expect(reason(of, '[12345678901234567890]')).toContain('holds the number 12345678901234567890, which JSON readers would round')
    expect(reason(of, '0.1234567890123456789')).toContain('would round')
    expect(reason(of, '1e400')).toContain('would round')
    expect(reason(of, '44540160453987720')).toContain('would round')
    expect(reason(of, 2n ** 60n)).toContain('beyond 2^53')
    expect(reason(of, 'null')).toBe('is the JSON value null, which could not be told from an empty cell')
    expect(reason(of, '{a:1}')).toContain('is not JSON')
    expect(reason(of, String.raw`"a\u0000b"`)).toContain('NUL')
  })
  test('bytes are base64 in text', () => {
    const of = column('bytes')
    expect(value(of, 'aGk=')).toEqual(new Uint8Array([104, 105]))
    expect(value(of, new Uint8Array([1]))).toEqual(new Uint8Array([1]))
    for (const text of ['aGk', 'a Gk=', 'aGl=', '#']) expect(reason(of, text)).toContain('is not base64')
  })
  test('elements are read as their type, and the reason names the element', () => {
    const of = column({ type: 'array', element: { type: 'decimal', precision: 38, scale: 20 }, elementNullable: true })
    expect(value(of, '[0.12345678901234567890, "1", null]')).toEqual(['0.12345678901234567890', '1.00000000000000000000', null])
    expect(value(of, [1, '2'])).toEqual(['1.00000000000000000000', '2.00000000000000000000'])
    expect(reason(of, '[1, "x"]')).toBe('element 2: "x" is not a decimal(38,20) (expected a number such as 1.5)')
    expect(reason(of, '{}')).toContain('is not an array')
    expect(reason(column({ type: 'array', element: { type: 'int64' }, elementNullable: false }), [null])).toBe(
      'element 1: is empty, and an element is not nullable',
    )
  })
  test('fields are read as their type, unknown ones are named', () => {
    const of = column({
      type: 'struct',
      fields: { street: { type: { type: 'string' }, nullable: false }, extra: { type: { type: 'json' }, nullable: true } },
    })
    expect(value(of, '{"street":"Jl. Sudirman","extra":"text"}')).toEqual({ street: 'Jl. Sudirman', extra: 'text' })
    expect(value(of, { street: 'x' })).toEqual({ street: 'x', extra: null })
    expect(reason(of, '{"stret":"x"}')).toBe('has the field "stret", which is not in the contract; did you mean "street"?')
    expect(reason(of, '{}')).toBe('field "street": is empty, and the field is not nullable')
    expect(reason(of, '{"street":"x","extra":12345678901234567890}')).toContain(
      'field "extra": 12345678901234567890 is a number that JSON readers would round',
    )
  })
})

describe('messages', () => {
  test('a long cell is cut at 60 characters, whole characters only', () => {
    const shown = /"(.*)"/u.exec(reason(column('int64'), '😀'.repeat(100)))?.[1] ?? ''
    expect([...shown]).toHaveLength(60)
    expect(shown.isWellFormed()).toBe(true)
    expect(reason(column('int64'), 'x'.repeat(60))).toContain(`"${'x'.repeat(60)}"`)
  })
  test('a classified value is in no reason and no hint', () => {
    const secret = 'hunter2'
    const cells: Cell[] = [
      secret,
      `31/12/${secret}`,
      `{"${secret}":1}`,
      `["${secret}"]`,
      `${secret}\u0000`,
      { [secret]: secret },
      [secret],
      { a: secret },
    ]
    const types: LogicalType[] = [
      ...(['boolean', 'int64', 'float64', 'date', 'time', 'timestamp', 'localTimestamp', 'json', 'bytes', 'string'] as const).map(
        (type) => ({ type }),
      ),
      { type: 'decimal', precision: 5, scale: 2 },
      { type: 'array', element: { type: 'int64' }, elementNullable: true },
      { type: 'struct', fields: { a: { type: { type: 'int64' }, nullable: true } } },
    ]
    for (const type of types) {
      for (const cell of cells) {
        const parsed = parseCell(column(type, { classification: 'pii.secret' }), cell)
        if ('reason' in parsed) expect(`${parsed.reason} ${parsed.hint}`).not.toContain(secret)
      }
    }
  })
  test('every reason reads as a sentence about the column', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('boolean', 'int64', 'float64', 'date', 'time', 'timestamp', 'localTimestamp', 'json', 'bytes'),
        fc.string(),
        (type, text) => {
          const parsed = parseCell(column(type as LogicalType['type']), text)
          if ('reason' in parsed)
            expect(formatReason(column('int64'), parsed.reason)).toMatch(
              /^column order_date: .* (is|has|does|holds) |^column order_date: is /su,
            )
        },
      ),
    )
  })
})
