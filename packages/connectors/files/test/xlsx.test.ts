import { date, decimal, int64, localTimestamp, parseCell, timestamp } from '@meshwright/contracts'
import { expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import * as z from 'zod'
import { xlsx, type XlsxOptions } from '../src/index.ts'
import { openFile, readAll, readFrom, streamOf, table, testFolder } from './reading.ts'
import { withWideSizes, writeXlsx, zip, type TestCell, type TestSheet } from './write-xlsx.ts'

const folder = testFolder()
const contract = table('t', { a: int64().nullable(), b: z.string().nullable(), c: decimal(38, 10).nullable() })

const home = async (sheets: readonly TestSheet[], options?: Parameters<typeof writeXlsx>[1]) =>
  folder({ 't.xlsx': writeXlsx(sheets, options) })
const sheet = (...rows: (readonly TestCell[] | undefined)[]): TestSheet => ({ name: 'Sheet1', rows })
const read = async (sheets: readonly TestSheet[], options?: XlsxOptions<'a'>) => readFrom(await home(sheets), xlsx(contract, options))
const values = async (...cells: TestCell[]) =>
  (await read([sheet(['b'], ...cells.map((cell) => [cell]))])).rows.map(({ cells }) => cells['b'])

const n = (value: string, style = 0): TestCell => ({ value, style })

test('texts: shared, inline, of a formula, empty, spaces, what XML cannot hold', async () => {
  const texts = ['中文', '😀', '', '  both  ', 'a\nb', 'a\r\nb', '<&">', '_x0041_', 'tab\tand\u0001', "'lead"]
  expect(await values(...texts)).toEqual(texts)
  expect(await values(...texts.map((value): TestCell => ({ type: 'inlineStr', value })))).toEqual(texts)
  expect(await values(...texts.map((value): TestCell => ({ type: 'str', value, formula: 'A1' })))).toEqual(texts)
})

test('numbers are exact text, without what writing doubles adds', async () => {
  expect(
    await values(
      n('1'),
      n('-0.5'),
      n('12345678901234567890'),
      n('1E-7'),
      n('4.0999999999999996'),
      n('0.10000000000000001'),
      n('0.30000000000000004'),
      n('1234567890123.45678901'),
      n('11.0'),
      n('1.50'),
    ),
  ).toEqual([1, -0.5, '12345678901234567890', 1e-7, 4.1, 0.1, 0.30000000000000004, '1234567890123.45678901', 11, 1.5])
})

test('numbers with an exponent, as programs in Java write them, are the same numbers', async () => {
  expect(
    await values(
      n('1.2345678E7'),
      n('-1.0E7'),
      n('1.234567890123456E15'),
      n('1.0E-4'),
      n('1E+20'),
      n('1E-400'),
      n('9.00719925474099312E17'),
    ),
  ).toEqual([12345678, -10000000, 1234567890123456, 0.0001, 1e20, '1E-400', '9.00719925474099312E17'])
  const ids = table('ids', { id: int64(), code: z.string() })
  const rows: TestSheet['rows'] = [
    ['id', 'code'],
    [{ value: '1.2345678E7' }, { value: '4.012345678901E12' }],
  ]
  const read = await readFrom(await folder({ 'ids.xlsx': writeXlsx([{ name: 'S', rows }]) }), xlsx(ids))
  expect(read.rows.map(({ cells }) => ids.columns.map((column) => parseCell(column, cells[column.name] ?? null)))).toEqual([
    [{ value: 12345678n }, { value: '4012345678901' }],
  ])
})

test('another prefix for relations, and their targets as relative paths', async () => {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relation = (id: string, type: string, target: string) =>
    `<Relationships><Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/></Relationships>`
  const cell = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`
  const book = zip([
    ['_rels/.rels', relation('a', 'officeDocument', './xl/workbook.xml')],
    ['xl/workbook.xml', `<workbook xmlns:d3p1="${office}"><sheets><sheet name="S" sheetId="1" d3p1:id="s1"/></sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', relation('s1', 'worksheet', '../xl/./worksheets/sheet1.xml')],
    [
      'xl/worksheets/sheet1.xml',
      `<worksheet><sheetData><row>${cell('A1', 'b')}</row><row>${cell('A2', 'x')}</row></sheetData></worksheet>`,
    ],
  ])
  expect((await readFrom(await folder({ 't.xlsx': book }), xlsx(contract))).rows.map(({ cells }) => cells['b'])).toEqual(['x'])
})

