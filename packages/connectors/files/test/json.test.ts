import { decimal, int64, json as jsonColumn } from '@meshwright/contracts'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { json, ndjson } from '../src/index.ts'
import { never, openFile, readFrom, rowsOf, table, testFolder } from './reading.ts'

const folder = testFolder()
const contract = table('t', {
  id: int64().nullable(),
  price: decimal(38, 18).nullable(),
  tags: z.array(z.string()).nullable(),
  more: jsonColumn().nullable(),
})

const lines = async (text: string | Uint8Array) => readFrom(await folder({ 't.ndjson': text }), ndjson(contract))
const whole = async (text: string | Uint8Array) => readFrom(await folder({ 't.json': text }), json(contract))
const bare = { id: null, price: null, tags: null, more: null }

test('numbers are exact, at any depth', async () => {
  const record = '{"id":9223372036854775807,"price":0.100000000000000000,"extra":{"n":[1.10,12345678901234567890,-1E-7,7]}}'
  const expected = { ...bare, id: '9223372036854775807', price: '0.100000000000000000', extra: '{"n":[1.10,12345678901234567890,-1E-7,7]}' }
  expect((await lines(`${record}\n`)).rows[0]?.cells).toEqual(expected)
  expect((await whole(`[${record}]`)).rows[0]?.cells).toEqual(expected)
  expect(
    (
      await whole(
        `{"id":{"0":9223372036854775807},"price":{"0":0.100000000000000000},"extra":{"0":{"n":[1.10,12345678901234567890,-1E-7,7]}}}`,
      )
    ).rows[0]?.cells,
  ).toMatchObject({ id: '9223372036854775807', price: '0.100000000000000000' })
})

test('integers at the border of what JavaScript holds', async () => {
  const { rows } = await lines('{"id":9007199254740991}\n{"id":9007199254740992}\n{"id":-9007199254740993}\n{"id":1e3}\n')
  expect(rows.map(({ cells }) => cells['id'])).toEqual([9007199254740991, '9007199254740992', '-9007199254740993', '1e3'])
})

test('a json column has the text of its value', async () => {
  const { rows } = await lines('{"more":"x"}\n{"more":1.50}\n{"more":{"a":[12345678901234567890]}}\n{"more":null}\n')
  expect(rows.map(({ cells }) => cells['more'])).toEqual(['"x"', '1.50', '{"a":[12345678901234567890]}', null])
})

test('a missing key is null, a further key is a column', async () => {
  const { rows } = await lines('{"id":1}\n{"id":2,"new":"x"}\n{"new":null,"tags":["a","b"]}\n')
  expect(rows.map(({ cells }) => cells)).toEqual([
    { ...bare, id: 1, new: null },
    { ...bare, id: 2, new: 'x' },
    { ...bare, new: null, tags: '["a","b"]' },
  ])
})

test('keys that objects have by themselves', async () => {
  const odd = table('t', { constructor: z.string().nullable(), id: int64() })
  const found = await readFrom(await folder({ 't.json': '{"id":{"0":1,"1":2},"constructor":{"0":"x"}}' }), json(odd))
  expect(found.rows.map(({ cells }) => [cells['id'], Object.hasOwn(cells, 'constructor') && cells['constructor']])).toEqual([
    [1, 'x'],
    [2, null],
  ])
  expect((await lines('{"id":1,"__proto__":{"x":1}}\n')).rows[0]?.cells['id']).toBe(1)
})

test('lines that are no records break with their line', async () => {
  const { rows, broken } = await lines('\ufeff{"id":1}\r\n\r\n{"id":\n[1]\nnull\n1.5\n"x"\n{"id":2}')
  expect(rows.map(({ record, line, cells }) => [record, line, cells['id']])).toEqual([
    [1, 1, 1],
    [7, 8, 2],
  ])
  expect(broken.map(({ position, reason, raw }) => [position.record, position.line, reason.replace(/: .*/, ''), raw])).toEqual([
    [2, 3, 'is not JSON', '{"id":'],
    [3, 4, 'is an array, not an object', '[1]'],
    [4, 5, 'is null, not an object', 'null'],
    [5, 6, 'is a number, not an object', '1.5'],
    [6, 7, 'is a string, not an object', '"x"'],
  ])
})

test('bytes that are not UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from('{"id":1}\n{"id":2,"more":"'), Buffer.from([0xe9]), Buffer.from('"}\n{"id":3}\n')])
  const { rows, broken } = await lines(bytes)
  expect(rows.map(({ cells }) => cells['id'])).toEqual([1, 3])
  expect(broken).toMatchObject([
    { position: { record: 2, line: 2 }, reason: 'holds bytes that are not UTF-8 text; save the file as UTF-8' },
  ])
  await expect(whole(bytes)).rejects.toMatchObject({ code: 'encoding-invalid' })
})

test('the shape of a JSON file is told by looking', async () => {
  expect(await openFile(await folder({ 't.json': ' \n[{"id":1}]' }), json(contract))).toMatchObject({
    kind: 'file',
    columns: undefined,
    format: { format: 'json', compression: 'none' },
  })
  expect(await openFile(await folder({ 't.json': '\ufeff{"id":{"0":1}, "price":{"0":null}}' }), json(contract))).toMatchObject({
    kind: 'rows',
    columns: ['id', 'price'],
    why: expect.stringContaining('column by column') as string,
  })
})

