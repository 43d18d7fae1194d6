import { int64, rowOnly } from '@meshwright/contracts'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { csvFormat } from '../src/csv-options.ts'
import { CsvRecords } from '../src/csv-records.ts'
import { csv, type CsvOptions } from '../src/index.ts'
import { openFile, readAll, readFrom, rowsOf, never, table, testFolder } from './reading.ts'

const folder = testFolder()
const ab = table('t', { a: z.string().nullable(), b: z.string().nullable() })

const read = async (text: string | Uint8Array, options?: CsvOptions<'a' | 'b'>) =>
  readFrom(await folder({ 't.csv': text }), csv(ab, options))
const cells = async (text: string | Uint8Array, options?: CsvOptions<'a' | 'b'>) =>
  (await read(text, options)).rows.map(({ cells }) => [cells['a'], cells['b']])

test('an unquoted empty cell is null, a quoted one is the empty text', async () => {
  expect(await cells('a,b\n,""\n"",\n')).toEqual([
    [null, ''],
    ['', null],
  ])
})

test('quotes, delimiters and line ends inside quotes', async () => {
  expect(await cells('a,b\r\n"x ""y"", z","1\r\n2\n3"\r\n')).toEqual([['x "y", z', '1\r\n2\n3']])
})

test('a quote inside an unquoted cell is literal', async () => {
  expect(await cells('a,b\n5" pipe,x"y"\n')).toEqual([['5" pipe', 'x"y"']])
})

test('an escape that is not the quote', async () => {
  expect(await cells(String.raw`a,b` + '\n' + String.raw`"x \"y\" \\",z` + '\n', { escape: '\\' })).toEqual([
    [String.raw`x "y" \ `.trimEnd(), 'z'],
  ])
})

test('no quoting at all', async () => {
  expect(await cells('a\tb\n"x\t"\n', { delimiter: '\t', quote: '' })).toEqual([['"x', '"']])
})

test('null texts count only when unquoted', async () => {
  expect(await cells('a,b\nNULL,"NULL"\n\\N,null\n', { nullText: ['NULL', '\\N'] })).toEqual([
    [null, 'NULL'],
    [null, 'null'],
  ])
})

test('a null text may be the name of a column', async () => {
  const regions = table('t', { id: int64(), NA: z.string().nullable() })
  const found = await readFrom(await folder({ 't.csv': 'id,NA\n1,NA\n2,x\n' }), csv(regions, { nullText: ['NA'] }))
  expect(found.rows.map((row) => row.cells)).toEqual([
    { id: '1', NA: null },
    { id: '2', NA: 'x' },
  ])
})

test('without a header the columns are those of the contract', async () => {
  const found = await read('1,2\n3\n', { header: false })
  expect(found.rows.map((row) => [row.cells, row.record, row.line])).toEqual([[{ a: '1', b: '2' }, 1, 1]])
  expect(found.broken.map(({ position, reason }) => [position.record, position.line, reason])).toEqual([
    [2, 2, 'has 1 cell, the contract has 2'],
  ])
  const listed = await read('1,2,x\n3,4\n', { header: ['a', 'b', 'note'] })
  expect(listed.broken.map(({ reason }) => reason)).toEqual(['has 2 cells, the list of its columns has 3'])
})

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('lines are the physical ones: %s, blank lines and line ends inside cells', async (_, end) => {
  const text = ['', 'a,b', '1,"x', 'y"', '', '2,z', '3', '4,"p', '', 'q"', '5,6'].join(end)
  const { rows, broken } = await read(text)
  expect(rows.map(({ record, line, cells }) => [record, line, cells['a']])).toEqual([
    [1, 3, '1'],
    [2, 6, '2'],
    [4, 8, '4'],
    [5, 11, '5'],
  ])
  expect(broken.map(({ position, raw }) => [position.record, position.line, raw])).toEqual([[3, 7, '3']])
})

test('ragged lines break with their place and text', async () => {
  const { rows, broken } = await read('a,b\n1,2\n1,2,3\n"4\n5",\n6\n')
  expect(rows).toHaveLength(2)
  expect(broken.map(({ position, reason, raw }) => ({ ...position, reason, raw }))).toEqual([
    { record: 2, line: 3, reason: 'has 3 cells, the header has 2', raw: '1,2,3' },
    { record: 4, line: 6, reason: 'has 1 cell, the header has 2', raw: '6' },
  ])
})

test('text after a closing quote breaks its line only', async () => {
  const { rows, broken } = await read('a,b\n"x"y,1\n2,3\n')
  expect(rows.map(({ cells }) => cells)).toEqual([{ a: '2', b: '3' }])
  expect(broken).toMatchObject([{ position: { record: 1, line: 2 }, reason: 'cell 1 has text after its closing quote', raw: '"x"y,1' }])
})

