import type { DuckDBAppender, DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api'
import { DuckdbError } from './duckdb-error.ts'

const INTERRUPT_MS = 20

/** A connection which is let go of only when no statement of it is running: the client would go on in memory that is freed. */
export class Connection {
  readonly #client: DuckDBConnection
  readonly #running = new Set<Promise<unknown>>()
  #ended: Promise<void> | undefined
  #gone = false

  constructor(client: DuckDBConnection) {
    this.#client = client
  }

  async run(sql: string): Promise<DuckDBMaterializedResult> {
    if (this.#ended !== undefined) throw new DuckdbError('closed', 'the store has been closed')
    const running = this.#client.run(sql)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** How many statements a text holds; undefined where it is not SQL. */
  async countStatements(sql: string): Promise<number | undefined> {
    try {
      return (await this.#client.extractStatements(sql)).count
    } catch {
      return undefined
    }
  }

  createAppender(table: string, schema: string | null = null): Promise<DuckDBAppender> {
    return this.#client.createAppender(table, schema)
  }

  /** Interrupts what runs, and what is run, until the returned function is called: an interruption before a statement has begun is lost. */
  interrupt(): () => void {
    const interrupt = () => {
      if (!this.#gone) this.#client.interrupt()
    }
    interrupt()
    const again = setInterval(interrupt, INTERRUPT_MS)
    return () => clearInterval(again)
  }

  /** Interrupts what runs, and ends. What was begun is rolled back. */
  disconnect(): Promise<void> {
    return (this.#ended ??= this.#disconnect())
  }

  async #disconnect(): Promise<void> {
    if (this.#running.size > 0) {
      const calm = this.interrupt()
      await Promise.allSettled(this.#running)
      calm()
    }
    this.#gone = true
    this.#client.disconnectSync()
  }
}
