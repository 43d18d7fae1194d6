import { parseRawCells, rawCellsText, type Cell } from '@meshwright/contracts'
import type { Misfit } from '@meshwright/sql'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'

const IN_MEMORY = 2_000
const PAGE = 2_000
const TABLE = 'mw_misfits'

/**
 * Keeps misfits in their order until they are read. A file of nothing but garbage must not fill the memory, so all but a few go to a
 * temporary table, which DuckDB spills to disk.
 */
export class MisfitSpool {
  count = 0
  readonly #connections: Connections
  #pending: Misfit[] = []
  #connection: Connection | undefined

  constructor(connections: Connections) {
    this.#connections = connections
  }

  /** To be awaited: what comes faster than it can be written waits. */
  async add(misfit: Misfit): Promise<void> {
    this.count++
    this.#pending.push(misfit)
    if (this.#pending.length >= IN_MEMORY) await this.#write()
  }

  /** Reads them, once, and lets go of everything. */
  async *read(): AsyncGenerator<Misfit> {
    const connection = this.#connection
    try {
      if (connection !== undefined) {
        if (this.#pending.length > 0) await this.#write()
        for (let from = 0; from < this.count; from += PAGE) {
          const result = await connection.run(
            `select record, line, reason, raw, cells from ${TABLE} where rowid >= ${from} and rowid < ${from + PAGE} order by rowid`,
          )
          for (const row of await result.getRows()) yield toMisfit(row as unknown as SpooledRow)
        }
      }
      yield* this.#pending
    } finally {
      await this.discard()
    }
  }

  async discard(): Promise<void> {
    this.#pending = []
    // Its temporary table goes with the connection.
    const connection = this.#connection
    this.#connection = undefined
    if (connection !== undefined) await this.#connections.discard(connection)
  }

  async #write(): Promise<void> {
    const connection = (this.#connection ??= await this.#made())
    const appender = await connection.createAppender(TABLE)
    for (const misfit of this.#pending) {
      appender.appendBigInt(BigInt(misfit.position.record))
      if (misfit.position.line === undefined) appender.appendNull()
      else appender.appendBigInt(BigInt(misfit.position.line))
      if ('reason' in misfit) appender.appendVarchar(misfit.reason)
      else appender.appendNull()
      appender.appendVarchar(misfit.raw)
      if ('cells' in misfit) appender.appendVarchar(rawCellsText(namesOf(misfit.cells), misfit.cells))
      else appender.appendNull()
      appender.endRow()
    }
    appender.closeSync()
    this.#pending = []
  }

  async #made(): Promise<Connection> {
    const connection = await this.#connections.take()
    await connection.run(`create temp table ${TABLE} (record bigint, line bigint, reason varchar, raw varchar, cells varchar)`)
    return connection
  }
}

/** The cells are text, by their numbers. */
type SpooledRow = readonly [bigint, bigint | null, string | null, string, string | null]

const namesOf = (cells: readonly Cell[]): string[] => cells.map((_, index) => String(index))

function toMisfit([record, line, reason, raw, cells]: SpooledRow): Misfit {
  const position = { record: Number(record), ...(line === null ? {} : { line: Number(line) }) }
  return reason === null ? { position, raw, cells: Object.values(parseRawCells(cells ?? '{}')) } : { position, raw, reason }
}