test('columns: indexes in any order, lists, gaps', async () => {
  const { rows } = await whole('{"id":{"b":1,"a":2,"7":3},"price":{"7":1.50,"a":null}}')
  expect(rows.map(({ record, cells }) => [record, cells['id'], cells['price']])).toEqual([
    [1, 3, '1.50'],
    [2, 1, null],
    [3, 2, null],
  ])
  expect((await whole('{"id":[1,2],"price":[0.5,7]}')).rows.map(({ cells }) => [cells['id'], cells['price']])).toEqual([
    [1, '0.5'],
    [2, 7],
  ])
})

test('records that are no objects break', async () => {
  const { rows, broken } = await whole('[{"id":1},2,null,[3],{"id":4}]')
  expect(rows.map(({ record }) => record)).toEqual([1, 5])
  expect(broken.map(({ position, reason }) => [position.record, reason])).toEqual([
    [2, 'is a number, not an object'],
    [3, 'is null, not an object'],
    [4, 'is an array, not an object'],
  ])
})

test.each([
  ['not JSON', '[{"id":1},]', 'json-invalid', /t\.json: is not JSON: Unexpected token/],
  ['one record per line', '{"id":1}\n{"id":2}\n', 'json-invalid', /read it with ndjson\(\)/],
  [
    'wrapped records',
    '{"data":[{"id":1}],"count":1}',
    'json-shape',
    /"count" holds a number.*; its "data" holds records: say \{ records: 'data' \}/,
  ],
  ['records further in', '{"page":1,"data":{"items":[{"id":1}]}}', 'json-shape', /say \{ records: 'data\.items' \}/],
  ['UTF-16', Buffer.from('\ufeff[]', 'utf16le'), 'encoding-invalid', /t\.json: is utf-16le, as its byte order mark says; save it as UTF-8/],
  ['gzip that is cut off', gzipSync('[{"id":1}]').subarray(0, 20), 'compression-invalid', /cut off or damaged/],
  ['a text', '"hello"', 'json-shape', /holds a string; expected an array/],
  ['columns of another table', '{"x":{"0":1}}', 'header-missing', /names no column of t: it reads "x"/],
])('a file is refused: %s', async (_, text, code, message) => {
  await expect(whole(text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
})

test('records at the end of a path', async () => {
  const text = '{"meta":{"page":1},"data":{"items":[{"id":1,"tags":["a"]},{"id":12345678901234567890}]}}'
  const at = async (records: string) => readFrom(await folder({ 't.json': text }), json(contract, { records }))
  expect((await at('data.items')).rows.map(({ record, cells }) => [record, cells['id'], cells['tags']])).toEqual([
    [1, 1, '["a"]'],
    [2, '12345678901234567890', null],
  ])
  await expect(at('data.itms')).rejects.toThrow(/"data" has no "itms"; did you mean "items"\? It has items$/)
  await expect(at('meta.page.x')).rejects.toThrow(/"meta.page" holds a number; expected an object with "x"/)
  await expect(at('meta')).rejects.toThrow(/"meta" holds an object; expected an array of records/)
  expect(() => json(contract, { records: 'data..x' })).toThrow(/records is "data\.\.x"/)
})

test.each([
  ['within a record', (id: number) => `{"id":\r${id}}\n`],
  ['twice before the line feed', (id: number) => `{"id":${id}}\r\r\n`],
])('carriage returns end no line of NDJSON, where a part of a large file ends either: %s', async (_, line) => {
  const many = Array.from({ length: 60_000 }, (_, id) => line(id)).join('')
  const { rows, broken } = await lines(many)
  expect(broken).toEqual([])
  expect(rows.map(({ cells }) => cells['id'])).toEqual(Array.from({ length: 60_000 }, (_, id) => id))
})

test('a large NDJSON file whose lines end by carriage returns alone is one broken record, not its last one', async () => {
  const { rows, broken } = await lines('{"id":1}\r'.repeat(60_000))
  expect(rows).toEqual([])
  expect(broken).toMatchObject([{ position: { record: 1, line: 1 }, reason: expect.stringMatching(/^is not JSON/) as string }])
})

test('gzip and zstd are recognized by their first bytes', async () => {
  for (const pack of [gzipSync, zstdCompressSync]) {
    expect((await lines(pack('{"id":1}\n{"id":2}\n'))).rows.map(({ cells, line }) => [line, cells['id']])).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect((await whole(pack('[{"id":1}]'))).rows.map(({ cells }) => cells['id'])).toEqual([1])
    expect((await whole(pack('{"id":{"0":1},"price":{"0":2}}'))).rows.map(({ cells }) => cells['price'])).toEqual([2])
  }
})

test('records that each have keys of their own come in batches that stay small', async () => {
  const own = Array.from({ length: 700 }, (_, id) => ({
    id,
    ...Object.fromEntries(Array.from({ length: 50 }, (_, key) => [`k${id}_${key}`, key])),
  }))
  const home = await folder({ 't.ndjson': own.map((record) => JSON.stringify(record)).join('\n') })
  const source = await openFile(home, ndjson(contract))
  let count = 0
  for await (const batch of rowsOf(source).batches(never)) {
    expect(batch.rows.length * batch.columns.length).toBeLessThan(1_200_000)
    for (const [index, cells] of batch.rows.entries()) {
      const id = count + index
      expect([cells[batch.columns.indexOf('id')], cells[batch.columns.indexOf(`k${id}_49`)]]).toEqual([id, 49])
    }
    count += batch.rows.length
  }
  expect(count).toBe(700)
})