test('a quote that is never closed breaks what follows, and names where it opened', async () => {
  const { rows, broken } = await read('a,b\n1,2\n3,"x\n4,5\n6,7\n')
  expect(rows).toHaveLength(1)
  expect(broken).toMatchObject([
    { position: { record: 2, line: 3 }, reason: 'cell 2 opens a quote that is never closed', raw: '3,"x\n4,5\n6,7' },
  ])
})

test('a quote that is never closed in a huge file is an error, not an endless read', async () => {
  const lines = `${'x'.repeat(99)},y\n`.repeat(250_000)
  const source = await openFile(await folder({ 't.csv': `a,b\n1,"2\n${lines}` }), csv(ab))
  await expect(readAll(source)).rejects.toMatchObject({
    code: 'record-too-long',
    message: expect.stringMatching(/t\.csv:2: a record of more than 16 MiB begins here/),
  })
})

test('a byte order mark is dropped', async () => {
  expect(await cells('\ufeffa,b\n1,2\n')).toEqual([['1', '2']])
  expect(await cells('\ufeff"a",b\n\ufeff1,2\n')).toEqual([['\ufeff1', '2']])
})

test('multi-byte characters survive every chunk border', async () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `${'中'.repeat(index % 7)}😀${index},é`)
  const rows = await cells(`a,b\n${lines.join('\n')}`)
  expect(rows.map((row) => row.join(','))).toEqual(lines)
})

test('records across chunk borders keep their lines', async () => {
  const lines = Array.from({ length: 9000 }, (_, index) => `${index},"${'x'.repeat(index % 97)}\n${'y'.repeat(index % 13)}"`)
  const { rows } = await read(`a,b\n${lines.join('\n')}\n`)
  expect(rows.every(({ line, cells }) => line === 2 + 2 * Number(cells['a']))).toBe(true)
  expect(rows).toHaveLength(9000)
})

test('a header in another encoding is told as such where a column is not found in it', async () => {
  const latin = Buffer.from('a,größe\n1,2\n', 'latin1')
  const sizes = table('t', { a: z.string(), größe: z.string() })
  await expect(readFrom(await folder({ 't.csv': latin }), csv(sizes))).rejects.toMatchObject({
    code: 'header-invalid',
    message: expect.stringMatching(/^t\.csv:1: its header holds bytes that are not UTF-8 text.* \{ encoding: 'windows-1252' \}$/) as string,
  })
  expect((await readFrom(await folder({ 't.csv': latin }), csv(sizes, { encoding: 'windows-1252' }))).rows).toHaveLength(1)
  expect((await readFrom(await folder({ 't.csv': latin }), csv(table('t', { a: z.string() })))).rows).toHaveLength(1)
})

test('bytes that are not UTF-8 break their record only', async () => {
  const bytes = Buffer.concat([Buffer.from('a,b\n1,ok\n2,'), Buffer.from([0x63, 0x61, 0x66, 0xe9]), Buffer.from('\n3,\ufffd\n')])
  const { rows, broken } = await read(bytes)
  expect(rows.map(({ cells }) => cells)).toEqual([
    { a: '1', b: 'ok' },
    { a: '3', b: '\ufffd' },
  ])
  expect(broken).toMatchObject([
    {
      position: { record: 2, line: 3 },
      reason: expect.stringContaining('not UTF-8 text; if the file is in another encoding, declare it') as string,
      raw: '2,caf\ufffd',
    },
  ])
})

test('a file of one column: a blank line is a null', async () => {
  const one = table('t', { a: z.string().nullable() })
  const found = await readFrom(await folder({ 't.csv': '\na\nx\n\ny\n' }), csv(one))
  expect(found.rows.map(({ line, cells }) => [line, cells['a']])).toEqual([
    [3, 'x'],
    [4, null],
    [5, 'y'],
  ])
})

test('a header alone is a file of no rows', async () => {
  expect(await read('a,b\n')).toEqual({ rows: [], broken: [], batches: 0 })
})

test.each([
  [
    'double name',
    'a,b,a\n1,2,3\n',
    'header-invalid',
    /names "a" twice \(column 1 and column 3\)\nGive each column of the file a name of its own\.$/,
  ],
  ['no name', 'a,,b,\n1,2,3,4\n', 'header-invalid', /column 2 has no name[\s\S]*column 4 has no name/],
  ['no header line', '1,2\n3,4\n', 'header-missing', /names no column of t: it reads "1", "2", expected a, b; .*\{ header: false \}/],
  ['another delimiter', 'a;b\n1;2\n', 'header-missing', /delimiter: ';'/],
  ['only blank lines', '\n\n', 'header-missing', /only blank lines/],
  ['an open quote', '"a,b\n1,2\n', 'header-invalid', /never closed/],
])('a header is refused: %s', async (_, text, code, message) => {
  const opening = openFile(await folder({ 't.csv': text }), csv(ab))
  await expect(opening).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
})

