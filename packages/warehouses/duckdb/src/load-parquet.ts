import type { FileRowSource } from '@meshwright/contracts'
import { tableSql, type LoadOutcome, type SqlValue } from '@meshwright/sql'
import { numbers, RAW_COLUMN, takeCandidates, type Candidate } from './candidates.ts'
import type { Connection } from './connection.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { DuckdbError } from './duckdb-error.ts'
import { textLiteral } from './literal.ts'
import { fitRow, loadFileRows } from './load-file-rows.ts'
import { appendRows } from './load-rows.ts'
import { MisfitSpool } from './misfit-spool.ts'
import { createStagedParquet, insertParquet, type ParquetColumn } from './parquet-select.ts'
import type { Staging } from './staging.ts'

/** Loads a Parquet file; through JavaScript when a column has a type that does not go into the contract's as it is. */
export async function loadParquet(staging: Staging, file: FileRowSource): Promise<LoadOutcome> {
  const { connection, request } = staging
  const table = tableSql(request.staged, duckdbDialect)
  const found = await parquetColumns(connection, file.path)
  const insert = isRenamed(found, file.columns)
    ? undefined
    : insertParquet(request.staged, request.columns, found, file.path, new Map(Object.entries(file.constants ?? {})))
  if (insert === undefined || (await bendsTimes(connection, file.path))) return loadFileRows(staging, file)

  await connection.run('begin transaction')
  try {
    await connection.run(createStagedParquet(request.staged, request.columns))
    await connection.run(insert)
    await connection.run('commit')
  } catch (error) {
    if (!isUnknownEncoding(error)) throw error
    await connection.run('rollback')
    return loadFileRows(staging, file)
  }
  try {
    return await finish(staging, file, table)
  } catch (error) {
    // A failure to tidy up must not hide why: the next run finds the hidden table and drops it.
    await staging.connections.use((other) => other.run(`drop table ${table}`)).catch(() => undefined)
    throw error
  }
}

/** What of the format DuckDB does not know; JavaScript may, or names the file. */
const isUnknownEncoding = (error: unknown) => error instanceof Error && /encoding .*(?:supported|implemented)/i.test(error.message)

async function finish(staging: Staging, file: FileRowSource, table: string): Promise<LoadOutcome> {
  const { connection, connections, request, onStaged } = staging
  const [rows = 0, candidates = 0] = await numbers(connection, `select count(*), count(${RAW_COLUMN}) from ${table}`)
  const [stored = 0] = await numbers(connection, `select coalesce(sum(num_rows), 0) from parquet_file_metadata(${textLiteral(file.path)})`)
  const pages = await takeCandidates(connection, table, candidates)
  await connection.run(`alter table ${table} drop column ${RAW_COLUMN}`)
  const spool = new MisfitSpool(connections)
  const fitting = candidates === 0 ? 0 : await appendRows(staging, secondLook(staging, pages, spool))
  onStaged()
  const staged = rows - candidates + fitting
  if (stored !== staged + spool.count) {
    throw new DuckdbError(
      'counts-not-conserved',
      `${file.label}: holds ${stored} rows, but ${staged} were kept and ${spool.count} do not fit: this is a defect; nothing was published`,
    )
  }
  request.onProgress?.(stored)
  return { read: stored, staged, misfits: spool.read() }
}

async function* secondLook(
  { request }: Staging,
  pages: AsyncIterable<readonly Candidate[]>,
  spool: MisfitSpool,
): AsyncGenerator<readonly (readonly SqlValue[])[]> {
  const { columns } = request
  for await (const page of pages) {
    const fitting: SqlValue[][] = []
    for (const { rowNumber, cells } of page) {
      const values = fitRow(columns, cells)
      if (values !== undefined) fitting.push(values)
      else
        await spool.add({
          position: { record: rowNumber + 1 },
          cells,
          raw: JSON.stringify(Object.fromEntries(columns.map((column, index) => [column.name, cells[index] ?? null]))),
        })
    }
    if (fitting.length > 0) yield fitting
  }
}

async function parquetColumns(connection: Connection, path: string): Promise<ParquetColumn[]> {
  const result = await connection.run(`describe select * from read_parquet(${textLiteral(path)}, hive_partitioning = false)`)
  return ((await result.getRows()) as [string, string][]).map(([name, physicalType]) => ({ name, physicalType }))
}

/** Of columns whose names differ by case alone, DuckDB gives all but the first another name. */
const isRenamed = (found: readonly ParquetColumn[], names: readonly string[] | undefined): boolean =>
  names !== undefined && found.some(({ name }, index) => name !== names[index])

/**
 * Whether DuckDB would change times of a file: those of old writers, which it takes for wall-clock times, but which are instants; and
 * nanoseconds of instants, which it cuts.
 */
async function bendsTimes(connection: Connection, path: string): Promise<boolean> {
  const [count = 0] = await numbers(
    connection,
    `select count(*) from parquet_schema(${textLiteral(path)}) where type = 'INT96' or (converted_type like 'TIMESTAMP%' and logical_type is null)
    or (logical_type like 'TimestampType(isAdjustedToUTC=1%' and logical_type like '%NanoSeconds%')`,
  )
  return count > 0
}
