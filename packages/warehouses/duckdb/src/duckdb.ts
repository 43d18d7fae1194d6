import { join } from 'node:path'
import { unknownOptions } from '@meshwright/contracts'
import type { Store, Warehouse } from '@meshwright/sql'
import { Connections } from './connections.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { DuckdbError } from './duckdb-error.ts'
import { DuckdbStore } from './duckdb-store.ts'
import { attachFile, memoryDatabase, openDatabase, type EngineSettings, type OpenDatabase } from './open-database.ts'

export interface DuckdbOptions {
  /** The file, relative to the project's home; `warehouse.duckdb` by default. */
  readonly file?: string
  /** How much memory DuckDB may use before it spills to disk, as it writes it: `2GB` by default. */
  readonly memoryLimit?: string
  /** How many threads; one per core by default. */
  readonly threads?: number
}

const OPTIONS = { file: true, memoryLimit: true, threads: true } satisfies Record<keyof DuckdbOptions, true>

/** DuckDB inside the process, its tables in one file of the project's home. Making one opens nothing. */
export function duckdb(options: DuckdbOptions = {}): Warehouse {
  const problems =
    typeof options === 'object'
      ? unknownOptions(options, OPTIONS).map((problem) => `duckdb: ${problem}`)
      : ["duckdb: it takes its options by name; write duckdb({ file: 'warehouse.duckdb' })"]
  if (problems.length > 0) throw new DuckdbError('option-invalid', problems.join('\n'), { problems })
  const settings: EngineSettings = { memoryLimit: options.memoryLimit ?? '2GB', threads: options.threads }
  const file = options.file ?? 'warehouse.duckdb'
  return {
    name: 'duckdb',
    dialect: duckdbDialect,
    defaultSchema: 'main',
    writingProcesses: 1,
    file,
    async open(place) {
      const path = join(place.home, file)
      const database = await openDatabase(path, settings, place)
      return store(database, {
        location: path,
        schema: place.environment.schema,
        writes: place.access === 'write',
        settings,
        attach: (other) => attachFile(database, other, settings, place),
        onStep: place.onStep?.bind(place),
      })
    },
    async scratch() {
      return store(await memoryDatabase(settings), { location: 'memory', schema: 'main', writes: true, settings, onStep: undefined })
    },
  }
}

async function store(
  database: OpenDatabase,
  facts: Omit<ConstructorParameters<typeof DuckdbStore>[0], 'database' | 'connections'>,
): Promise<Store> {
  const connections = new Connections(database.instance)
  try {
    // Global, for every connection: an instant is read and written in UTC, whatever clock this machine has.
    await connections.use((connection) => connection.run("set global TimeZone = 'UTC'"))
    if (facts.writes)
      await connections.use((connection) => connection.run(`create schema if not exists ${duckdbDialect.identifier(facts.schema)}`))
  } catch (error) {
    await connections.close()
    database.release()
    throw error
  }
  return new DuckdbStore({ ...facts, database, connections })
}