const row = 'é中😀'
const ENCODED = [
  ['utf-16le', Buffer.from(`a,b\n${row},x\n`, 'utf16le')],
  ['utf-16', Buffer.from(`a,b\n${row},x\n`, 'utf16le')],
  ['utf-16be', Buffer.from(`a,b\n${row},x\n`, 'utf16le').swap16()],
  [undefined, Buffer.from(`\ufeffa,b\n${row},x\n`, 'utf16le')],
  [undefined, Buffer.from(`\ufeffa,b\n${row},x\n`, 'utf16le').swap16()],
  ['utf-8', Buffer.from(`\ufeffa,b\n${row},x\n`)],
] as const
test.each(ENCODED)('text in UTF-16 and UTF-8, declared as %s', async (encoding, bytes) => {
  expect(await cells(bytes, encoding === undefined ? {} : { encoding })).toEqual([[row, 'x']])
})

test('encodings of one byte and of several, as declared', async () => {
  expect(await cells(Buffer.from('a,b\ncaf\xe9,\x80\n', 'latin1'), { encoding: 'windows-1252' })).toEqual([['café', '€']])
  expect(await cells(Buffer.from('a,b\ncaf\xe9,\xdf\n', 'latin1'), { encoding: 'latin-1' })).toEqual([['café', 'ß']])
  expect(await cells(Buffer.from('612c620aa4a4a4e52c780a', 'hex'), { encoding: 'big5' })).toEqual([['中文', 'x']])
})

test('what an encoding does not know breaks its record: the euro sign is not of latin-1', async () => {
  const { rows, broken } = await read(Buffer.from('a,b\n1,\x80\n2,x\n', 'latin1'), { encoding: 'latin-1' })
  expect(rows.map(({ cells }) => cells['a'])).toEqual(['2'])
  expect(broken).toMatchObject([{ position: { record: 1, line: 2 }, reason: 'holds bytes that are not latin-1 text' }])
})

test('a declared encoding that the file contradicts, UTF-16 without a word', async () => {
  const utf16 = (mark: string) => Buffer.from(`${mark}a,b\n1,2\n`, 'utf16le')
  await expect(read(utf16('\ufeff'), { encoding: 'windows-1252' })).rejects.toThrow(
    /declared as windows-1252, but its byte order mark says utf-16le/,
  )
  await expect(read(utf16(''))).rejects.toThrow(/say \{ encoding: 'utf-16le' \}/)
})

test('characters of two units survive every chunk border', async () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `${'中'.repeat(index % 7)}😀${index},é`)
  const rows = await cells(Buffer.from(`\ufeffa,b\n${lines.join('\n')}`, 'utf16le'))
  expect(rows.map((row) => row.join(','))).toEqual(lines)
})

test('zstd frames one after another are one file, whatever their size and what is skipped between them', async () => {
  const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2])
  // Text that does not compress, so that frames end anywhere in what is read at once.
  const noise = (length: number, seed: number) =>
    Buffer.from(Array.from({ length }, (_, at) => Math.imul(at + 1, seed) >>> 24)).toString('base64')
  const rows = [7, 100, 300_000, 65_536, 9, 200_000].map((length, index) => [String(index), noise(length, 2654435761 + index)])
  const frames = rows.flatMap(([id, text]) => [skipped, zstdCompressSync(`${id},${text}\n`)])
  const packed = Buffer.concat([skipped, zstdCompressSync('a,b\n'), ...frames, zstdCompressSync(''), skipped])
  expect(await cells(packed)).toEqual(rows)
  await expect(cells(packed.subarray(0, packed.length - 30))).rejects.toMatchObject({ code: 'compression-invalid' })
  await expect(cells(Buffer.concat([packed, Buffer.from('more')]))).rejects.toMatchObject({ code: 'compression-invalid' })
})

test('gzip and zstd are recognized by their first bytes', async () => {
  for (const pack of [gzipSync, zstdCompressSync]) expect(await cells(pack('a,b\n1,"x\ny"\n'))).toEqual([['1', 'x\ny']])
  expect(await cells(gzipSync(Buffer.from('\ufeffa,b\né,2\n', 'utf16le')))).toEqual([['é', '2']])
  const lines = Array.from({ length: 50_000 }, (_, index) => `${index},${(index * 7919) % 10_007}`).join('\n')
  const whole = gzipSync(`a,b\n${lines}\n`)
  await expect(read(whole.subarray(0, whole.length - 1000))).rejects.toMatchObject({
    code: 'compression-invalid',
    message: expect.stringMatching(/t\.csv: its gzip data cannot be read to the end \(unexpected end of file\)/) as string,
  })
})

