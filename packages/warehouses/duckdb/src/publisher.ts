import {
  SqlError,
  controlTable,
  createControl,
  publishNames,
  publishedQuery,
  publishStatements,
  runPublishParts,
  type PublishFacts,
  type PublishPart,
  type PublishSet,
  type StoreStep,
} from '@meshwright/sql'
import { AssumedTables } from './assumed-tables.ts'
import { materialRows, type Connections } from './connections.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { DuckdbError } from './duckdb-error.ts'
import { inspectTables, tableFinder } from './inspect-tables.ts'

interface Waiting {
  readonly set: PublishSet
  readonly settle: (published: Promise<void>) => void
}

/**
 * Publishes and drops, one after another: DuckDB refuses the second of two transactions that change one table. Sets that wait for
 * one another are published in one transaction; when that fails, each is in its own, so that only what is wrong fails, with nothing
 * assumed, so that it is told what is wrong.
 */
export class Publisher {
  readonly #connections: Connections
  /** The environment's, where the table of published ids is. */
  readonly #schema: string
  readonly #onStep: ((step: StoreStep) => void) | undefined
  readonly #waiting: Waiting[] = []
  readonly #assumed = new AssumedTables()
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
    const sets = waiting.map(({ set }) => set)
    const assumed = this.#assumed.of(sets)
    const together = this.#publish(sets, assumed)
    const failed = await together.then(
      () => false,
      () => true,
    )
    if (failed) this.#assumed.forget()
    for (const { set, settle } of waiting) {
      const published = failed && (waiting.length > 1 || assumed !== undefined) ? this.#publish([set], undefined) : together
      settle(published)
      await published.catch(() => undefined)
    }
  }

  /**
   * In one transaction; a set that was published before changes nothing. What stands in the file is asked for where it is not assumed.
   */
  async #publish(sets: readonly PublishSet[], assumed: PublishFacts['existing'] | undefined): Promise<void> {
    const control = controlTable(this.#schema)
    const begin = ['begin transaction', ...(assumed === undefined ? [createControl(control, duckdbDialect)] : [])]
    this.#onStep?.('publish:begin')
    try {
      const published = await this.#connections.use(
        async (connection) => {
          const byId = new Map(sets.map((set) => [set.publishId, set]))
          const known = await connection.run([...begin, publishedQuery([...byId.keys()], control, duckdbDialect)].join(';\n'))
          for (const [id] of materialRows(known) as [string][]) byId.delete(id)
          const fresh = [...byId.values()]
          if (fresh.length === 0) {
            await connection.run('rollback')
            return fresh
          }
          const existing = assumed ?? tableFinder(await inspectTables(connection, publishNames(fresh)))
          const parts = publishStatements(fresh, duckdbDialect, { control, existing })
          const commit: PublishPart = { step: 'publish:commit', relation: control, statements: [{ sql: 'commit' }] }
          const execution = {
            run: (sql: string) => connection.run(sql),
            count: async (sql: string) => (await connection.run(sql)).rowCount,
          }
          await runPublishParts([...parts, commit], execution, this.#onStep)
          return fresh
        },
        { doing: `publish ${sets.map(({ publishId }) => publishId).join(', ')}` },
      )
      this.#assumed.published(published)
      if (published.length > 0) this.#onStep?.('publish:committed')
    } catch (error) {
      if (error instanceof SqlError) throw new DuckdbError('publish-invalid', error.message, { cause: error, problems: error.problems })
      throw error
    }
  }
}
