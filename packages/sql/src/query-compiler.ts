import { exactFingerprint, type TableName } from '@meshwright/contracts'
import {
  DefaultQueryCompiler,
  createQueryId,
  type AggregateFunctionNode,
  type AliasNode,
  type BinaryOperationNode,
  type CaseNode,
  type ColumnNode,
  type FunctionNode,
  type IdentifierNode,
  type OperationNode,
  type OperatorNode,
  type OrderByItemNode,
  type PrimitiveValueListNode,
  type RawNode,
  type ReferenceNode,
  type RootOperationNode,
  type SelectionNode,
  type TableNode,
  type ValueNode,
  type WhenNode,
} from 'kysely'
import { isPortableFunction, PORTABLE_PREFIX } from './portable-function.ts'
import { literalText } from './query-literal.ts'
import { readQuery, type QueryReading } from './query-reading.ts'
import type { QueryTable } from './query-table.ts'
import type { SqlDialect } from './sql-dialect.ts'
import { SqlError } from './sql-error.ts'

export interface CompileOptions {
  readonly dialect: SqlDialect
  readonly tables: readonly QueryTable[]
}

/**
 * A query as SQL text of one dialect: portable functions spelled, the names inside the query replaced by physical names, every
 * value written as a literal (a view cannot hold parameters). Deterministic. Throws SqlError for what has no SQL form.
 */
export function compileQuery(
  node: OperationNode,
  options: CompileOptions,
  reading: QueryReading = readQuery(node, options.tables),
): string {
  // Kysely binds a hundred methods for each compiler, which is a good part of compiling a query. One that threw is not used again.
  const compiler = idle.get(options.dialect) ?? new PortableQueryCompiler(options.dialect)
  idle.delete(options.dialect)
  const sql = compiler.compile(node, options.tables, reading)
  idle.set(options.dialect, compiler)
  return sql
}

const idle = new WeakMap<SqlDialect, PortableQueryCompiler>()

/** One expression over the columns of `tables`, as SQL text; unqualified columns are looked up in all of them. */
export function compileExpression(node: OperationNode, options: CompileOptions): string {
  return compileQuery(node, options)
}

/** A physical name as SQL text. */
export function tableSql({ catalog, schema, table }: TableName, dialect: SqlDialect): string {
  const path = [...(catalog === undefined ? [] : [catalog]), ...(schema === '' ? [] : [schema]), table]
  return path.map((part) => dialect.identifier(part)).join('.')
}

/** A stable id for a query, independent of the physical names and of the dialect. */
export const queryFingerprint = (node: OperationNode): string => exactFingerprint(node)

class PortableQueryCompiler extends DefaultQueryCompiler {
  readonly #dialect: SqlDialect
  #tables: ReadonlyMap<string, QueryTable> = new Map()
  #calls: QueryReading['calls'] = new Map()
  #casts: QueryReading['casts'] = new Map()
  // Text of the arguments being compiled, innermost last; the query itself goes to the base class.
  readonly #captured: string[] = []

  constructor(dialect: SqlDialect) {
    super()
    this.#dialect = dialect
  }

  compile(node: OperationNode, tables: readonly QueryTable[], { calls, casts }: QueryReading): string {
    this.#tables = new Map(tables.map((table) => [table.name, table]))
    this.#calls = calls
    this.#casts = casts
    return this.compileQuery(node as RootOperationNode, createQueryId()).sql
  }

  protected override append(text: string): void {
    const top = this.#captured.length - 1
    if (top < 0) super.append(text)
    else this.#captured[top] += text
  }