test('lines before the header are left out, and count as lines', async () => {
  const { rows } = await read('Sales, "2022\r\n\r\na,b\r\n1,2\r\n', { skip: 2 })
  expect(rows.map(({ line, record, cells }) => [line, record, cells])).toEqual([[4, 1, { a: '1', b: '2' }]])
  await expect(read('x\n', { skip: 3 })).rejects.toThrow(/has no header line, only lines to skip/)
})

test('comment lines are left out, and count as lines', async () => {
  const { rows, broken } = await read('# made by hand\na,b\n#1,2\n3,#4\n" #5",6\n#"\n7\n', { comment: '#' })
  expect(rows.map(({ line, record, cells }) => [line, record, cells['a'], cells['b']])).toEqual([
    [4, 1, '3', '#4'],
    [5, 2, ' #5', '6'],
  ])
  expect(broken.map(({ position }) => position)).toEqual([{ record: 3, line: 7 }])
})

test('the options may name the columns of a file without a header', async () => {
  expect(await cells('1,2\n', { header: ['b', 'a'] })).toEqual([['2', '1']])
})

test('a delimiter of several characters', async () => {
  expect(await cells('a||b\n"x||y"||z|\n||\n', { delimiter: '||' })).toEqual([
    ['x||y', 'z|'],
    [null, null],
  ])
})

test.each([
  [{ delimiter: '' }, /delimiter is ""/],
  [{ quote: 'qq' }, /quote is "qq"/],
  [{ delimiter: '"' }, /delimiter is also the quote/],
  [{ skip: -1 }, /skip is -1/],
  [{ comment: '//' }, /comment is "\/\/"/],
  [{ comment: ',' }, /comment is also the delimiter/],
  [{ encoding: 'klingon' }, /encoding "klingon" is not known/],
  [{ header: ['a', 'a'] }, /header names "a" twice/],
  [{ decimal: ',,' }, /decimal is ",,"/],
  [{ thousands: '.' }, /thousands is "\.", which stands before the fraction/],
  [{ maxRejected: '1' as '1%' }, /maxRejected is "1"/],
  [{ maxRejected: -1 }, /maxRejected is -1/],
  [{ mode: 'snapshot' as const }, /mode "snapshot" needs its details/],
])('an option that means nothing is refused: %j', (options, message) => {
  expect(() => csv(ab, options)).toThrow(message)
})

test('a file is read by the engine, unless a rule needs JavaScript', async () => {
  const home = await folder({ 't.csv': 'a,b\n1,2\n' })
  const file = await openFile(home, csv(ab))
  expect(file).toMatchObject({
    kind: 'file',
    label: 't.csv',
    columns: ['a', 'b'],
    format: { format: 'csv', delimiter: ',', quote: '"', header: true, skip: 0, encoding: 'utf-8', compression: 'none' },
  })
  const strict = table('t', { a: rowOnly(z.string().refine((text) => text !== 'x')), b: int64() })
  expect(await openFile(home, csv(strict))).toMatchObject({ kind: 'rows', why: expect.stringContaining('a: has a rule') as string })
})

test('batches are of 4,096 records, good and broken together', async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => (index % 10 === 0 ? 'broken' : `${index},x`))
  const source = await openFile(await folder({ 't.csv': `a,b\n${lines.join('\n')}\n` }), csv(ab))
  const sizes: number[] = []
  for await (const batch of rowsOf(source).batches(never)) sizes.push(batch.rows.length + (batch.broken?.length ?? 0))
  expect(sizes).toEqual([4096, 4096, 1808])
})

test('agrees with csv-parse on any well-formed text', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', '中', '😀', ''), maxLength: 6 })
  const home = await folder()
  const { writeFile } = await import('node:fs/promises')
  const tables = fc.record({ rows: fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 }), end: fc.constantFrom('\n', '\r\n') })
  await fc.assert(
    fc.asyncProperty(tables, async ({ rows, end }) => {
      const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
      const content = ['a,b', ...rows.map((row) => row.map(quoted).join(','))].join(end)
      await writeFile(`${home}/t.csv`, content)
      const found = await readFrom(home, csv(ab))
      const expected = parse(content, { from_line: 2, record_delimiter: end }) as string[][]
      expect(found.broken).toEqual([])
      expect(found.rows.map(({ cells }) => [cells['a'], cells['b']])).toEqual(expected)
      expect(expected).toEqual(rows)
    }),
    { numRuns: 300 },
  )
})

test('a file that never uses its escape is not searched for one at every cell', () => {
  const records = new CsvRecords(csvFormat({ escape: '\\' }))
  records.read('"a","b"\n'.repeat(1_000_000), true)
  let count = 0
  while (records.next() !== undefined) count++
  expect(count).toBe(1_000_000)
}, 10_000)
