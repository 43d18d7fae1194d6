import type { TableName } from '@meshwright/contracts'
import {
  controlTable,
  createControl,
  publishedQuery,
  publishNames,
  publishStatements,
  runPublishParts,
  tableSql,
  type PublishSet,
  type WarehousePlace,
} from '@meshwright/sql'
import { findTables } from './inspect-tables.ts'
import type { PgClient } from './pg-client.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { lockKey, type WriterLease } from './writer-lease.ts'

const dialect = postgresDialect
const label = (name: TableName) => tableSql(name, dialect)

/** One transaction for the whole set; see docs/decisions/0002-load-and-publish.md. */
export async function publishSet(client: PgClient, set: PublishSet, place: WarehousePlace, lease: WriterLease): Promise<void> {
  const control = controlTable(place.environment.schema)
  place.onStep?.('publish:begin')
  await client.query('begin')
  await lease.keep(client)
  // Publishes of one environment follow each other: two at once would meet at the control table, or at a records table.
  await client.query(`select pg_advisory_xact_lock(${lockKey('publish', place.environment.schema)})`)
  // A reader that never ends must not hold up this publish, and with it every other reader that then queues behind it.
  await client.query(`set local lock_timeout = ${Math.max(1, Math.round(place.waitSeconds * 1000))}`)
  await client.query(createControl(control, dialect))
  if ((await rows(client, publishedQuery([set.publishId], control, dialect))) > 0) {
    await client.query('rollback')
    return
  }
  const existing = new Map((await findTables(client, publishNames([set]))).map((table) => [label(table.name), table]))
  const held = await heldTables(client, set)
  const parts = publishStatements([set], dialect, {
    control,
    existing: (name) => existing.get(label(name)),
    inPlace: (name) => held.has(label(name)),
  })
  const execution = { run: (sql: string) => client.query(sql), count: (sql: string) => rows(client, sql) }
  await runPublishParts(parts, execution, place.onStep?.bind(place))
  place.onStep?.('publish:commit')
  await client.query('commit')
  place.onStep?.('publish:committed')
}

async function rows(client: PgClient, sql: string): Promise<number> {
  return (await client.query({ text: sql, rowMode: 'array' })).rows.length
}

/**
 * The targets of `replace` that something hangs on which dropping them would take away or which would forbid it: views, grants and
 * policies other than those of the staged table (default privileges give the same to both), an owner, indexes, constraints,
 * triggers, rules, comments, publications, children.
 */
async function heldTables(client: PgClient, set: PublishSet): Promise<ReadonlySet<string>> {
  const replaced = set.tables.filter((table) => table.mode.mode === 'replace')
  if (replaced.length === 0) return new Set()
  const pairs = replaced.map(
    (table) =>
      `(to_regclass(${dialect.literal(label(table.target), { type: 'string' })}), to_regclass(${dialect.literal(label(table.staged), { type: 'string' })}), ${dialect.literal(label(table.target), { type: 'string' })})`,
  )
  const result = await client.query({
    text: `select p.label
from (values ${pairs.join(', ')}) as p (target, staged, label)
join pg_class t on t.oid = p.target join pg_class s on s.oid = p.staged
where t.relkind in ('r', 'p', 'f') and (
  t.relacl is distinct from s.relacl or t.relowner <> s.relowner or t.relrowsecurity or t.relispartition or t.relkind <> 'r'
  or exists (select from pg_depend d join pg_rewrite w on w.oid = d.objid where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid)
  or exists (select from pg_attribute a where a.attrelid = t.oid and a.attacl is not null)
  or exists (select from pg_policy y where y.polrelid = t.oid)
  or exists (select from pg_index i where i.indrelid = t.oid)
  or exists (select from pg_constraint c where (c.conrelid = t.oid or c.confrelid = t.oid) and c.contype <> 'n')
  or exists (select from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal)
  or exists (select from pg_description e where e.classoid = 'pg_class'::regclass and e.objoid = t.oid)
  or exists (select from pg_publication_rel b where b.prrelid = t.oid)
  or exists (select from pg_inherits h where t.oid in (h.inhparent, h.inhrelid)))`,
    rowMode: 'array',
  })
  return new Set(result.rows.map((row) => row[0] ?? ''))
}
