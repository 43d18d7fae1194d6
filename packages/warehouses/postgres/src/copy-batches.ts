import type { Cell, LogicalType, RowBatch } from '@meshwright/contracts'
import type { InspectedColumn, SqlValue } from '@meshwright/sql'
import { parseArray } from './array-text.ts'
import type { PostgresAddress } from './connection.ts'
import { copyFields } from './copy-text.ts'

const BATCH_ROWS = 2_000
const LINE_FEED = 10

export interface CopyOut {
  readonly sql: string
  readonly label: string
  readonly columns: readonly InspectedColumn[]
}

/**
 * The rows of a COPY … TO STDOUT, as the server sends them: the connection is read no faster than the batches are taken. Leaving
 * early, or an aborted signal, ends the connection.
 */
export async function* copyBatches(address: PostgresAddress, copy: CopyOut, signal: AbortSignal): AsyncGenerator<RowBatch> {
  signal.throwIfAborted()
  const names = copy.columns.map((column) => column.name)
  if (names.length === 0) return
  const read = rowReader(copy.columns)
  const { copyTo } = await address.modules()
  const client = await address.connect(`read ${copy.label}`)
  const stream = copyTo(copy.sql)
  const abort = () => stream.destroy(signal.reason instanceof Error ? signal.reason : new Error(`reading ${copy.label} was aborted`))
  // A lost connection is told to the stream as well, which passes it on to the loop below.
  client.on('error', (error) => stream.destroy(error))
  signal.addEventListener('abort', abort, { once: true })
  try {
    let first = 1
    let rows: (readonly Cell[])[] = []
    const batch = (): RowBatch => {
      const start = first
      first += rows.length
      const full = { columns: names, rows, position: (index: number) => ({ record: start + index }) }
      rows = []
      return full
    }
    for await (const line of lines(client.query(stream))) {
      rows.push(read(copyFields(line)))
      if (rows.length === BATCH_ROWS) {
        yield batch()
        signal.throwIfAborted()
      }
    }
    if (rows.length > 0) yield batch()
  } catch (error) {
    throw signal.aborted ? error : address.failure(error, `read ${copy.label}`)
  } finally {
    signal.removeEventListener('abort', abort)
    // Ends a COPY that is still going on, too: the server sees the closed connection.
    stream.destroy()
    await client.end().catch(() => undefined)
  }
}

/** Lines without their line feeds; COPY escapes line feeds in values, so that each is a row. */
async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED)
    if (end < 0) {
      rest.push(chunk)
      continue
    }
    const text = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8')
    rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : []
    yield* text.split('\n')
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString('utf8')
}

/** Cells as `parseCell` takes them: the server's text, which is exact; only bytes, and arrays of anything but JSON, are JS values. */
function rowReader(columns: readonly InspectedColumn[]): (fields: (string | null)[]) => readonly Cell[] {
  const readers = columns.map((column) => cellReader(column.type))
  if (readers.every((reader) => reader === undefined)) return (fields) => fields
  return (fields) => fields.map((field, index) => (field === null ? null : (readers[index]?.(field) ?? field)))
}

function cellReader(type: LogicalType | undefined): ((text: string) => Cell) | undefined {
  if (type?.type === 'bytes') return bytes
  if (type?.type !== 'array') return undefined
  if (type.element.type === 'json') return (text) => jsonArray(parseArray(text, (item) => item))
  const element = type.element.type === 'bytes' ? bytes : (text: string) => text
  return (text) => parseArray(text, element as (text: string) => string) as Cell
}

/** Elements that are JSON text, put together to one, as they are. */
const jsonArray = (items: readonly SqlValue[]): string =>
  `[${items.map((item) => (Array.isArray(item) ? jsonArray(item) : (item ?? 'null'))).join(',')}]`

const bytes = (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))
