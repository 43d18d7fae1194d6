import type { PostgresAddress } from './connection.ts'
import type { PgPool, PgPoolClient } from './pg-client.ts'
import { PostgresError } from './postgres-error.ts'
import type { Sockets } from './sockets.ts'

const MAX_CONNECTIONS = 16

/** Connections that are made when needed and used again, each with the settings of its session. */
export class SessionPool {
  readonly #address: PostgresAddress
  readonly #pool: PgPool
  readonly #sockets: Sockets
  readonly #session: string
  readonly #ready = new WeakSet<PgPoolClient>()
  readonly #closing = new AbortController()
  readonly #uses = new Set<Promise<unknown>>()

  private constructor(address: PostgresAddress, pool: PgPool, sockets: Sockets, session: string) {
    this.#address = address
    this.#pool = pool
    this.#sockets = sockets
    this.#session = session
    // An idle connection that is lost leaves the pool by itself.
    pool.on('error', () => undefined)
  }

  /** `session` is what each connection is told first. */
  static async open(address: PostgresAddress, sockets: Sockets, purpose: string, session: string): Promise<SessionPool> {
    const { Pool } = await address.modules()
    return new SessionPool(
      address,
      new Pool({ ...address.config(purpose, sockets), max: address.options.maxConnections ?? MAX_CONNECTIONS, idleTimeoutMillis: 30_000 }),
      sockets,
      session,
    )
  }

  /**
   * Runs `work` on one connection. When it fails, the connection is closed: that also ends a transaction or a COPY it was in. An
   * aborted signal cancels what the server is doing.
   */
  async use<T>(doing: string, work: (client: PgPoolClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#closing.signal.aborted) throw closed(doing)
    const using = this.#use(doing, work, signal)
    this.#uses.add(using)
    try {
      return await using
    } finally {
      this.#uses.delete(using)
    }
  }

  async #use<T>(doing: string, work: (client: PgPoolClient) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (signal?.aborted) throw cancelled(doing, signal)
    const closing = this.#closing.signal
    const client = await this.#connect(doing)
    // The query that runs reports a lost connection; without a listener it would also end the process.
    const lost = () => undefined
    client.on('error', lost)
    let cancelling: Promise<void> | undefined
    const abort = () => {
      cancelling = this.#cancel(client)
    }
    for (const each of [signal, closing]) each?.addEventListener('abort', abort, { once: true })
    let failed = true
    try {
      // What was aborted while it waited for the connection tells nobody any more.
      for (const each of [signal, closing]) each?.throwIfAborted()
      const result = await work(client)
      failed = false
      return result
    } catch (error) {
      if (signal?.aborted) throw cancelled(doing, signal)
      throw closing.aborted ? closed(doing) : this.#address.failure(error, doing)
    } finally {
      for (const each of [signal, closing]) each?.removeEventListener('abort', abort)
      // A cancellation on its way must not hit the next one to use this connection.
      await cancelling
      client.release(failed || cancelling !== undefined)
      client.removeListener('error', lost)
    }
  }

  async #cancel(client: PgPoolClient): Promise<void> {
    const other = await this.#address.connect('cancel', this.#sockets).catch(() => undefined)
    if (other === undefined || client.processID === undefined) return
    await other.query(`select pg_cancel_backend(${client.processID})`).catch(() => undefined)
    await other.end().catch(() => undefined)
  }

  async #connect(doing: string): Promise<PgPoolClient> {
    try {
      const client = await this.#pool.connect()
      if (!this.#ready.has(client)) {
        try {
          await client.query(this.#session)
        } catch (error) {
          client.release(true)
          throw error
        }
        this.#ready.add(client)
      }
      return client
    } catch (error) {
      throw this.#address.failure(error, `${doing}: cannot connect to ${this.#address.label}`)
    }
  }

  /** Cancels what runs, and ends when that has: the pool would leave whoever waits for a connection waiting. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    await Promise.allSettled(this.#uses)
    await this.#pool.end()
  }
}

const closed = (doing: string) => new PostgresError('store-closed', `${doing}: the store is closed`)

function cancelled(doing: string, signal: AbortSignal | undefined): PostgresError {
  const reason: unknown = signal?.reason
  return new PostgresError('cancelled', `${doing}: cancelled: ${reason instanceof Error ? reason.message : String(reason)}`, {
    cause: reason,
  })
}
