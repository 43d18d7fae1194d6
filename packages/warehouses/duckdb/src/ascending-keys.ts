import type { TableName } from '@meshwright/contracts'
import { tableSql } from '@meshwright/sql'
import type { Connection } from './connection.ts'
import { singleValue } from './connections.ts'
import { duckdbDialect } from './duckdb-dialect.ts'

/**
 * Whether the keys of a table ascend from row to row as it holds them, so that none is there twice: one pass in the order of the rows,
 * which keeps nothing, where grouping by the key holds all of them. False where a part of a key is null.
 */
export async function keysAscend(connection: Connection, table: TableName, key: readonly string[]): Promise<boolean> {
  const columns = key.map((name) => duckdbDialect.identifier(name))
  const before = columns.map((_, index) => `mw_before${index}`)
  const lags = columns.map((column, index) => `lag(${column}) over () as ${before[index]}`)
  // The first row has none before it. Were the rows read in several rows of their own, each would have such a first one, and nothing be proven.
  const first = await singleValue(
    connection,
    `select count(*) from (select ${columns.join(', ')}, ${lags.join(', ')} from ${tableSql(table, duckdbDialect)}) as k where (${ascends(columns, before)}) is not true`,
  )
  return Number(first) <= 1
}

/** Whether a key is greater than the one before it, part by part. */
function ascends(columns: readonly string[], before: readonly string[]): string {
  return columns.reduceRight(
    (rest, column, index) => `${column} > ${before[index]}${rest === '' ? '' : ` or (${column} = ${before[index]} and (${rest}))`}`,
    '',
  )
}