  #capture(write: () => void): string {
    this.#captured.push('')
    write()
    return this.#captured.pop() ?? ''
  }

  /** What `write` writes, as the type that the reading wants at `place`. */
  #cast(place: OperationNode, write: () => void): void {
    const types = this.#casts.get(place)
    if (types === undefined) return write()
    this.append(this.#dialect.functions.cast([this.#capture(write)], types))
  }

  protected override visitFunction(node: FunctionNode): void {
    if (!node.func.startsWith(PORTABLE_PREFIX)) return super.visitFunction(node)
    this.#spell(node, node.func, node.arguments)
  }

  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    if (!node.func.startsWith(PORTABLE_PREFIX)) return super.visitAggregateFunction(node)
    this.#spell(node, node.func, node.aggregated)
    if (node.over) {
      this.append(' ')
      this.visitNode(node.over)
    }
  }

  #spell(node: OperationNode, func: string, operands: readonly OperationNode[]): void {
    const name = func.slice(PORTABLE_PREFIX.length)
    if (!isPortableFunction(name)) throw new SqlError('function-unknown', `there is no portable function "${name}"`)
    const spelled = operands.map((operand) => this.#capture(() => this.visitNode(operand)))
    this.append(
      this.#dialect.functions[name](spelled, this.#calls.get(node) ?? { arguments: operands.map(() => undefined), result: undefined }),
    )
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    super.visitBinaryOperation(node)
    // By itself DuckDB knows no escape, and Postgres a backslash.
    if (LIKE.has((node.operator as OperatorNode).operator) && mayEscape(node.rightOperand)) this.append(String.raw` escape '\'`)
  }

  protected override visitOrderByItem(node: OrderByItemNode): void {
    super.visitOrderByItem(node)
    // As everywhere in a rising order; by itself Postgres puts them first in a falling one.
    if (node.nulls === undefined && isFalling(node.direction)) this.append(' nulls last')
  }

  protected override visitValue(node: ValueNode): void {
    this.#cast(node, () => super.visitValue(node))
  }

  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    if (!this.#casts.has(node)) return super.visitPrimitiveValueList(node)
    node.values.forEach((value, index) => {
      this.append(index === 0 ? '(' : ', ')
      this.#cast(node, () => this.appendValue(value))
    })
    this.append(')')
  }

  protected override visitCase(node: CaseNode): void {
    const last = node.else
    if (last === undefined || !this.#casts.has(node)) return super.visitCase(node)
    this.append('case')
    for (const part of [...(node.value ? [node.value] : []), ...(node.when ?? [])]) {
      this.append(' ')
      this.visitNode(part)
    }
    this.append(' else ')
    this.#cast(node, () => this.visitNode(last))
    this.append(' end')
  }

  protected override visitWhen(node: WhenNode): void {
    const { result, ...condition } = node
    if (result === undefined || !this.#casts.has(node)) return super.visitWhen(node)
    super.visitWhen(condition)
    this.append(' then ')
    this.#cast(node, () => this.visitNode(result))
  }

  protected override visitSelection(node: SelectionNode): void {
    if (!this.#casts.has(node)) return super.visitSelection(node)
    const selection: OperationNode = node.selection
    const { node: inner, alias } = selection.kind === 'AliasNode' ? (selection as AliasNode) : { node: selection, alias: nameOf(selection) }
    this.#cast(node, () => this.visitNode(inner))
    this.append(' as ')
    this.visitNode(alias)
  }

  protected override visitTable(node: TableNode): void {
    const name = node.table.identifier.name
    const known = node.table.schema === undefined ? this.#tables.get(name) : undefined
    if (known?.physical === undefined) return super.visitTable(node)
    this.append(tableSql(known.physical, this.#dialect))
    if (this.parentNode?.kind !== 'AliasNode') this.append(` as ${this.#dialect.identifier(name)}`)
  }

  protected override visitReference(node: ReferenceNode): void {
    if (node.table) this.append(`${this.#dialect.identifier(node.table.table.identifier.name)}.`)
    this.visitNode(node.column)
  }

  protected override visitIdentifier(node: IdentifierNode): void {
    this.append(this.#dialect.identifier(node.name))
  }

  protected override appendValue(value: unknown): void {
    this.append(literalText(value, this.#dialect))
  }

  protected override appendImmediateValue(value: unknown): void {
    this.append(literalText(value, this.#dialect))
  }
}

const isFalling = (direction: OperationNode | undefined): boolean =>
  direction?.kind === 'RawNode' && (direction as RawNode).sqlFragments.join('').trim().toLowerCase() === 'desc'

const LIKE: ReadonlySet<string> = new Set(['like', 'not like', 'ilike', 'not ilike'])

/** Whether a pattern may hold a backslash: a text that holds none is looked for faster. */
const mayEscape = (pattern: OperationNode): boolean => pattern.kind !== 'ValueNode' || String((pattern as ValueNode).value).includes('\\')

/** The name that a column has without an alias. */
function nameOf(node: OperationNode): OperationNode {
  const column = node.kind === 'ReferenceNode' ? (node as ReferenceNode).column : node
  return (column as ColumnNode).column
}
