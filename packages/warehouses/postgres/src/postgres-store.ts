import type { TableName } from '@meshwright/contracts'
import { tableSql, type InspectedTable, type QueryResult, type Store, type WarehousePlace } from '@meshwright/sql'
import { buildRelation } from './build-relation.ts'
import type { PostgresAddress } from './connection.ts'
import { describeQuery } from './describe-query.ts'
import { EnvironmentLock } from './environment-lock.ts'
import { findTables, listTables, type FoundTable } from './inspect-tables.ts'
import { loadRows } from './load-rows.ts'
import type { PgPoolClient } from './pg-client.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { PostgresError } from './postgres-error.ts'
import { publishSet } from './publish-set.ts'
import { ResultTypes } from './result-columns.ts'
import { SessionPool } from './session-pool.ts'
import { textReader } from './text-values.ts'

const quoted = (name: TableName) => tableSql(name, postgresDialect)

export async function openStore(address: PostgresAddress, place: WarehousePlace): Promise<Store> {
  const { schema } = place.environment
  const lock = place.access === 'write' ? new EnvironmentLock(address, place) : undefined
  const pool = await SessionPool.open(address, `${place.access} ${schema}`)
  try {
    await lock?.hold()
    await pool.use(`open ${address.label}`, async (client) => {
      if (lock === undefined) await client.query('select 1')
      else await client.query(`create schema if not exists ${postgresDialect.identifier(schema)}`)
    })
  } catch (error) {
    await Promise.all([lock?.release(), pool.close()])
    throw error
  }

  const types = new ResultTypes()
  const writing = async <T>(doing: string, work: (client: PgPoolClient) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    if (lock === undefined) throw new PostgresError('unsupported', `${doing}: the store was opened for reading`)
    await lock.hold()
    return pool.use(doing, work, signal)
  }

  return {
    location: `${address.label}, schema ${schema}`,
    query: (sql, options) =>
      pool.use(
        'query',
        async (client) => {
          try {
            return await readResult(client, sql, types)
          } catch (error) {
            throw address.failure(error, 'query', sql)
          }
        },
        options?.signal,
      ),
    inspect: (name) => pool.use(`inspect ${name.table}`, async (client) => (await findTables(client, [name])).map(inspected)[0]),
    list: (from) => pool.use(`list ${from}`, async (client) => (await listTables(client, from)).map(inspected)),
    describe: (select, upstream) => pool.use('describe', (client) => describeQuery(client, select, upstream, types)),
    async load(request) {
      const doing = `load ${request.staged.table}`
      place.onStep?.('load:begin')
      const modules = await address.modules()
      const outcome = await writing(doing, (client) => loadRows(client, request, modules), request.signal)
      place.onStep?.('load:staged')
      return outcome
    },
    build: (request) => writing(`build ${request.staged.table}`, (client) => buildRelation(client, request, place), request.signal),
    publish: (set) => writing(`publish ${set.publishId}`, (client) => publishSet(client, set, place)),
    drop: (names) => writing('drop', (client) => dropTables(client, names)),
    async version() {
      const { rows } = await pool.use('version', (client) => readResult(client, 'show server_version', types))
      return `Postgres ${String(rows[0]?.[0])}`
    },
    async close() {
      await Promise.all([pool.close(), lock?.release()])
    },
  }
}

async function readResult(client: PgPoolClient, sql: string, types: ResultTypes): Promise<QueryResult> {
  const result = await client.query({ text: sql, rowMode: 'array', queryMode: 'extended' })
  const columns = await types.columns(client, result.fields)
  const readers = columns.map((column) => textReader(column.type))
  const rows = result.rows.map((row) => row.map((text, index) => (text === null ? null : (readers[index]?.(text) ?? null))))
  return { columns, rows }
}

const inspected = ({ name, kind, columns }: FoundTable): InspectedTable => ({ name, kind, columns })

const KINDS: Readonly<Record<string, string>> = { v: 'view', m: 'materialized view', f: 'foreign table' }

/** In one statement per kind, so that tables and views which read each other may be named in any order; views first. */
async function dropTables(client: PgPoolClient, names: readonly TableName[]): Promise<void> {
  const tables = await findTables(client, names)
  for (const relkinds of [['v'], ['m'], ['f'], ['r', 'p']]) {
    const list = tables.filter((table) => relkinds.includes(table.relkind)).map((table) => quoted(table.name))
    if (list.length > 0) await client.query(`drop ${KINDS[relkinds[0] ?? ''] ?? 'table'} if exists ${list.join(', ')}`)
  }
}
