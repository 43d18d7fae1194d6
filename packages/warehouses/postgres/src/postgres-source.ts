import {
  didYouMean,
  type AnyContract,
  type BatchRowSource,
  type Connector,
  type LoadPolicy,
  type Secret,
  type Stream,
} from '@meshwright/contracts'
import { tableSql, type InspectedTable } from '@meshwright/sql'
import { PostgresAddress, type PostgresOptions } from './connection.ts'
import { copyBatches } from './copy-batches.ts'
import { findTables, listTables } from './inspect-tables.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { PostgresError } from './postgres-error.ts'

/** One table or view of a database, for one contract. */
export interface SourceTable {
  readonly contract: AnyContract
  readonly schema: string
  readonly table: string
  readonly load: LoadPolicy
}

export interface SourceTableOptions {
  /** `public` by default. */
  readonly schema?: string
  /** The contract's name by default. */
  readonly table?: string
  /** How the rows become the table. `replace` by default, as each load reads the whole table. */
  readonly load?: LoadPolicy
}

/** A table that is not called as its contract, or is loaded in another way than by replacing. */
export function table(contract: AnyContract, options: SourceTableOptions = {}): SourceTable {
  return {
    contract,
    schema: options.schema ?? 'public',
    table: options.table ?? contract.name,
    load: options.load ?? { mode: { mode: 'replace' } },
  }
}

/**
 * Tables of somebody's Postgres as sources, each read whole by COPY, in a snapshot of its own. A contract alone stands for the table
 * of its name in `public`. Columns that the contract does not have are not read. Making the connector connects to nothing.
 */
export function postgresSource(target: string | Secret | PostgresOptions, tables: readonly (AnyContract | SourceTable)[]): Connector {
  const address = new PostgresAddress(target)
  return { name: 'postgres', streams: tables.map((one) => stream(address, 'contract' in one ? one : table(one))) }
}

function stream(address: PostgresAddress, source: SourceTable): Stream {
  const label = `${source.schema}.${source.table}`
  return {
    contract: source.contract,
    connector: 'postgres',
    origin: `${address.origin} ${label}`,
    load: source.load,
    options: { schema: source.schema, table: source.table },
    async open({ signal }) {
      signal.throwIfAborted()
      const found = await lookUp(address, source)
      const wanted = new Set(source.contract.columns.map((column) => column.name))
      const columns = found.columns.filter((column) => wanted.has(column.name))
      const sql = `copy (select ${columns.map((column) => postgresDialect.identifier(column.name)).join(', ')} from ${tableSql(found.name, postgresDialect)}) to stdout`
      return {
        kind: 'rows',
        why: 'read by COPY',
        label,
        // Only its rows would tell whether the table has changed.
        fingerprint: undefined,
        columns: found.columns.map((column) => column.name),
        modifiedAt: undefined,
        batches: (reading) => copyBatches(address, { sql, label, columns }, reading),
      } satisfies BatchRowSource
    },
  }
}

async function lookUp(address: PostgresAddress, { schema, table: name }: SourceTable): Promise<InspectedTable> {
  const client = await address.connect(`look up ${schema}.${name}`)
  try {
    const [found] = await findTables(client, [{ schema, table: name }])
    if (found !== undefined) return found
    const others = (await listTables(client, schema)).map((other) => other.name.table)
    throw new PostgresError(
      'table-missing',
      `${address.label}: there is no table "${name}" in schema ${schema}, or it may not be seen${didYouMean(name, others)}`,
    )
  } catch (error) {
    throw address.failure(error, `look up ${schema}.${name}`)
  } finally {
    await client.end().catch(() => undefined)
  }
}
