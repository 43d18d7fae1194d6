import type { DuckDBInstance, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api'
import { Connection } from './connection.ts'
import { DuckdbError } from './duckdb-error.ts'
import { translateError } from './translate-error.ts'

const KEPT_IDLE = 8

/**
 * The connections of a store. Each piece of work has one for itself; there is no upper limit, since a load may wait for rows that
 * other work on the same store gives.
 */
export class Connections {
  readonly #instance: DuckDBInstance
  readonly #idle: Connection[] = []
  readonly #busy = new Set<Connection>()
  readonly #connecting = new Set<Promise<Connection>>()
  #closed = false

  constructor(instance: DuckDBInstance) {
    this.#instance = instance
  }

  /**
   * Does work on a connection. When the signal aborts, the running statement is interrupted. A connection on which something failed is not
   * used again, so that what it had begun is rolled back.
   */
  async use<T>(
    work: (connection: Connection) => Promise<T>,
    options: { readonly signal?: AbortSignal | undefined; readonly doing?: string } = {},
  ): Promise<T> {
    const connection = await this.take()
    try {
      const result = await interruptible(connection, options.signal, () => work(connection))
      await this.give(connection)
      return result
    } catch (error) {
      await this.discard(connection)
      if (options.signal?.aborted) throw cancelled(options.signal, options.doing)
      throw isDuckdbs(error) ? translateError(error, options.doing) : error
    }
  }

  /** All statements in one transaction. */
  transaction<T>(
    work: (connection: Connection) => Promise<T>,
    options: { readonly signal?: AbortSignal | undefined; readonly doing?: string } = {},
  ): Promise<T> {
    return this.use(async (connection) => {
      await connection.run('begin transaction')
      const result = await work(connection)
      await connection.run('commit')
      return result
    }, options)
  }

  async take(): Promise<Connection> {
    if (this.#closed) throw new DuckdbError('closed', 'the store has been closed')
    const connection = this.#idle.pop() ?? (await this.#connect())
    this.#busy.add(connection)
    return connection
  }

  async give(connection: Connection): Promise<void> {
    if (this.#closed || this.#idle.length >= KEPT_IDLE) return this.discard(connection)
    this.#busy.delete(connection)
    this.#idle.push(connection)
  }

  async discard(connection: Connection): Promise<void> {
    this.#busy.delete(connection)
    await connection.disconnect()
  }

  /** Interrupts what runs. When it has ended, nothing of this store uses the database any more. */
  async close(): Promise<void> {
    this.#closed = true
    const connecting = await Promise.allSettled(this.#connecting)
    const made = connecting.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    await Promise.all([...this.#idle.splice(0), ...this.#busy, ...made].map((connection) => connection.disconnect()))
  }

  async #connect(): Promise<Connection> {
    const connecting = this.#instance.connect().then((client) => new Connection(client))
    this.#connecting.add(connecting)
    try {
      return await connecting
    } finally {
      this.#connecting.delete(connecting)
    }
  }
}

async function interruptible<T>(connection: Connection, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work()
  signal.throwIfAborted()
  let calm: (() => void) | undefined
  const interrupt = () => {
    calm = connection.interrupt()
  }
  signal.addEventListener('abort', interrupt)
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', interrupt)
    calm?.()
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
export async function singleValue(connection: Connection, sql: string): Promise<unknown> {
  return materialRows(await connection.run(sql))[0]?.[0]
}
