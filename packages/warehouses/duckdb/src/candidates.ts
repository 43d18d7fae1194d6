import type { Connection } from './connection.ts'

/** Holds the cells of a row as text, where the row does not plainly fit; null elsewhere. */
export const RAW_COLUMN = 'mw_raw'

/** A row that SQL could not tell to fit: its number in the table, from 0, and its cells. */
export interface Candidate {
  readonly rowNumber: number
  readonly cells: readonly (string | null)[]
}

const PAGE = 10_000
const TABLE = 'mw_candidates'

/**
 * Takes the rows that SQL left open out of a staged table, in their order. Few are kept here, many in a temporary table. What it
 * gives is to be read to its end.
 */
export async function takeCandidates(connection: Connection, table: string, count: number): Promise<AsyncIterable<readonly Candidate[]>> {
  if (count === 0) return pagesOf([])
  const open = `from ${table} where ${RAW_COLUMN} is not null`
  const few = count <= PAGE ? await page(connection, `select rowid, to_json(${RAW_COLUMN}) ${open} order by rowid`) : undefined
  if (few === undefined)
    await connection.run(`create temp table ${TABLE} as select rowid as row_number, ${RAW_COLUMN} as cells ${open} order by rowid`)
  await connection.run(`delete ${open}`)
  return few === undefined ? keptPages(connection, count) : pagesOf([few])
}

async function* pagesOf(pages: readonly Candidate[][]): AsyncGenerator<readonly Candidate[]> {
  yield* pages
}

async function* keptPages(connection: Connection, count: number): AsyncGenerator<readonly Candidate[]> {
  for (let from = 0; from < count; from += PAGE) {
    yield await page(
      connection,
      `select row_number, to_json(cells) from ${TABLE} where rowid >= ${from} and rowid < ${from + PAGE} order by rowid`,
    )
  }
  await connection.run(`drop table ${TABLE}`)
}

async function page(connection: Connection, sql: string): Promise<Candidate[]> {
  // Lists come as JSON: the client makes several objects for each cell of a list, which takes three times as long.
  const rows = (await (await connection.run(sql)).getRows()) as unknown as [bigint, string][]
  return rows.map(([rowNumber, cells]) => ({ rowNumber: Number(rowNumber), cells: JSON.parse(cells) as (string | null)[] }))
}

/** A row of numbers. */
export async function numbers(connection: Connection, sql: string): Promise<number[]> {
  const [row = []] = await (await connection.run(sql)).getRows()
  return row.map(Number)
}
