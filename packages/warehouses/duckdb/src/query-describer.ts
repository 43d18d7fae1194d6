import { createTable, type InspectedColumn, type UpstreamTable } from '@meshwright/sql'
import type { Connection } from './connection.ts'
import { Connections, materialRows } from './connections.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { memoryDatabase, type EngineSettings, type OpenDatabase } from './open-database.ts'
import { logicalTypeOf, parsePhysicalType } from './physical-type.ts'

/** As many as the client runs at a time. */
const AT_ONCE = 4

/**
 * Asks an empty database in memory what a query would return, over temporary tables, which are of one connection alone, and are rolled
 * back.
 */
export class QueryDescriber {
  readonly #settings: EngineSettings
  readonly #lines: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve())
  #opened: Promise<{ database: OpenDatabase; connections: Connections }> | undefined
  #asked = 0

  constructor(settings: EngineSettings) {
    // No query is run: a thread that waits for work would only be in the way.
    this.#settings = { ...settings, threads: 1 }
  }

  describe(select: string, upstream: readonly UpstreamTable[]): Promise<readonly InspectedColumn[]> {
    const line = this.#asked++ % AT_ONCE
    const described = (this.#lines[line] as Promise<unknown>).then(() => this.#describe(select, upstream))
    this.#lines[line] = described.catch(() => undefined)
    return described
  }

  async #describe(select: string, upstream: readonly UpstreamTable[]): Promise<readonly InspectedColumn[]> {
    const { connections } = await (this.#opened ??= this.#open())
    return connections.use(async (connection) => {
      const made = upstream.map(({ name, columns }) => createTable(name, columns, duckdbDialect, { temporary: true }))
      await connection.run(['begin transaction', ...made].join(';\n'))
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
    await opened?.connections.close()
    opened?.database.release()
  }
}

async function describeQuery(connection: Connection, select: string): Promise<InspectedColumn[]> {
  // In brackets, as it is built: a semicolon or a second statement is refused here already.
  const result = await connection.run(`describe select * from (\n${select}\n) as q`)
  return (materialRows(result) as [string, string][]).map(([name, physicalType]) => ({
    name,
    physicalType,
    type: logicalTypeOf(parsePhysicalType(physicalType)),
    nullable: true,
  }))
}
