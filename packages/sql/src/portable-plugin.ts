import type { AnyContract } from '@meshwright/contracts'
import {
  OperationNodeTransformer,
  RawNode,
  type AggregateFunctionNode,
  type FunctionNode,
  type KyselyPlugin,
  type OperationNode,
  type QueryId,
  type RootOperationNode,
  type ValueNode,
} from 'kysely'
import { childNodes } from './child-nodes.ts'
import { isPortableFunction, PORTABLE_PREFIX } from './portable-function.ts'
import { literalText } from './query-literal.ts'
import { readQuery } from './query-reading.ts'
import type { QueryTable } from './query-table.ts'
import type { CallTypes, SqlDialect } from './sql-dialect.ts'
import { SqlError } from './sql-error.ts'

/**
 * The portable functions in a Kysely of one's own, whatever its driver: `new Kysely({ dialect, plugins: [portableFunctions(postgresDialect, { o: orders })] })`.
 * `tables` are the contracts behind the names of its tables: a function is spelled by the types of what it is given. Values stay parameters.
 * What comes back is what the driver makes of it (`pg` gives an int64 as text). Throws SqlError `query-invalid` when a function stands outside of a select.
 */
export function portableFunctions(dialect: SqlDialect, tables: Readonly<Record<string, AnyContract>>): KyselyPlugin {
  const known = Object.entries(tables).map(([name, contract]) => ({ name, relation: contract.name, columns: contract.columns }))
  return {
    transformQuery: ({ node, queryId }) => new Speller(dialect, callTypes(node, known)).transformNode(node, queryId),
    transformResult: ({ result }) => Promise.resolve(result),
  }
}

/** The types of every portable call in the selects of a statement. */
function callTypes(node: RootOperationNode, tables: readonly QueryTable[]): ReadonlyMap<OperationNode, CallTypes> {
  const types = new Map<OperationNode, CallTypes>()
  const visit = (inner: OperationNode): void => {
    if (inner.kind === 'SelectQueryNode') for (const [call, found] of readQuery(inner, tables).calls) types.set(call, found)
    else childNodes(inner).forEach(visit)
  }
  visit(node)
  return types
}

// Operands are texts to a dialect and nodes to Kysely: each goes in as a mark, which nothing else in SQL text looks like.
const MARK = /\u0000(\d+)\u0000/

class Speller extends OperationNodeTransformer {
  readonly #dialect: SqlDialect
  readonly #types: ReadonlyMap<OperationNode, CallTypes>

  constructor(dialect: SqlDialect, types: ReadonlyMap<OperationNode, CallTypes>) {
    super()
    this.#dialect = dialect
    this.#types = types
  }

  protected override transformFunction(node: FunctionNode, queryId?: QueryId): FunctionNode {
    if (!node.func.startsWith(PORTABLE_PREFIX)) return super.transformFunction(node, queryId)
    return this.#spelled(node, node.arguments, undefined, queryId) as unknown as FunctionNode
  }

  protected override transformAggregateFunction(node: AggregateFunctionNode, queryId?: QueryId): AggregateFunctionNode {
    if (!node.func.startsWith(PORTABLE_PREFIX)) return super.transformAggregateFunction(node, queryId)
    return this.#spelled(node, node.aggregated, node.over, queryId) as unknown as AggregateFunctionNode
  }

  #spelled(
    node: FunctionNode | AggregateFunctionNode,
    operands: readonly OperationNode[],
    over: OperationNode | undefined,
    queryId: QueryId | undefined,
  ): RawNode {
    const name = node.func.slice(PORTABLE_PREFIX.length)
    if (!isPortableFunction(name)) throw new SqlError('function-unknown', `there is no portable function "${name}"`)
    const types = this.#types.get(node)
    if (types === undefined)
      throw new SqlError('query-invalid', `${name}: portable functions work inside a select, where the types of columns are known`)
    const args = operands.map((operand, index) => (isOption(operand) ? literalText(operand.value, this.#dialect) : `\u0000${index}\u0000`))
    const sql = `${this.#dialect.functions[name](args, types)}${over === undefined ? '' : ` \u0000${operands.length}\u0000`}`
    const parts = sql.split(MARK)
    const nodes = [...operands, ...(over === undefined ? [] : [over])]
    return RawNode.create(
      parts.filter((_, index) => index % 2 === 0),
      parts.filter((_, index) => index % 2 === 1).map((index) => this.transformNode(nodes[Number(index)] as OperationNode, queryId)),
    )
  }
}

/** An option of a call (a scale, a pattern) is part of its spelling, never a parameter. */
const isOption = (node: OperationNode): node is ValueNode => node.kind === 'ValueNode' && (node as ValueNode).immediate === true
