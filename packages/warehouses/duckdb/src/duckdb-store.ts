import type { FileRowSource, TableName } from '@meshwright/contracts'
import {
  castSelect,
  tableSql,
  type BuildOutcome,
  type BuildRequest,
  type InspectedColumn,
  type InspectedTable,
  type ListedTable,
  type LoadOutcome,
  type LoadRequest,
  type PublishSet,
  type QueryOptions,
  type QueryResult,
  type Store,
  type StoreStep,
  type UpstreamTable,
} from '@meshwright/sql'
import { keysAscend } from './ascending-keys.ts'
import { singleValue, type Connections } from './connections.ts'
import { duckdbClient } from './duckdb-client.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { DuckdbError } from './duckdb-error.ts'
import { inspectTables, listTables, tableFinder } from './inspect-tables.ts'
import { loadFile, readsFile } from './load-file.ts'
import { loadRows } from './load-rows.ts'
import type { Staging } from './staging.ts'
import type { EngineSettings, OpenDatabase } from './open-database.ts'
import { Publisher } from './publisher.ts'
import { QueryDescriber } from './query-describer.ts'
import { resultColumns, resultRows } from './value-reader.ts'

export interface StoreFacts {
  readonly database: OpenDatabase
  readonly connections: Connections
  readonly location: string
  /** The environment's schema, where the table of published ids is. */
  readonly schema: string
  readonly writes: boolean
  readonly settings: EngineSettings
  /** Absent: a database that is in no file. */
  readonly attach?: (file: string) => Promise<string | undefined>
  readonly onStep: ((step: StoreStep) => void) | undefined
}

/** An open DuckDB database. */
export class DuckdbStore implements Store {
  readonly location: string
  readonly attach?: (file: string) => Promise<string | undefined>
  readonly #facts: StoreFacts
  readonly #connections: Connections
  readonly #describer: QueryDescriber
  readonly #publisher: Publisher
  #closed = false

  constructor(facts: StoreFacts) {
    this.location = facts.location
    if (facts.attach !== undefined) this.attach = facts.attach
    this.#facts = facts
    this.#connections = facts.connections
    this.#describer = new QueryDescriber(facts.settings)
    this.#publisher = new Publisher(facts.connections, facts.schema, facts.onStep)
  }

  query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    return this.#connections.use(async (connection) => {
      // DuckDB would run them all and hand over the rows of the first.
      const count = /;\s*[^\s;]/.test(sql) ? await connection.countStatements(sql) : 1
      if (count !== undefined && count > 1) throw new DuckdbError('syntax', `these are ${count} statements: run one at a time`)
      const result = await connection.run(sql)
      const columns = resultColumns(result)
      return { columns, rows: await resultRows(result, columns) }
    }, options)
  }

  async inspect(table: TableName): Promise<InspectedTable | undefined> {
    return this.#connections.use(async (connection) => (await inspectTables(connection, [table], table.catalog))[0])
  }

  list(schema: string, catalog?: string): Promise<readonly ListedTable[]> {
    return this.#connections.use((connection) => listTables(connection, schema, catalog))
  }

  describe(select: string, upstream: readonly UpstreamTable[]): Promise<readonly InspectedColumn[]> {
    return this.#describer.describe(select, upstream)
  }

  async load(request: LoadRequest): Promise<LoadOutcome> {
    this.#facts.onStep?.('load:begin')
    const client = await duckdbClient()
    return this.#connections.use(
      async (connection) => {
        const staging: Staging = {
          connections: this.#connections,
          connection,
          client,
          request,
          onStaged: () => this.#facts.onStep?.('load:staged'),
        }
        return request.source.kind === 'rows' ? loadRows(staging, request.source.batches) : loadFile(staging, request.source)
      },
      { signal: request.signal, doing: `load ${request.staged.table}` },
    )
  }

  readsFile(file: FileRowSource): { readonly reads: boolean; readonly why: string } {
    return readsFile(file)
  }

  provesUnique(table: TableName, key: readonly string[], options: QueryOptions = {}): Promise<boolean> {
    return this.#connections.use((connection) => keysAscend(connection, table, key), options)
  }

  build(request: BuildRequest): Promise<BuildOutcome> {
    const { staged, columns, materialization } = request
    const create = `create ${materialization} ${tableSql(staged, duckdbDialect)} as\n${castSelect(request.select, columns, duckdbDialect)}`
    return this.#connections.use(
      async (connection) => {
        this.#facts.onStep?.('build:begin')
        const created = await singleValue(connection, create)
        this.#facts.onStep?.('build:staged')
        return { rows: materialization === 'view' ? undefined : Number(created) }
      },
      { signal: request.signal, doing: `build ${staged.table}` },
    )
  }

  publish(set: PublishSet): Promise<void> {
    return this.#publisher.publish(set)
  }

  drop(tables: readonly TableName[]): Promise<void> {
    return this.#publisher.alone(() =>
      this.#connections.transaction(async (connection) => {
        const find = tableFinder(await inspectTables(connection, tables))
        for (const table of new Set(tables.map(find))) {
          if (table !== undefined) await connection.run(`drop ${table.kind} ${tableSql(table.name, duckdbDialect)}`)
        }
      }),
    )
  }

  async version(): Promise<string> {
    return `DuckDB ${String(await this.#connections.use((connection) => singleValue(connection, 'select version()')))}`
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#publisher.settled()
    await this.#describer.close()
    await this.#connections.close()
    this.#facts.database.release()
  }
}