test('dates, times and moments follow the format of the cell', async () => {
  expect(
    await values(
      n('44562', 1),
      n('44562.5', 2),
      n('44562.52083333334', 2),
      n('44562.000011574', 2),
      n('0.75', 2),
      n('1', 1),
      n('59', 1),
      n('60', 1),
      n('61', 1),
      n('2958465', 1),
      n('44562', 3),
      n('1.5', 4),
      n('0.5', 4),
    ),
  ).toEqual([
    '2022-01-01',
    '2022-01-01T12:00:00',
    '2022-01-01T12:30:00',
    '2022-01-01T00:00:01',
    '18:00:00',
    '1900-01-01',
    '1900-02-28',
    '1900-02-29',
    '1900-03-01',
    '9999-12-31',
    44562,
    1.5,
    '12:00:00',
  ])
})

test("moments are not read by the format of a column's texts", async () => {
  const dated = table('t', {
    on: date({ format: '%d/%m/%Y' }),
    at: localTimestamp({ format: '%d/%m/%Y %H:%M' }),
    utc: timestamp({ zone: 'Asia/Jakarta' }),
  })
  const place = await home([
    sheet(['on', 'at', 'utc'], [n('44562', 1), n('44562.5', 2), n('44562.5', 2)], ['31/12/2022', '31/12/2022 10:00', '2022-12-31 10:00']),
  ])
  const { rows } = await readFrom(place, xlsx(dated))
  const parsed = rows.map(({ cells }) => dated.columns.map((column) => parseCell(column, cells[column.name] ?? null)))
  expect(parsed).toEqual([
    [{ value: '2022-01-01' }, { value: '2022-01-01T12:00:00' }, { value: '2022-01-01T05:00:00Z' }],
    [{ value: '2022-12-31' }, { value: '2022-12-31T10:00:00' }, { value: '2022-12-31T03:00:00Z' }],
  ])
})

test('the calendar of 1904', async () => {
  const found = await readFrom(
    await home([sheet(['b'], [n('0', 1)], [n('43100', 1)], [n('43100.25', 2)])], { date1904: true }),
    xlsx(contract),
  )
  expect(found.rows.map(({ cells }) => cells['b'])).toEqual(['1904-01-01', '2022-01-01', '2022-01-01T06:00:00'])
})

test('booleans and results of formulas', async () => {
  expect(
    await values(
      { type: 'b', value: '1' },
      { type: 'b', value: '0' },
      { value: '3', formula: '1+2' },
      { type: 'd', value: '2022-01-01T10:00:00' },
    ),
  ).toEqual([true, false, 3, '2022-01-01T10:00:00'])
})

test('an error cell is its text where the type refuses it, and breaks the record where it would not', async () => {
  const error: TestCell = { type: 'e', value: '#N/A', formula: 'VLOOKUP(1,A:B,2)' }
  const { rows, broken } = await read([
    sheet(['a', 'b', 'c', 'note'], [error, 'x', n('1')], [n('1'), error, { type: 'e', value: '#DIV/0!' }], [n('2'), 'y', n('3'), error]),
  ])
  expect(rows.map(({ cells, record }) => [record, cells['a'], cells['b']])).toEqual([
    [1, '#N/A', 'x'],
    [3, 2, 'y'],
  ])
  expect(broken).toMatchObject([
    { position: { record: 2 }, reason: 'column b: Sheet1!B3 holds the error #N/A; column c: Sheet1!C3 holds the error #DIV/0!' },
  ])
})

test('a formula without a stored result is never null', async () => {
  const { rows, broken } = await read([sheet(['a', 'b'], [{ formula: '1+1' }, 'x'])])
  expect(rows).toEqual([])
  expect(broken[0]?.reason).toMatch(/column a: Sheet1!A2 cannot be read: its formula has no stored result/)
})

test('positions name the cell, also below left-out rows and right of empty columns', async () => {
  const { rows } = await read([
    {
      name: "Año 'x' 2022",
      rows: [undefined, [null, null, 'a', 'b'], undefined, [null, null, n('1'), 'x'], [null, null, null, null], [null, null, n('2'), null]],
    },
  ])
  expect(rows.map(({ record, cells, cell, line }) => [record, cells, cell('a'), cell('b'), cell('zzz'), line])).toEqual([
    [1, { a: 1, b: 'x' }, "'Año ''x'' 2022'!C4", "'Año ''x'' 2022'!D4", undefined, undefined],
    [2, { a: 2, b: null }, "'Año ''x'' 2022'!C6", "'Año ''x'' 2022'!D6", undefined, undefined],
  ])
})

test('a value in a column without a name is not dropped silently', async () => {
  const { rows, broken } = await read([sheet([null, 'a', 'b'], [null, n('1'), 'x', 'note'], ['left', n('2'), 'y'], [null, n('3'), 'z'])])
  expect(rows.map(({ cells }) => cells['a'])).toEqual([3])
  expect(broken.map(({ reason }) => reason)).toEqual([
    'Sheet1!D2 holds a value, but its column has no name in the header',
    'Sheet1!A3 holds a value left of the table',
  ])
})

