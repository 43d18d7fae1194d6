import type { DuckDBConnection } from '@duckdb/node-api'
import { createTable, type InspectedColumn, type UpstreamTable } from '@meshwright/sql'
import { duckdbDialect } from './duckdb-dialect.ts'
import { logicalTypeOf, parsePhysicalType } from './physical-type.ts'
import { Connections } from './connections.ts'
import { memoryDatabase, type EngineSettings, type OpenDatabase } from './open-database.ts'

/**
 * Asks an empty database in memory what a query would return. What is tried there is rolled back, one query after another, since two
 * transactions cannot make a table of one name.
 */
export class QueryDescriber {
  readonly #settings: EngineSettings
  #opened: Promise<{ database: OpenDatabase; connections: Connections }> | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(settings: EngineSettings) {
    this.#settings = settings
  }

  describe(select: string, upstream: readonly UpstreamTable[]): Promise<readonly InspectedColumn[]> {
    const described = this.#last.then(() => this.#describe(select, upstream))
    this.#last = described.catch(() => undefined)
    return described
  }

  async #describe(select: string, upstream: readonly UpstreamTable[]): Promise<readonly InspectedColumn[]> {
    const { connections } = await (this.#opened ??= this.#open())
    return connections.use(async (connection) => {
      await connection.run('begin transaction')
      for (const schema of new Set(upstream.map((table) => table.name.schema).filter((name) => name !== ''))) {
        await connection.run(`create schema if not exists ${duckdbDialect.identifier(schema)}`)
      }
      for (const table of upstream) await connection.run(createTable(table.name, table.columns, duckdbDialect))
      const columns = await describeQuery(connection, select)
      await connection.run('rollback')
      return columns
    })
  }

  async #open(): Promise<{ database: OpenDatabase; connections: Connections }> {
    const database = await memoryDatabase(this.#settings)
    return { database, connections: new Connections(database.instance) }
  }

  async close(): Promise<void> {
    const opened = await this.#opened
    opened?.connections.close()
    opened?.database.release()
  }
}

async function describeQuery(connection: DuckDBConnection, select: string): Promise<InspectedColumn[]> {
  const result = await connection.run(`describe ${select}`)
  return ((await result.getRows()) as [string, string][]).map(([name, physicalType]) => ({
    name,
    physicalType,
    type: logicalTypeOf(parsePhysicalType(physicalType)),
    nullable: true,
  }))
}
