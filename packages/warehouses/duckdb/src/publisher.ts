import {
  SqlError,
  controlTable,
  createControl,
  publishNames,
  publishedQuery,
  publishStatements,
  runPublishParts,
  type PublishSet,
  type StoreStep,
} from '@meshwright/sql'
import type { Connections } from './connections.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { DuckdbError } from './duckdb-error.ts'
import { inspectTables, tableFinder } from './inspect-tables.ts'

interface Waiting {
  readonly set: PublishSet
  readonly settle: (published: Promise<void>) => void
}

/**
 * Publishes and drops, one after another: DuckDB refuses the second of two transactions that change one table. Sets that wait for
 * one another are published in one transaction; when that fails, each is in its own, so that only what is wrong fails.
 */
export class Publisher {
  readonly #connections: Connections
  /** The environment's, where the table of published ids is. */
  readonly #schema: string
  readonly #onStep: ((step: StoreStep) => void) | undefined
  readonly #waiting: Waiting[] = []
  #changing: Promise<unknown> = Promise.resolve()

  constructor(connections: Connections, schema: string, onStep: ((step: StoreStep) => void) | undefined) {
    this.#connections = connections
    this.#schema = schema
    this.#onStep = onStep
  }

  publish(set: PublishSet): Promise<void> {
    return new Promise((settle) => {
      this.#waiting.push({ set, settle })
      if (this.#waiting.length === 1) void this.alone(() => this.#publishWaiting())
    })
  }

  /** Does work while nothing is published. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work)
    this.#changing = done.catch(() => undefined)
    return done
  }

  /** When everything that was asked for before is done. */
  async settled(): Promise<void> {
    await this.#changing
  }

  async #publishWaiting(): Promise<void> {
    const waiting = this.#waiting.splice(0)
    const together = this.#publish(waiting.map(({ set }) => set))
    const failed = await together.then(
      () => false,
      () => true,
    )
    for (const { set, settle } of waiting) {
      const published = failed && waiting.length > 1 ? this.#publish([set]) : together
      settle(published)
      await published.catch(() => undefined)
    }
  }

  /** In one transaction; a set that was published before changes nothing. */
  async #publish(sets: readonly PublishSet[]): Promise<void> {
    const control = controlTable(this.#schema)
    this.#onStep?.('publish:begin')
    try {
      const published = await this.#connections.transaction(
        async (connection) => {
          await connection.run(createControl(control, duckdbDialect))
          const byId = new Map(sets.map((set) => [set.publishId, set]))
          const known = await connection.run(publishedQuery([...byId.keys()], control, duckdbDialect))
          for (const [id] of (await known.getRows()) as [string][]) byId.delete(id)
          if (byId.size === 0) return false
          const fresh = [...byId.values()]
          const existing = tableFinder(await inspectTables(connection, publishNames(fresh)))
          const execute = async (sql: string) => (await connection.runAndReadAll(sql)).currentRowCount
          await runPublishParts(publishStatements(fresh, duckdbDialect, { control, existing }), execute, this.#onStep)
          this.#onStep?.('publish:commit')
          return true
        },
        { doing: `publish ${sets.map(({ publishId }) => publishId).join(', ')}` },
      )
      if (published) this.#onStep?.('publish:committed')
    } catch (error) {
      if (error instanceof SqlError) throw new DuckdbError('publish-invalid', error.message, { cause: error, problems: error.problems })
      throw error
    }
  }
}