test('columns beyond Z', async () => {
  const wide = Array.from({ length: 730 }, (_, index) => (index === 728 ? 'a' : `c${index}`))
  const { rows } = await read([
    sheet(
      wide,
      wide.map((_, index) => n(String(index))),
    ),
  ])
  expect([rows[0]?.cells['a'], rows[0]?.cell('a'), rows[0]?.cell('c26'), rows[0]?.cell('c701'), rows[0]?.cell('c702')]).toEqual([
    728,
    'Sheet1!ABA2',
    'Sheet1!AA2',
    'Sheet1!ZZ2',
    'Sheet1!AAA2',
  ])
})

test('a sheet is chosen by number or name; a missing one names those there are', async () => {
  const place = await home([sheet(['a'], [n('1')]), { name: 'Städte', rows: [['a'], [n('2')]] }])
  const first = async (wanted: number | string) => (await readFrom(place, xlsx(contract, { sheet: wanted }))).rows[0]?.cells['a']
  expect([await first(1), await first('Sheet1'), await first(2), await first('Städte')]).toEqual([1, 1, 2, 2])
  await expect(first('Stadte')).rejects.toMatchObject({
    code: 'sheet-missing',
    message: 't.xlsx: has no sheet "Stadte"; did you mean "Städte"? Its sheets are 1 "Sheet1", 2 "Städte"',
  })
  await expect(first(3)).rejects.toThrow('t.xlsx: has no sheet 3; its sheets are 1 "Sheet1", 2 "Städte"')
  expect(() => xlsx(contract, { sheet: 0 })).toThrow(/sheet is 0/)
})

test.each([
  ['empty sheet', [sheet()], 'header-missing', /sheet "Sheet1" is empty/],
  ['double header', [sheet(['a', 'b', 'a'], [])], 'header-invalid', /names "a" twice \(A1 and C1\)/],
  ['nameless column', [sheet(['a', null, 'b'], [])], 'header-invalid', /B1 has no name/],
  ['not this table', [sheet(['Report'], [])], 'header-missing', /names no column of t: it reads "Report"/],
])('a header is refused: %s', async (_, sheets, code, message) => {
  await expect(openFile(await home(sheets), xlsx(contract))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  })
})

test.each([
  ['text', Buffer.from('a,b\n1,2\n'), /not a ZIP archive/],
  ['old or protected', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), /old \.xls, or it is protected/],
  ['another archive', zip([['a.txt', 'hello']]), /no part _rels\/\.rels/],
  ['cut off', writeXlsx([sheet(['a'], [n('1')])]).subarray(0, 900), /not written to its end/],
])('what is no XLSX is refused: %s', async (_, content, message) => {
  await expect(openFile(await folder({ 't.xlsx': content }), xlsx(contract))).rejects.toMatchObject({
    code: 'xlsx-invalid',
    message: expect.stringMatching(message) as string,
  })
})

test('damaged content is an error, not a short read', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => [n(String(index * 7919)), `text ${index}`])
  const content = writeXlsx([sheet(['a', 'b'], ...rows)])
  const source = await openFile(await folder({ 't.xlsx': content }), xlsx(contract))
  expect((await readAll(source)).rows).toHaveLength(20_000)
  content.fill(0xff, 90_000, 90_400)
  const opening = (async () => readAll(await openFile(await folder({ 't.xlsx': content }), xlsx(contract))))()
  await expect(opening).rejects.toMatchObject({ code: 'xlsx-invalid' })
})

test('stored parts and batches of 4,096', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => [n(String(index)), `t${index}`])
  const found = await readFrom(await home([sheet(['a', 'b'], ...rows)], { method: 0 }), xlsx(contract))
  expect([found.rows.length, found.batches, found.rows[4999]?.cell('b')]).toEqual([5000, 2, 'Sheet1!B5001'])
})

test('reads what another library writes', async () => {
  const place = await folder()
  const moments = table('t', { a: int64(), b: z.string(), at: localTimestamp() })
  const when = [new Date('2022-01-01T10:20:30.450Z'), new Date('2022-12-31T00:00:00Z')]
  await writeXlsxFile([
    ['a', 'b', 'at'],
    ...when.map((at, index) => [
      { value: index, type: Number },
      { value: `中 <${index}> & "q"`, type: String },
      { value: at, type: Date, format: 'yyyy-mm-dd hh:mm:ss' },
    ]),
  ] as never).toFile(`${place}/t.xlsx`)
  const { rows } = await readFrom(place, xlsx(moments))
  expect(rows.map(({ cells }) => cells)).toEqual([
    { a: 0, b: '中 <0> & "q"', at: '2022-01-01T10:20:30.45' },
    { a: 1, b: '中 <1> & "q"', at: '2022-12-31' },
  ])
})

