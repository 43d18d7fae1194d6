import type { ConnectorFixture } from '@meshwright/testkit'
import { DuckDBInstance } from '@duckdb/node-api'
import type { LogicalType } from '@meshwright/contracts'
import { writeXlsx, type TestCell } from './write-xlsx.ts'

export type Value = ConnectorFixture['rows'][number][number]

/** JSON text of a canonical value, as a program that keeps numbers exact writes it. */
export function jsonText(value: Value, type: LogicalType): string {
  if (value === null) return 'null'
  switch (type.type) {
    case 'int64':
    case 'decimal':
      return String(value)
    case 'float64':
      return Number.isFinite(value) ? (Object.is(value, -0) ? '-0' : String(value)) : JSON.stringify(String(value))
    case 'bytes':
      return JSON.stringify(Buffer.from(value as Uint8Array).toString('base64'))
    case 'array':
      return `[${(value as readonly Value[]).map((item) => jsonText(item, type.element)).join(', ')}]`
    case 'struct':
      return `{${Object.entries(type.fields)
        .map(
          ([name, field]) => `${JSON.stringify(name)}: ${jsonText((value as Readonly<Record<string, Value>>)[name] ?? null, field.type)}`,
        )
        .join(', ')}}`
    default:
      return JSON.stringify(value)
  }
}

/** A value as text files and text cells hold it. */
function plainText(value: Value, type: LogicalType): string {
  if (type.type === 'string') return value as string
  const json = jsonText(value, type)
  return type.type !== 'json' && json.startsWith('"') ? (JSON.parse(json) as string) : json
}

export function csvText({ contract, rows }: ConnectorFixture, end = '\n'): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const cell = (value: Value, type: LogicalType) => (value === null ? '' : quoted(plainText(value, type)))
  const lines = rows.map((row) => row.map((value, index) => cell(value, typeAt(contract, index))).join(','))
  return [contract.columns.map(({ name }) => quoted(name)).join(','), ...lines].join(end) + end
}

export function jsonRecords({ contract, rows }: ConnectorFixture): string[] {
  return rows.map(
    (row) =>
      `{${row.map((value, index) => `${JSON.stringify(contract.columns[index]?.name)}: ${jsonText(value, typeAt(contract, index))}`).join(', ')}}`,
  )
}

/** As pandas' `to_json()` does. */
export function jsonColumns({ contract, rows }: ConnectorFixture): string {
  const columns = contract.columns.map(
    ({ name, type }, column) =>
      `${JSON.stringify(name)}:{${rows.map((row, index) => `"${index}":${jsonText(row[column] ?? null, type)}`).join(',')}}`,
  )
  return `{${columns.join(',')}}`
}

export function xlsxBytes({ contract, rows }: ConnectorFixture): Buffer {
  const cell = (value: Value, type: LogicalType): TestCell => {
    if (value === null) return null
    if (type.type === 'boolean') return { type: 'b', value: value === true ? '1' : '0' }
    const text = plainText(value, type)
    return ['int64', 'decimal', 'float64'].includes(type.type) && /^-?[\d.]{1,15}$/.test(text) ? { value: text } : text
  }
  return writeXlsx([
    {
      name: 'Sheet1',
      rows: [
        contract.columns.map(({ name }) => name),
        ...rows.map((row) => row.map((value, index) => cell(value, typeAt(contract, index)))),
      ],
    },
  ])
}

/** Has DuckDB write a Parquet file. */
export async function writeParquet(path: string, { contract, rows }: ConnectorFixture, options = ''): Promise<void> {
  const names = contract.columns.map(({ name }) => identifier(name))
  const types = contract.columns.map(({ type }) => duckType(type))
  const tuples = rows.map(
    (row) => `(${row.map((value, index) => `${duckLiteral(value, typeAt(contract, index))}::${types[index]}`).join(', ')})`,
  )
  const table = `create table t (${names.map((name, index) => `${name} ${types[index]}`).join(', ')})`
  await duckdb([
    table,
    ...chunks(tuples, 1000).map((part) => `insert into t values ${part.join(',\n')}`),
    `copy t to '${path}' (format parquet${options})`,
  ])
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}

/** Runs statements in a private DuckDB and returns the rows of the last one, as text or null. */
export async function duckdb(statements: readonly string[]): Promise<(string | null)[][]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    let rows: (string | null)[][] = []
    for (const statement of statements) {
      const reader = await connection.runAndReadAll(statement)
      rows = reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))))
    }
    return rows
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const typeAt = (contract: ConnectorFixture['contract'], index: number): LogicalType => contract.columns[index]?.type ?? { type: 'string' }
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
const text = (value: string) => `'${value.replaceAll("'", "''")}'`

function duckType(type: LogicalType): string {
  switch (type.type) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'array':
      return `${duckType(type.element)}[]`
    case 'struct':
      return `struct(${Object.entries(type.fields)
        .map(([name, field]) => `${identifier(name)} ${duckType(field.type)}`)
        .join(', ')})`
    default:
      return {
        string: 'varchar',
        boolean: 'boolean',
        int64: 'bigint',
        float64: 'double',
        date: 'date',
        time: 'time',
        timestamp: 'timestamptz',
        localTimestamp: 'timestamp',
        json: 'json',
        bytes: 'blob',
      }[type.type]
  }
}

function duckLiteral(value: Value, type: LogicalType): string {
  if (value === null) return 'null'
  switch (type.type) {
    case 'json':
      return text(JSON.stringify(value))
    case 'bytes':
      return `from_hex('${Buffer.from(value as Uint8Array).toString('hex')}')`
    case 'array':
      return `[${(value as readonly Value[]).map((item) => `${duckLiteral(item, type.element)}::${duckType(type.element)}`).join(', ')}]`
    case 'struct':
      return `{${Object.entries(type.fields)
        .map(
          ([name, field]) =>
            `${text(name)}: ${duckLiteral((value as Readonly<Record<string, Value>>)[name] ?? null, field.type)}::${duckType(field.type)}`,
        )
        .join(', ')}}`
    case 'float64':
      return Object.is(value, -0) ? "'-0.0'" : text(String(value))
    default:
      return text(String(value))
  }
}
