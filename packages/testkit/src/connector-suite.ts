import {
  parseCell,
  type AnyContract,
  type BatchRowSource,
  type BrokenRecord,
  type Cell,
  type Column,
  type LogicalType,
  type RowSource,
  type SourcePosition,
  type Stream,
} from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { readdir, readlink } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { column } from './warehouse/canonical-rows.ts'
import { NASTY_VALUES } from './warehouse/nasty-values.ts'

/** What a source is to hold: rows in canonical form, one value per column of the contract. */
export interface ConnectorFixture {
  readonly contract: AnyContract
  readonly rows: readonly (readonly SqlValue[])[]
}

/** A stream over a source that holds a fixture. */
export interface ConnectorUnderTest {
  readonly stream: Stream
  /** Where each row of the fixture must be said to stand, besides its number. */
  place?(row: number): { readonly line?: number; readonly cell?: { readonly column: string; readonly name: string } }
  /** A part of the names of the files it reads: when reading ends, however it ends, none of them may be open. */
  readonly path?: string
}

/** A stream over a source of which some records cannot be read. */
export interface BrokenConnectorUnderTest {
  readonly stream: Stream
  /** All records, good and broken. */
  readonly records: number
  readonly broken: readonly { readonly record: number; readonly line?: number; readonly reason: RegExp }[]
}

export interface ConnectorSuiteOptions {
  readonly name: string
  /** Writes the fixture as the source would naturally hold it, and describes it as a stream. */
  make(fixture: ConnectorFixture): Promise<ConnectorUnderTest>
  /** Absent where a source has no records that are not rows (a database, a typed file). */
  makeBroken?(contract: AnyContract): Promise<BrokenConnectorUnderTest>
  /** What this source cannot do: test name → reason. An entry whose test passes fails, and so does one that names no test. */
  readonly gaps?: Readonly<Record<string, string>>
}

const MANY = 10_000
const LARGEST_BATCH = 10_000

