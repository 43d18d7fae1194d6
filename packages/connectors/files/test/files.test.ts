import { int64 } from '@meshwright/contracts'
import { appendFile, mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { csv, files, FilesError, json, ndjson, parquet, xlsx } from '../src/index.ts'
import { context, openFile, readAll, streamOf, table, testFolder } from './reading.ts'

const folder = testFolder()
const orders = table('orders', { order_id: int64() })
const cities = table('cities', { city_id: int64() })

test('making a connector reads nothing and says what each stream is', () => {
  const connector = files('./nowhere/data', [
    csv(orders, { maxRejected: '1%', dedupBy: [{ column: 'order_id', order: 'desc' }] }),
    xlsx(cities, { sheet: 'Sheet1', file: 'Cities 2022.xlsx', maxRejected: 3, mode: 'append' }),
  ])
  expect(connector.name).toBe('files')
  expect(
    connector.streams.map(({ contract, connector, origin, load, options }) => ({
      contract: contract.name,
      connector,
      origin,
      load,
      options,
    })),
  ).toEqual([
    {
      contract: 'orders',
      connector: 'files',
      origin: 'nowhere/data/orders.csv',
      load: { mode: { mode: 'replace' }, maxRejected: { share: 0.01 }, dedupBy: [{ column: 'order_id', order: 'desc' }] },
      options: {
        origin: 'nowhere/data/orders.csv',
        format: 'csv',
        delimiter: ',',
        quote: '"',
        escape: '"',
        header: true,
        nullText: [],
        skip: 0,
        comment: '',
      },
    },
    {
      contract: 'cities',
      connector: 'files',
      origin: 'nowhere/data/Cities 2022.xlsx',
      load: { mode: { mode: 'append' }, maxRejected: { rows: 3 } },
      options: { origin: 'nowhere/data/Cities 2022.xlsx', format: 'xlsx', sheet: 'Sheet1' },
    },
  ])
})

test('the default name is the contract and the usual ending', () => {
  const tables = [csv(orders), ndjson(orders), json(orders), parquet(orders), xlsx(orders)]
  expect(tables.map(({ file }) => file)).toEqual(['orders.csv', 'orders.ndjson', 'orders.json', 'orders.parquet', 'orders.xlsx'])
})

test('a folder may be a path or a URL, and the origin is the same on every machine', async () => {
  const home = await folder({ 'orders.csv': 'order_id\n1\n' })
  const url = pathToFileURL(`${home}/`)
  expect(streamOf(url, csv(orders)).origin).toBe(streamOf(home, csv(orders)).origin)
  expect((await readAll(await openFile(url, csv(orders)))).rows).toHaveLength(1)
})

test('a pattern is looked for from a path and a URL alike, and files are named from the folder', async () => {
  const home = await folder()
  for (const place of ['in', 'beside']) await mkdir(join(home, place))
  for (const name of ['in/a.csv', 'in/b.csv', 'beside/c.csv']) await writeFile(join(home, name), 'order_id\n1\n')
  const labels = async (place: string | URL, file: string) => {
    const source = await openFile(place, csv(orders, { file }))
    return source.kind === 'parts' ? source.parts.map(({ label }) => label) : []
  }
  for (const place of [home, `${home}/`, pathToFileURL(home), pathToFileURL(`${home}/`)])
    expect(await labels(place, 'in/*.csv')).toEqual(['in/a.csv', 'in/b.csv'])
  expect(await labels(`${home}/in`, '../beside/*.csv')).toEqual(['../beside/c.csv'])
})

test('of a pattern its files are watched, and every folder in which one may come to be', async () => {
  const home = await folder({})
  for (const [name, file] of [
    ['data/orders/2022', 'a.csv'],
    ['data/orders/old', 'x.txt'],
    ['data/else', 'b.csv'],
  ] as const) {
    await mkdir(join(home, name), { recursive: true })
    await writeFile(join(home, name, file), 'order_id\n1\n')
  }
  const paths = async (file: string) => (await files(join(home, 'data'), [csv(orders, { file })]).streams[0]?.paths?.())?.toSorted()
  const data = (...names: string[]) => join(home, 'data', ...names)
  expect(await paths('orders/**/*.csv')).toEqual([
    data(),
    data('orders'),
    data('orders', '2022'),
    data('orders', '2022', 'a.csv'),
    data('orders', 'old'),
  ])
  expect(await paths('orders/*/*.csv')).toEqual(await paths('orders/**/*.csv'))
  expect(await paths('nothing/*.csv')).toEqual([data()])
  expect(await paths('else/b.csv')).toEqual([data('else', 'b.csv')])
})

test('what Excel keeps beside an open book, and what is hidden, matches no pattern that does not ask for it', async () => {
  const text = 'order_id\n1\n'
  const home = await folder({ 'a.csv': text, 'b.csv': text, '~$a.csv': 'Ann', '~$b.csv': text, '.c.csv': text })
  const labels = async (file: string) => {
    const source = await openFile(home, csv(orders, { file }))
    return source.kind === 'parts' ? source.parts.map(({ label }) => label) : []
  }
  expect(await labels('*.csv')).toEqual(['a.csv', 'b.csv'])
  expect(await labels('~$b*.csv')).toEqual(['~$b.csv'])
})

test('two tables of one contract are refused', () => {
  expect(() => files('.', [csv(orders), json(orders)])).toThrow(FilesError)
  expect(() => files('.', [csv(orders), json(orders)])).toThrow(expect.objectContaining({ code: 'option-invalid' }))
})

test('tables that are no list, or no files, are refused', () => {
  expect(() => files('.', csv(orders) as never)).toThrow("files: its tables are no list; write files('./data', [csv(orders)])")
  expect(() => files('.', [csv(orders), orders as never])).toThrow('files: one of its tables is no file of a contract; write files(')
})

test('an option that no such file has is refused, with the nearest that it has', () => {
  const refused = (make: () => unknown, ...messages: string[]) =>
    expect(make).toThrow(expect.objectContaining({ code: 'option-invalid', message: messages.join('\n') }))
  refused(
    () => csv(orders, { delimeter: ';', maxRejects: 1 } as never),
    'orders: there is no option "delimeter"; did you mean "delimiter"?',
    'orders: there is no option "maxRejects"; did you mean "maxRejected"?',
  )
  refused(() => json(orders, { record: 'data' } as never), 'orders: there is no option "record"; did you mean "records"?')
  refused(() => ndjson(orders, { delimiter: ';' } as never), 'orders: there is no option "delimiter"')
  refused(() => parquet(orders, { sheet: 1 } as never), 'orders: there is no option "sheet"')
  refused(() => xlsx(orders, { sheets: 1 } as never), 'orders: there is no option "sheets"; did you mean "sheet"?')
})

test.each([
  ['a letter is wrong', 'order.csv', /orders\.csv: does not exist; did you mean "order\.csv"\?/],
  ['compressed', 'orders.csv.gz', /did you mean "orders\.csv\.gz"\?/],
  ['another ending', 'orders.parquet', /did you mean "orders\.parquet"\?/],
  ['nothing near', 'zebra.txt', /does not exist; the folder holds zebra\.txt/],
])('a missing file names its path and what is near: %s', async (_, name, message) => {
  const home = await folder({ [name]: 'x' })
  await expect(openFile(home, csv(orders))).rejects.toMatchObject({
    code: 'file-missing',
    message: expect.stringMatching(message) as string,
  })
  await expect(openFile(home, csv(orders))).rejects.toThrow(join(home, 'orders.csv'))
})

test('a missing folder, a folder in place of the file, an empty file', async () => {
  const home = await folder({ 'cities.csv': '' })
  await mkdir(join(home, 'orders.csv'))
  await expect(openFile(join(home, 'gone'), csv(orders))).rejects.toMatchObject({
    code: 'file-missing',
    message: expect.stringContaining('neither does its folder') as string,
  })
  await expect(openFile(home, csv(orders))).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringContaining('is a folder') as string,
  })
  await expect(openFile(home, csv(cities))).rejects.toMatchObject({ code: 'file-empty' })
})

