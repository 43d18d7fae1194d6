import type { TableName } from '@meshwright/contracts'
import { tableSql, type InspectedTable, type QueryResult, type Store, type WarehousePlace } from '@meshwright/sql'
import { buildRelation } from './build-relation.ts'
import type { PostgresAddress } from './connection.ts'
import { describeQuery } from './describe-query.ts'
import { findTables, listTables, type FoundTable } from './inspect-tables.ts'
import { loadRows } from './load-rows.ts'
import type { PgPoolClient } from './pg-client.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { PostgresError } from './postgres-error.ts'
import { publishSet } from './publish-set.ts'
import { ResultTypes } from './result-columns.ts'
import { SessionPool } from './session-pool.ts'
import { Sockets } from './sockets.ts'
import { READING_SESSION, SESSION, textReader } from './text-values.ts'
import { LEASE_TABLE, WriterLease } from './writer-lease.ts'

/** How long closing waits for a server that may have fallen silent. */
const LEAVE_SECONDS = 15

const quoted = (name: TableName) => tableSql(name, postgresDialect)

export async function openStore(address: PostgresAddress, place: WarehousePlace): Promise<Store> {
  const { schema } = place.environment
  const sockets = new Sockets()
  const lease = place.access === 'write' ? new WriterLease(address, place, sockets) : undefined
  const pool = await SessionPool.open(address, sockets, `${place.access} ${schema}`, place.access === 'read' ? READING_SESSION : SESSION)
  /** A server that does not answer is not waited for. */
  const leave = async () => {
    const timer = setTimeout(() => sockets.breakOff(LEAVE_SECONDS), 1000 * LEAVE_SECONDS)
    try {
      await pool.close()
      await lease?.release()
    } finally {
      clearTimeout(timer)
    }
  }
  try {
    await lease?.hold()
    await pool.use(`open ${address.label}`, (client) => client.query('select 1'))
  } catch (error) {
    await leave()
    throw error
  }

  const types = new ResultTypes()
  const writing = async <T>(
    doing: string,
    work: (client: PgPoolClient, lease: WriterLease) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> => {
    if (lease === undefined) throw new PostgresError('unsupported', `${doing}: the store was opened for reading`)
    await lease.hold()
    return pool.use(doing, (client) => work(client, lease), signal)
  }
  let changed: Promise<unknown> = Promise.resolve()
  const changing = (change: Promise<void>): Promise<void> => {
    changed = Promise.allSettled([changed, change])
    return change
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
    list: (from) =>
      pool.use(`list ${from}`, async (client) => (await listTables(client, from)).filter(({ name }) => name.table !== LEASE_TABLE)),
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
    publish: (set) => changing(writing(`publish ${set.publishId}`, (client, held) => publishSet(client, set, place, held))),
    drop: (names) => changing(writing('drop', (client, held) => dropTables(client, names, held))),
    async version() {
      const { rows } = await pool.use('version', (client) => readResult(client, 'show server_version', types))
      return `Postgres ${String(rows[0]?.[0])}`
    },
    async close() {
      await changed
      await leave()
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
async function dropTables(client: PgPoolClient, names: readonly TableName[], lease: WriterLease): Promise<void> {
  await client.query('begin')
  await lease.keep(client)
  const tables = await findTables(client, names)
  for (const relkinds of [['v'], ['m'], ['f'], ['r', 'p']]) {
    const list = tables.filter((table) => relkinds.includes(table.relkind)).map((table) => quoted(table.name))
    if (list.length > 0) await client.query(`drop ${KINDS[relkinds[0] ?? ''] ?? 'table'} if exists ${list.join(', ')}`)
  }
  await client.query('commit')
}