/** What every connector must do, as tests: values survive exactly, records are conserved and placed, reading stops and cleans up. */
export function connectorSuite(options: ConnectorSuiteOptions): void {
  const names = new Set<string>()
  const run = (name: string, body: () => Promise<void>) => {
    names.add(name)
    const gap = options.gaps?.[name]
    if (gap === undefined) test(name, body)
    else test.fails(`${name} (gap: ${gap})`, body)
  }
  describe(options.name, () => {
    for (const { name, type, values } of NASTY_VALUES) {
      run(`${name}: read exactly`, async () => {
        const fixture = oneColumn(type, values)
        const { stream } = await options.make(fixture)
        expect(await canonicalRows(stream)).toEqual(fixture.rows.map(([id, value]) => [id, spelled(type, value ?? null)]))
      })
    }
    run('null and the empty text stay apart', async () => {
      const fixture = oneColumn({ type: 'string' }, ['', null, 'x', null, ''])
      const { stream } = await options.make(fixture)
      expect(await canonicalRows(stream)).toEqual(fixture.rows)
    })
    run('columns are found by name, whatever their order and script', async () => {
      const contract = contractOf([
        column('id', 'int64'),
        column('名 稱', 'string'),
        column('a "b", c', 'string'),
        column('ID2', 'boolean'),
      ])
      const fixture = {
        contract,
        rows: [
          [1n, '中文', 'x', true],
          [2n, '', ',', false],
        ],
      }
      const { stream } = await options.make(fixture)
      expect(await canonicalRows(stream)).toEqual(fixture.rows)
    })
    run('no rows', async () => {
      const { stream } = await options.make(oneColumn({ type: 'string' }, []))
      expect(await canonicalRows(stream)).toEqual([])
    })
    run(`${MANY} rows: conserved, in order, numbered from 1, in bounded batches`, async () => {
      const { stream, place } = await options.make(manyRows())
      const read = await readSource(await open(stream))
      expect(read.positions.map(({ record }) => record)).toEqual(Array.from({ length: MANY }, (_, row) => row + 1))
      expect(read.rows.map(([id]) => Number(id))).toEqual(Array.from({ length: MANY }, (_, row) => row))
      expect(read.broken).toEqual([])
      expect(Math.max(...read.batches)).toBeLessThanOrEqual(LARGEST_BATCH)
      for (const row of [0, 1, 4095, 4096, MANY - 1]) {
        const expected = place?.(row)
        const found = read.positions[row]
        expect([row, found?.line]).toEqual([row, expected?.line])
        if (expected?.cell !== undefined) expect(found?.cell?.(expected.cell.column)).toBe(expected.cell.name)
      }
    })
    run('opening twice gives the same facts and rows', async () => {
      const { stream } = await options.make(manyRows(100))
      const [first, second] = [await open(stream), await open(stream)]
      expect(factsOf(second)).toEqual(factsOf(first))
      expect(first.label).not.toBe('')
      expect((await readSource(second)).rows).toEqual((await readSource(first)).rows)
    })
    run('one source can be read twice, and a file by its rows too', async () => {
      const { stream } = await options.make(manyRows(100))
      const source = await open(stream)
      if (source.kind === 'file') expect({ ...factsOf(source.rows()), kind: 'file' }).toEqual(factsOf(source))
      expect((await readSource(source)).rows).toEqual((await readSource(source)).rows)
    })
    run('the source names its columns, or its batches do', async () => {
      const { stream } = await options.make(manyRows(10))
      const source = await open(stream)
      const wanted = stream.contract.columns.map(({ name }) => name)
      if (source.columns !== undefined) expect(source.columns).toEqual(wanted)
      for await (const batch of rowsOf(source).batches(never)) {
        expect(batch.columns).toEqual(expect.arrayContaining(wanted))
        expect(batch.rows.every((row) => row.length === batch.columns.length && !row.includes(undefined as unknown as Cell))).toBe(true)
      }
    })
    run('a stream is plain data: its options are JSON, and making it opened nothing', async () => {
      const { stream } = await options.make(manyRows(1))
      expect(JSON.parse(JSON.stringify(stream.options))).toEqual(stream.options)
      expect([stream.connector, stream.origin]).not.toContain('')
    })
    run('an aborted signal stops the reading with an error, never with an early end', async () => {
      const { stream } = await options.make(manyRows())
      const source = rowsOf(await open(stream))
      const abort = new AbortController()
      let seen = 0
      const reading = (async () => {
        for await (const batch of source.batches(abort.signal)) {
          seen += batch.rows.length
          abort.abort()
        }
      })()
      await expect(reading).rejects.toThrow()
      expect(seen).toBeLessThan(MANY)
      const before = readSource(source, AbortSignal.abort())
      await expect(before).rejects.toThrow()
    })
    run('nothing stays open: after the end, after leaving early, after an abort', async () => {
      const { stream, path } = await options.make(manyRows())
      if (path === undefined) return
      const source = rowsOf(await open(stream))
      await readSource(source)
      expect(await openFiles(path)).toEqual([])
      for await (const batch of source.batches(never)) {
        expect(batch.rows.length).toBeGreaterThan(0)
        break
      }
      expect(await openFiles(path)).toEqual([])
      const abort = new AbortController()
      const reading = (async () => {
        for await (const batch of source.batches(abort.signal)) abort.abort(batch)
      })()
      await reading.catch(() => undefined)
      expect(await openFiles(path)).toEqual([])
    })
    const { makeBroken } = options
    if (makeBroken !== undefined) {
      run('broken records are told with their place, and counted', async () => {
        const { stream, records, broken } = await makeBroken(contractOf([column('id', 'int64'), column('value', 'string', true)]))
        const read = await readSource(await open(stream))
        expect(read.rows.length + read.broken.length).toBe(records)
        expect(read.broken.map(({ position }) => [position.record, position.line])).toEqual(
          broken.map(({ record, line }) => [record, line]),
        )
        read.broken.forEach(({ reason, raw }, index) => {
          expect(reason).toMatch(broken[index]?.reason ?? '')
          expect(raw).not.toBe('')
        })
        const all = [...read.positions, ...read.broken.map(({ position }) => position)].map(({ record }) => record)
        expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: records }, (_, index) => index + 1))
      })
    }
    test('every declared gap names a test', () => {
      expect(Object.keys(options.gaps ?? {}).filter((name) => !names.has(name))).toEqual([])
    })
  })
}

