import type { DuckDBAppender, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api'
import type { Column } from '@meshwright/contracts'
import type { LoadOutcome, LoadSource, SqlValue } from '@meshwright/sql'
import type { DuckdbClient } from './duckdb-client.ts'
import { staged, type Staging } from './staging.ts'
import { columnWriter } from './value-writer.ts'

// What DuckDB itself works in: a data chunk of the client holds no more.
const CHUNK_ROWS = 2048

export type Rows = Extract<LoadSource, { readonly kind: 'rows' }>['batches']

/** Loads rows in canonical form. */
export async function loadRows(staging: Staging, batches: Rows): Promise<LoadOutcome> {
  const rows = await staged(staging, () => appendRows(staging, batches, staging.request.onProgress?.bind(staging.request)))
  return { read: rows, staged: rows, misfits: nothing() }
}

/** Appends rows to the staged table, which exists, in the connection's transaction. Returns how many. */
export async function appendRows(
  { connection, client, request }: Staging,
  batches: Rows,
  onRows?: (rows: number) => void,
): Promise<number> {
  const { schema, table } = request.staged
  const appender = await connection.createAppender(table, schema || null)
  const chunks = new ChunkFiller(appender, client, request.columns)
  try {
    for await (const batch of batches) {
      request.signal.throwIfAborted()
      chunks.add(batch)
      onRows?.(chunks.rows)
    }
    chunks.flush()
  } catch (error) {
    // Otherwise what it still holds would be written when it is collected, perhaps to a later table of the same name.
    abandon(appender)
    throw error
  }
  appender.closeSync()
  return chunks.rows
}

async function* nothing(): AsyncGenerator<never> {}

function abandon(appender: DuckDBAppender): void {
  try {
    appender.closeSync()
  } catch {
    // The rows are refused now as they would have been; the transaction is given up anyway.
  }
}

class ChunkFiller {
  rows = 0
  readonly #appender: DuckDBAppender
  readonly #types: readonly DuckDBType[]
  readonly #writers: readonly ReturnType<typeof columnWriter>[]
  readonly #client: DuckdbClient
  #pending: (readonly SqlValue[])[] = []

  constructor(appender: DuckDBAppender, client: DuckdbClient, columns: readonly Column[]) {
    this.#appender = appender
    this.#client = client
    this.#types = columns.map((_, index) => appender.columnType(index))
    this.#writers = columns.map((column) => columnWriter(column.name, column.type, client))
  }

  add(batch: readonly (readonly SqlValue[])[]): void {
    for (const row of batch) {
      this.#pending.push(row)
      if (this.#pending.length === CHUNK_ROWS) this.flush()
    }
    this.rows += batch.length
  }

  flush(): void {
    const rows = this.#pending
    if (rows.length === 0) return
    const chunk: DuckDBDataChunk = this.#client.DuckDBDataChunk.create(this.#types, rows.length)
    for (const [index, write] of this.#writers.entries()) {
      chunk.setColumnValues(
        index,
        rows.map((row) => write(row[index] ?? null)),
      )
    }
    this.#appender.appendDataChunk(chunk)
    this.#pending = []
  }
}
