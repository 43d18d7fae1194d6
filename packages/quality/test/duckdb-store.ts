import { DuckDBInstance } from '@duckdb/node-api'
import type { LogicalType } from '@meshwright/contracts'
import type { PortableFunction, Spelling, SqlDialect, SqlValue } from '@meshwright/sql'
import type { QueryStore } from '../src/index.ts'

const physical = (type: LogicalType): string =>
  ({
    string: 'VARCHAR',
    boolean: 'BOOLEAN',
    int64: 'BIGINT',
    float64: 'DOUBLE',
    date: 'DATE',
    timestamp: 'TIMESTAMPTZ',
    localTimestamp: 'TIMESTAMP',
    json: 'JSON',
  })[type.type as string] ?? (type.type === 'decimal' ? `DECIMAL(${type.precision},${type.scale})` : 'BLOB')

const text = (value: string) => `'${value.replaceAll("'", "''")}'`

function literal(value: SqlValue, type: LogicalType): string {
  if (value === null) return 'NULL'
  if (type.type === 'json') return text(JSON.stringify(value))
  return typeof value === 'string' ? text(value) : String(value as number)
}

const infix =
  (operator: string): Spelling =>
  ([a, b]) =>
    `(${a} ${operator} ${b})`
const named =
  (name: string): Spelling =>
  (args) =>
    `${name}(${args.join(', ')})`
const cast: Spelling = ([value], { result }) => `CAST(${value} AS ${result ? physical(result) : 'VARCHAR'})`

const SPELLED: Partial<Record<PortableFunction, Spelling>> = {
  countAll: () => 'count(*)',
  count: named('count'),
  countIf: named('count_if'),
  sum: ([value], { result }) => `CAST(sum(${value}) AS ${result ? physical(result) : 'VARCHAR'})`,
  min: named('min'),
  max: named('max'),
  coalesce: named('coalesce'),
  cast,
  length: named('length'),
  matches: named('regexp_matches'),
  add: infix('+'),
  multiply: infix('*'),
  rowNumber: () => 'row_number()',
}

/** As much of a DuckDB dialect as the checks of these tests need. */
export const duckdbDialect: SqlDialect = {
  name: 'duckdb',
  maxIdentifierBytes: 63,
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  physicalType: physical,
  logicalType: () => undefined,
  literal,
  functions: new Proxy(SPELLED, {
    get: (spelled, name: PortableFunction) => {
      const found = spelled[name]
      if (found === undefined) throw new Error(`${name} is not spelled in these tests`)
      return found
    },
  }) as Record<PortableFunction, Spelling>,
  transactionalDdl: true,
}

export interface TestStore extends QueryStore {
  /** Every statement, in order. */
  readonly statements: string[]
  run(sql: string): Promise<void>
  close(): void
}

/** A real DuckDB in memory behind the part of a store that checks use. */
export async function openDuckdb(): Promise<TestStore> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const statements: string[] = []
  return {
    statements,
    run: async (sql) => void (await connection.run(sql)),
    async query(sql) {
      statements.push(sql)
      const reader = await connection.runAndReadAll(sql)
      return { columns: [], rows: reader.getRows().map((row) => row.map(canonical)) }
    },
    close: () => connection.closeSync(),
  }
}

function canonical(value: unknown): SqlValue {
  if (value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return value as SqlValue
  const written = String(value)
  return /^\d{4}-\d\d-\d\d \d\d:\d\d/.test(written) ? `${written.slice(0, 10)}T${written.slice(11).replace(/\+00$/, '')}Z` : written
}
