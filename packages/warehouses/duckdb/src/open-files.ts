import { realpath } from 'node:fs/promises'
import type { ContractDocument } from '@meshwright/contracts'
import type { Store } from '@meshwright/sql'
import { duckdb, type DuckdbOptions } from './duckdb.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { DuckdbError } from './duckdb-error.ts'
import { textLiteral } from './literal.ts'
import { physicalTypeOf } from './physical-type.ts'

/** A Parquet or CSV file whose rows a contract describes. */
export interface ContractFile {
  readonly contract: ContractDocument
  readonly path: string
}

/**
 * A store in memory in which each file is a view, named as its contract, in the schema `main`: for checks and queries, nothing is
 * copied. A Parquet file has its own types; the cells of a CSV file (with a header, `,` and `"`) are read in the contract's, by DuckDB's
 * own rules, and one that does not fit fails the queries. Throws DuckdbError `file-failed` for a file that is not there or of another kind.
 */
export async function openFiles(files: readonly ContractFile[], options: Omit<DuckdbOptions, 'file'> = {}): Promise<Store> {
  const scans = await Promise.all(files.map(scanOf))
  const store = await duckdb(options).scratch?.()
  if (store === undefined) throw new DuckdbError('file-failed', 'DuckDB has no database in memory')
  try {
    for (const [index, { contract }] of files.entries())
      await store.query(`create view ${duckdbDialect.identifier(contract.name)} as select * from ${scans[index]}`)
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}

async function scanOf({ contract, path }: ContractFile): Promise<string> {
  const file = textLiteral(
    await realpath(path).catch((cause: unknown) => {
      throw new DuckdbError('file-failed', `${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    }),
  )
  if (/[.](parquet|pq)$/i.test(path)) return `read_parquet(${file}, hive_partitioning = false)`
  if (!/[.]csv([.]gz)?$/i.test(path)) throw new DuckdbError('file-failed', `${path}: only .parquet and .csv files are read here`)
  const types = contract.columns.map((column) => `${textLiteral(column.name)}: ${textLiteral(physicalTypeOf(column.type))}`)
  return `read_csv(${file}, header = true, delim = ',', quote = '"', escape = '"', types = {${types.join(', ')}})`
}
