import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { columnList, createTable, tableSql, type LoadOutcome, type LoadRequest, type SqlValue } from '@meshwright/sql'
import { copyWriter } from './copy-text.ts'
import type { PgClient, PgModules } from './pg-client.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { PostgresError } from './postgres-error.ts'

/** Rows are written in pieces of about this many characters, whatever the size of the batches. */
const CHUNK_CHARACTERS = 256 * 1024
const ROWS_AT_ONCE = 500

/** Creates the staged table and fills it by COPY, in one transaction: a crash leaves no table, or the whole one. */
export async function loadRows(client: PgClient, request: LoadRequest, modules: PgModules): Promise<LoadOutcome> {
  const { source } = request
  if (source.kind === 'file')
    throw new PostgresError('unsupported', `${source.file.label}: Postgres reads no files of this machine by itself; hand over rows`)
  await client.query('begin')
  await client.query(createTable(request.staged, request.columns, postgresDialect))
  const counter = { rows: 0 }
  const copy = modules.copyFrom(
    `copy ${tableSql(request.staged, postgresDialect)} (${columnList(request.columns, postgresDialect)}) from stdin`,
  )
  const text = Readable.from(copyText(request, source.batches, counter), { objectMode: true, highWaterMark: 2 })
  await pipeline(text, client.query(copy), { signal: request.signal })
  await client.query('commit')
  return { read: counter.rows, staged: counter.rows, misfits: none() }
}

async function* copyText(
  request: LoadRequest,
  batches: AsyncIterable<readonly (readonly SqlValue[])[]>,
  counter: { rows: number },
): AsyncGenerator<Buffer> {
  const write = copyWriter(request.columns)
  let waiting = ''
  for await (const batch of batches) {
    for (let start = 0; start < batch.length; start += ROWS_AT_ONCE) {
      waiting += write(batch.length <= ROWS_AT_ONCE ? batch : batch.slice(start, start + ROWS_AT_ONCE))
      if (waiting.length >= CHUNK_CHARACTERS) {
        yield Buffer.from(waiting)
        waiting = ''
      }
    }
    counter.rows += batch.length
    if (batch.length > 0) request.onProgress?.(counter.rows)
  }
  if (waiting !== '') yield Buffer.from(waiting)
}

// Rows are canonical when they come, so none can fail to fit.
async function* none(): AsyncGenerator<never> {}