test('the fingerprint follows size and modification time', async () => {
  const home = await folder({ 'orders.csv': 'order_id\n1\n' })
  const print = async () => (await openFile(home, csv(orders))).fingerprint
  const first = await print()
  expect(await print()).toBe(first)
  await utimes(join(home, 'orders.csv'), new Date('2022-01-01T00:00:00Z'), new Date('2022-01-01T00:00:00Z'))
  const second = await print()
  expect(second).not.toBe(first)
  expect((await openFile(home, csv(orders))).modifiedAt).toEqual(new Date('2022-01-01T00:00:00Z'))
  await writeFile(join(home, 'orders.csv'), 'order_id\n12\n')
  expect(await print()).not.toBe(second)
})

test('a file that is written to while it is read is an error that a retry may mend', async () => {
  const home = await folder({ 'orders.csv': 'order_id\n1\n' })
  const source = await openFile(home, csv(orders))
  await appendFile(join(home, 'orders.csv'), '2\n')
  await expect(readAll(source)).rejects.toMatchObject({ code: 'file-changed', retryable: true })
})

test('an aborted run opens nothing', async () => {
  const home = await folder({ 'orders.csv': 'order_id\n1\n' })
  await expect(streamOf(home, csv(orders)).open({ ...context, signal: AbortSignal.abort() })).rejects.toThrow()
})

test('file columns are columns of the contract, of the right type, that the file does not hold', async () => {
  const named = table('orders', { order_id: int64(), file: z.string() })
  expect(() => csv(named, { fileColumns: { name: 'order_id' } })).toThrow(
    /fileColumns\.name is "order_id", which is of type int64; name a column of type string/,
  )
  expect(() => csv(named, { fileColumns: { modifiedAt: 'file' } })).toThrow(/fileColumns\.modifiedAt is "file", which is of type string/)
  const home = await folder({ 'orders.csv': 'order_id,file\n1,x\n' })
  await expect(openFile(home, csv(named, { fileColumns: { name: 'file' } }))).rejects.toThrow(/orders\.csv: has a column "file" itself/)
})