test('parts whose sizes are written in 64 bits, as some programs always do', async () => {
  const content = writeXlsx([sheet(['a', 'b'], [n('1'), 'x'])])
  const found = await readFrom(await folder({ 't.xlsx': withWideSizes(content) }), xlsx(contract))
  expect(found.rows.map(({ cells }) => cells)).toEqual([{ a: 1, b: 'x' }])
})

const REPORT = [
  ['Sales report'],
  undefined,
  ['made', 'by', 'hand'],
  [null, 'a', 'b', 'c', null, 'notes'],
  [null, n('1'), 'x', n('0.5'), null, 'see below'],
  [null, n('2'), 'y', n('1.5')],
  [null, null, 'Total', n('2')],
] as const

test('a table inside a sheet: its range, or how many rows stand before it', async () => {
  const ranged = await read([sheet(...REPORT)], { range: 'B4:D6' })
  expect(ranged.rows.map(({ record, cells, cell }) => [record, cells, cell('c')])).toEqual([
    [1, { a: 1, b: 'x', c: 0.5 }, 'Sheet1!D5'],
    [2, { a: 2, b: 'y', c: 1.5 }, 'Sheet1!D6'],
  ])
  expect((await read([sheet(...REPORT)], { range: '$B$4:D' })).rows).toHaveLength(3)
  const skipped = await read([sheet(...REPORT.slice(0, 3), ['a', 'b', 'c'], [n('1'), 'x', null])], { skip: 3 })
  expect(skipped.rows.map(({ cells, cell }) => [cells, cell('a')])).toEqual([[{ a: 1, b: 'x', c: null }, 'Sheet1!A5']])
  await expect(read([sheet(...REPORT)], { range: 'B4:F6' })).rejects.toThrow(/t\.xlsx Sheet1: E4 has no name in the header/)
  await expect(read([sheet(...REPORT)], { range: 'B40:D50' })).rejects.toThrow(/its sheet "Sheet1" is empty where its table is to be/)
  await expect(read([sheet(...REPORT)])).rejects.toThrow(/say \{ skip: 2 \}, or where the table is: \{ range: 'B3:F200' \}/)
})

test('a sheet without a header', async () => {
  const rows = [[n('1'), 'x', n('0.5')]]
  expect((await read([sheet(...rows)], { header: false })).rows.map(({ cells, cell }) => [cells, cell('b')])).toEqual([
    [{ a: 1, b: 'x', c: 0.5 }, 'Sheet1!B1'],
  ])
  expect((await read([sheet(...rows)], { header: ['c', 'b', 'a'] })).rows.map(({ cells }) => cells)).toEqual([{ c: 1, b: 'x', a: 0.5 }])
  expect((await read([sheet(...REPORT)], { header: false, range: 'B5:D6' })).rows.map(({ cells }) => cells['a'])).toEqual([1, 2])
})

test('of merged cells the first holds the value, unless all are to', async () => {
  const merged: TestSheet = {
    name: 'Sheet1',
    rows: [
      ['b', 'a', 'c'],
      ['north', n('1'), n('10')],
      [null, n('2'), null],
      ['south', n('3'), n('30')],
      [null, n('4')],
      ['west', n('5')],
    ],
    merged: ['A2:A3', 'A4:A5', 'C2:C3', 'B7:C9'],
  }
  expect((await read([merged])).rows.map(({ cells }) => cells['b'])).toEqual(['north', null, 'south', null, 'west'])
  expect((await read([merged], { merged: 'fill' })).rows.map(({ cells }) => [cells['b'], cells['a'], cells['c']])).toEqual([
    ['north', 1, 10],
    ['north', 2, 10],
    ['south', 3, 30],
    ['south', 4, null],
    ['west', 5, null],
  ])
})

test('numbers that are stored as text are read, by the spelling that is declared', async () => {
  const spelled = xlsx(contract, { decimal: ',', thousands: '.' })
  expect(streamOf('.', spelled).numbers).toEqual({ decimal: ',', thousands: '.' })
  expect(await values('1.250,50', '007')).toEqual(['1.250,50', '007'])
})

test.each([
  [{ range: 'B3' }, /range is "B3"; give the first and last cell/],
  [{ range: 'F3:B9' }, /range is "F3:B9"/],
  [{ header: [] }, /header is an empty list/],
  [{ header: ['a', 'b', 'a'] }, /header names "a" twice/],
  [{ range: 'A1:B2', skip: 1 }, /skip and range both say/],
  [{ skip: 1.5 }, /skip is 1\.5/],
])('an option that means nothing is refused: %j', (options, message) => {
  expect(() => xlsx(contract, options)).toThrow(message)
})
