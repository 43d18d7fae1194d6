import type { Column, LogicalType } from '@meshwright/contracts'
import {
  compileQuery,
  readQuery,
  types,
  type PortableFunction,
  type QueryType,
  type Result,
  type SqlDialect,
  type SqlValue,
  type Value,
} from '@meshwright/sql'
import {
  ColumnNode,
  DummyDriver,
  ExpressionWrapper,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  ReferenceNode,
  TableNode,
} from 'kysely'
import type { TableName } from '@meshwright/contracts'
import { column } from './canonical-rows.ts'

/** A portable function as a table: one expression, its arguments row by row, and what each row gives. */
export interface FunctionCase {
  readonly fn: PortableFunction
  readonly name: string
  /** The types of the columns a, b, c that the expression reads. */
  readonly reads: readonly LogicalType[]
  readonly expression: Result<unknown>
  /** For a scalar or window function: arguments and result of each row. For an aggregate: the rows; `gives` is the one result. */
  readonly rows: readonly (readonly SqlValue[])[]
  readonly gives: readonly SqlValue[] | { readonly all: SqlValue }
}

/** A column of the table that the expression reads, nullable, of a type of the query level. */
const read =
  <T>(type: QueryType<T>) =>
  (name: 'a' | 'b' | 'c'): Value<T | null> & { readonly logical: LogicalType; readonly column: string } =>
    Object.assign(new ExpressionWrapper<never, never, T | null>(ReferenceNode.create(ColumnNode.create(name), TableNode.create('t'))), {
      logical: type.logical,
      column: name,
    })

export const text = read(types.string)
export const flag = read(types.boolean)
export const int = read(types.int64)
export const float = read(types.float64)
export const day = read(types.date)
export const instant = read(types.timestamp)
export const clock = read(types.localTimestamp)
export const number = (precision: number, scale: number) => read(types.decimal(precision, scale))

type Read = Value<unknown> & { readonly logical: LogicalType }

/** A function that gives a value per row: `[…arguments, result]`. */
export function perRow(
  fn: PortableFunction,
  name: string,
  reads: readonly Read[],
  expression: Result<unknown>,
  table: readonly (readonly SqlValue[])[],
): FunctionCase {
  return {
    fn,
    name: `${fn}: ${name}`,
    reads: reads.map((one) => one.logical),
    expression,
    rows: table.map((row) => row.slice(0, -1)),
    gives: table.map((row) => row.at(-1) ?? null),
  }
}

/** An aggregate over all rows. */
export function overAll(
  fn: PortableFunction,
  name: string,
  reads: readonly Read[],
  expression: Result<unknown>,
  rows: readonly (readonly SqlValue[])[],
  all: SqlValue,
): FunctionCase {
  return { fn, name: `${fn}: ${name}`, reads: reads.map((one) => one.logical), expression, rows, gives: { all } }
}

const db = new Kysely<{ t: { id: bigint } }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (inner) => new PostgresIntrospector(inner),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

export const columnsOf = (reads: readonly LogicalType[]): readonly Column[] => [
  column('id', 'int64'),
  ...reads.map((type, index) => column('abc'[index] ?? '', type, true)),
]

/** The query of a case over a physical table, and the type that its result is documented to have. */
export function caseQuery(
  one: FunctionCase,
  physical: TableName,
  dialect: SqlDialect,
): { readonly sql: string; readonly type: LogicalType | undefined } {
  const tables = [{ name: 't', relation: 't', columns: columnsOf(one.reads), physical }]
  const from = db.selectFrom('t')
  const query = 'all' in one.gives ? from.select(one.expression.as('v')) : from.select(['t.id', one.expression.as('v')]).orderBy('t.id')
  const node = query.toOperationNode()
  const reading = readQuery(node, tables)
  return { sql: compileQuery(node, { dialect, tables }, reading), type: reading.columns?.find((found) => found.name === 'v')?.type }
}
