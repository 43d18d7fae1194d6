import type { DuckDBConnection, DuckDBInstance, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api'
import { DuckdbError } from './duckdb-error.ts'
import { translateError } from './translate-error.ts'

const KEPT_IDLE = 8
const INTERRUPT_MS = 20

/**
 * The connections of a store. Each piece of work has one for itself; there is no upper limit, since a load may wait for rows that
 * other work on the same store gives.
 */
export class Connections {
  readonly #instance: DuckDBInstance
  readonly #idle: DuckDBConnection[] = []
  readonly #busy = new Set<DuckDBConnection>()
  #closed = false

  constructor(instance: DuckDBInstance) {
    this.#instance = instance
  }

  /**
   * Does work on a connection. When the signal aborts, the running statement is interrupted. A connection on which something failed is not
   * used again, so that what it had begun is rolled back.
   */
  async use<T>(
    work: (connection: DuckDBConnection) => Promise<T>,
    options: { readonly signal?: AbortSignal | undefined; readonly doing?: string } = {},
  ): Promise<T> {
    const connection = await this.take()
    try {
      const result = await interruptible(connection, options.signal, () => work(connection))
      this.give(connection)
      return result
    } catch (error) {
      this.discard(connection)
      if (options.signal?.aborted) throw cancelled(options.signal, options.doing)
      throw isDuckdbs(error) ? translateError(error, options.doing) : error
    }
  }

  /** All statements in one transaction. */
  transaction<T>(
    work: (connection: DuckDBConnection) => Promise<T>,
    options: { readonly signal?: AbortSignal | undefined; readonly doing?: string } = {},
  ): Promise<T> {
    return this.use(async (connection) => {
      await connection.run('begin transaction')
      const result = await work(connection)
      await connection.run('commit')
      return result
    }, options)
  }

  async take(): Promise<DuckDBConnection> {
    if (this.#closed) throw new DuckdbError('closed', 'the store has been closed')
    const connection = this.#idle.pop() ?? (await this.#instance.connect())
    this.#busy.add(connection)
    return connection
  }

  give(connection: DuckDBConnection): void {
    this.#busy.delete(connection)
    if (this.#closed || this.#idle.length >= KEPT_IDLE) connection.disconnectSync()
    else this.#idle.push(connection)
  }

  discard(connection: DuckDBConnection): void {
    if (this.#busy.delete(connection)) connection.disconnectSync()
  }

  close(): void {
    this.#closed = true
    for (const connection of this.#idle.splice(0)) connection.disconnectSync()
    for (const connection of this.#busy) {
      connection.interrupt()
      this.discard(connection)
    }
  }
}

async function interruptible<T>(connection: DuckDBConnection, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work()
  signal.throwIfAborted()
  // An interruption before the statement has begun is lost, so it is said again until the work ends.
  let again: NodeJS.Timeout | undefined
  const interrupt = () => {
    connection.interrupt()
    again ??= setInterval(() => connection.interrupt(), INTERRUPT_MS)
  }
  signal.addEventListener('abort', interrupt)
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', interrupt)
    clearInterval(again)
  }
}

function cancelled(signal: AbortSignal, doing: string | undefined): DuckdbError {
  const reason: unknown = signal.reason
  return new DuckdbError(
    'cancelled',
    `${doing === undefined ? 'the query' : doing} was aborted: ${reason instanceof Error ? reason.message : String(reason)}`,
    { cause: reason },
  )
}

/** Whether DuckDB threw it: its client throws plain errors that begin with their kind. A source's own error stays what it is. */
function isDuckdbs(error: unknown): boolean {
  return error instanceof Error && error.constructor === Error && /^(?:Failed to [a-z ]+: )?[A-Za-z ]+ Error: /.test(error.message)
}

/** All rows of a result, as the client gives them. */
export const materialRows = (result: DuckDBMaterializedResult): DuckDBValue[][] =>
  Array.from({ length: result.chunkCount }, (_, index) => result.getChunk(index).getRows()).flat()

/** The single value of a query, as the client gives it. */
export async function singleValue(connection: DuckDBConnection, sql: string): Promise<unknown> {
  return materialRows(await connection.run(sql))[0]?.[0]
}