const never = new AbortController().signal

const open = (stream: Stream): Promise<RowSource> => stream.open({ cursor: undefined, signal: never, now: new Date(0) })
function rowsOf(source: RowSource): BatchRowSource {
  if (source.kind === 'parts') throw new Error('the suite reads sources of one part')
  return source.kind === 'file' ? source.rows() : source
}
const factsOf = ({ label, fingerprint, columns, modifiedAt, kind }: RowSource) => ({ label, fingerprint, columns, modifiedAt, kind })

function contractOf(columns: readonly Column[]): AnyContract {
  return {
    name: 'nasty',
    version: 1,
    layer: 'raw',
    access: 'private',
    description: 'Values that formats bend.',
    owner: 'testkit',
    tags: [],
    sla: [],
    key: ['id'],
    columns,
    references: [],
  }
}

function oneColumn(type: LogicalType, values: readonly SqlValue[]): ConnectorFixture {
  return {
    contract: contractOf([column('id', 'int64'), column('value', type, true)]),
    rows: values.map((value, index) => [BigInt(index), value]),
  }
}

function manyRows(count = MANY): ConnectorFixture {
  const contract = contractOf([column('id', 'int64'), column('value', 'string', true)])
  return { contract, rows: Array.from({ length: count }, (_, row) => [BigInt(row), row % 7 === 0 ? null : `value ${row}, "中"`]) }
}

/** A time in the spelling of parseCell, which decides about the zeros at the end of its fraction: only the connector is under test. */
function spelled(type: LogicalType, value: SqlValue): unknown {
  if (!['date', 'time', 'timestamp', 'localTimestamp'].includes(type.type) || value === null) return value
  const parsed = parseCell(column('value', type), value as string)
  return 'value' in parsed ? parsed.value : parsed
}

interface ReadSource {
  /** Cells in the order of the first batch's columns. */
  readonly rows: (readonly Cell[])[]
  readonly columns: readonly string[]
  readonly positions: SourcePosition[]
  readonly broken: BrokenRecord[]
  /** Records per batch. */
  readonly batches: number[]
}

async function readSource(source: RowSource, signal = never): Promise<ReadSource> {
  const read: ReadSource & { columns: readonly string[] } = { rows: [], columns: [], positions: [], broken: [], batches: [] }
  for await (const batch of rowsOf(source).batches(signal)) {
    if (read.batches.length === 0) read.columns = batch.columns
    batch.rows.forEach((row, index) => {
      read.rows.push(read.columns.map((name) => row[batch.columns.indexOf(name)] as Cell))
      read.positions.push(batch.position(index))
    })
    read.broken.push(...(batch.broken ?? []))
    read.batches.push(batch.rows.length + (batch.broken?.length ?? 0))
  }
  return read
}

/** Every row as the ingest engine will see it, or the reasons why a cell was refused. */
async function canonicalRows(stream: Stream): Promise<unknown[]> {
  const read = await readSource(await open(stream))
  expect(read.broken).toEqual([])
  return read.rows.map((row) =>
    stream.contract.columns.map((each) => {
      const parsed = parseCell(each, row[read.columns.indexOf(each.name)] ?? null)
      return 'value' in parsed ? parsed.value : `refused: ${parsed.reason}`
    }),
  )
}

/** The open files of this process whose name holds `path`. Only Linux tells. */
async function openFiles(path: string): Promise<string[]> {
  const handles = await readdir('/proc/self/fd').catch(() => [])
  const names = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')))
  return names.filter((name) => name.includes(path))
}
