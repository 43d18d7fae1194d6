import { expect, it } from 'vitest'
import { parseCell, parseRawCells, rawCellsText, type Cell, type Column } from '../src/index.ts'

const column = (type: Column['type'], more: Partial<Column> = {}): Column => ({ name: 'x', type, nullable: true, rules: [], ...more })
const TYPES: readonly Column[] = [
  column({ type: 'string' }),
  column({ type: 'boolean' }),
  column({ type: 'int64' }),
  column({ type: 'float64' }),
  column({ type: 'decimal', precision: 38, scale: 2 }),
  column({ type: 'date' }),
  column({ type: 'localTimestamp' }),
  column({ type: 'localTimestamp' }, { input: { format: '%d/%m/%Y' } }),
  column({ type: 'timestamp' }),
  column({ type: 'bytes' }),
  column({ type: 'json' }),
  column({ type: 'struct', fields: { $date: { type: { type: 'string' }, nullable: false } } }),
]
const CELLS: readonly Cell[] = [
  null,
  '',
  ' 5 ',
  '31/12/2022',
  5,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  0.1,
  12345678901234567890n,
  7n,
  true,
  new Date('2022-12-31T10:00:00.000Z'),
  new Date('2022-12-31T00:00:00.000Z'),
  new Date('invalid'),
  new Uint8Array([0, 255, 10]),
  { $date: '2022-12-31T10:00:00.000Z' },
  { $json: { $date: 'x' } },
  { a: [1, null, 'x'] },
  { $date: '2022-12-31T10:00:00.000Z', a: 1 },
  [{ $number: '5' }],
  {},
]

// A hint may look at the kind of JS value, too.
const said = (of: ReturnType<typeof parseCell>) => ('reason' in of ? of.reason : of)

it('gives cells back of which every type says the same', () => {
  for (const type of TYPES) {
    for (const cell of CELLS) {
      const back = parseRawCells(rawCellsText(['x'], [cell]))['x'] as Cell
      expect(said(parseCell(type, back)), `${JSON.stringify(type)} ${String(cell)}`).toEqual(said(parseCell(type, cell)))
    }
  }
})

it('is plain JSON wherever JSON has the value', () => {
  expect(rawCellsText(['id', 'name', 'tags'], ['5', null, ['a']])).toBe('{"id":"5","name":null,"tags":["a"]}')
  expect(parseRawCells('{"$date":"kept"}')).toEqual({ $date: 'kept' })
})

it('a number that somebody has written keeps its digits', () => {
  expect(parseRawCells('{"a":9007199254740993,"b":0.12345678901234567890,"c":1e400,"d":-1.5}')).toEqual({
    a: 9007199254740993n,
    b: '0.12345678901234567890',
    c: '1e400',
    d: -1.5,
  })
})
