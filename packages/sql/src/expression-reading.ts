import {
  didYouMean,
  sameType,
  typeLabel,
  type ColumnSource,
  type IndirectSource,
  type LineageKind,
  type LogicalType,
} from '@meshwright/contracts'
import {
  BinaryOperationNode,
  OperatorNode,
  type AggregateFunctionNode,
  type AliasNode,
  type AndNode,
  type CaseNode,
  type FunctionNode,
  type OperationNode,
  type OverNode,
  type RawNode,
  type ReferenceNode,
  type SelectionNode,
  type SelectQueryNode,
  type TableNode,
  type ValueNode,
} from 'kysely'
import { childNodes } from './child-nodes.ts'
import { decimalIn } from './decimal-text.ts'
import { isPortableFunction, PORTABLE_PREFIX } from './portable-function.ts'
import { AGGREGATES, commonType, isNarrow, RESULT_TYPES } from './result-type.ts'
import { either, type SelectedColumn } from './selected-column.ts'
import type { CallTypes } from './sql-dialect.ts'
import { family } from './type-family.ts'

/** What an expression is: its type where known, and the columns it is made from. */
export interface Reading {
  readonly type: LogicalType | undefined
  readonly sources: readonly ColumnSource[]
  readonly opaque: boolean
}

export interface Source {
  readonly columns: ReadonlyMap<string, Reading>
}

/** A source under the name that the query gives it. */
export interface AliasedSource extends Source {
  readonly alias: string
}

export interface Scope {
  /** Tables and common table expressions by name. */
  readonly known: ReadonlyMap<string, Source>
  /** What stands in `from` and `join`. */
  readonly aliases: readonly AliasedSource[]
  /** What stands there in the queries around this one, the innermost first: for names that are not found in `aliases`. */
  readonly outer?: readonly (readonly AliasedSource[])[]
  /** Result columns, which `group by` and `order by` may name. */
  readonly results?: ReadonlyMap<string, Reading>
}

const NOTHING: Reading = { type: undefined, sources: [], opaque: false }
const COMPARISONS = new Set([
  '=',
  '==',
  '!=',
  '<>',
  '>',
  '>=',
  '<',
  '<=',
  'in',
  'not in',
  'is',
  'is not',
  'is distinct from',
  'is not distinct from',
  'between',
])
const ARITHMETIC = new Set(['+', '-', '*', '/', '%'])
const PREDICATES = new Set([...COMPARISONS, 'like', 'not like', 'ilike', 'not ilike', '~', 'regexp', 'exists', 'not exists', '!', 'not'])

/** Several readings as one made from all of them. */
export function merged(readings: readonly Reading[], kind: LineageKind, type?: LogicalType): Reading {
  const sources: ColumnSource[] = []
  let opaque = false
  for (const reading of readings) {
    opaque ||= reading.opaque
    for (const source of reading.sources)
      sources.push(
        source.kind === 'aggregated' || source.kind === kind ? source : { relation: source.relation, column: source.column, kind },
      )
  }
  return { type, opaque, sources }
}

/** Walks a query tree once. What it notes on the way (calls, indirect sources, problems) is read from its fields afterwards. */
export class ExpressionReader {
  readonly calls = new Map<OperationNode, CallTypes>()
  /** What is written as a cast: see QueryReading. */
  readonly casts = new Map<OperationNode, CallTypes>()
  readonly indirect: IndirectSource[] = []
  readonly problems: string[] = []
  opaque = false

  /** The columns of a select that stands within `around`. */
  select(node: SelectQueryNode, around: Scope): SelectedColumn[] {
    const known = new Map(around.known)
    const outer = [around.aliases, ...(around.outer ?? [])].filter((sources) => sources.length > 0)
    // A part of this query that does not see its tables: a common table expression, the other side of a union.
    const apart = (): Scope => ({ known, aliases: [], outer })
    for (const item of node.with?.expressions ?? []) {
      const name = item.name.table.table.identifier.name
      const named = item.name.columns?.map(columnName)
      if (known.has(name)) this.problems.push(`the common table expression "${name}" hides an upstream of that name: name it otherwise`)
      if (item.expression.kind !== 'SelectQueryNode') continue
      const query = item.expression as SelectQueryNode
      // A recursive one reads itself: its first part alone says what its columns are.
      if (node.with?.recursive && query.setOperations?.length)
        known.set(name, asSource(this.select(withoutSetOperations(query), apart()), named))
      known.set(name, asSource(this.select(query, apart()), named))
    }
    const own: AliasedSource[] = []
    for (const from of node.from?.froms ?? []) own.push(...this.source(from, apart()))
    const scope: Scope = { known, aliases: own, outer }
    for (const join of node.joins ?? []) {
      own.push(...this.source(join.table, scope))
      if (join.on) this.note(join.on.on, scope, 'join')
    }
    if (node.where) this.note(node.where.where, scope, 'filter')
    for (const item of node.distinctOn ?? []) this.note(item, scope, 'filter')
    const columns = (node.selections ?? []).flatMap((item) => this.selection(item, scope))
    const results = new Map(columns.map((column) => [column.name, column.reading]))
    for (const item of node.groupBy?.items ?? []) this.note(item.groupBy, { ...scope, results }, 'group')
    if (node.having) this.note(node.having.having, { ...scope, results }, 'filter')
    for (const item of node.orderBy?.items ?? [])
      this.note(item.kind === 'OrderByItemNode' ? item.orderBy : item, { ...scope, results }, 'sort')
    for (const bound of [node.limit?.limit, node.offset?.offset]) if (bound) this.note(bound, scope, 'filter')
    for (const operation of node.setOperations ?? []) {
      if (operation.expression.kind !== 'SelectQueryNode') continue
      this.select(operation.expression as SelectQueryNode, apart()).forEach((other, index) => {
        const mine = columns[index]
        if (mine) columns[index] = either(mine, other)
      })
    }
    if (node.setOperations?.length) for (const column of columns) this.unite(column)
    return columns
  }

  /** The parts of a column of a union, as one type. */
  private unite({ name, reading, parts }: SelectedColumn): void {
    if (!isNarrow(parts.flatMap((part) => part.type ?? []))) return
    for (const { node, type } of parts) {
      if (reading.type === undefined || type === undefined || sameType(type, reading.type)) continue
      if (node !== undefined) this.casts.set(node, { arguments: [type], result: reading.type })
      else
        this.problems.push(
          `column "${name}" is ${typeLabel(type)} on one side of a union and ${typeLabel(reading.type)} holds both: name the column instead of selecting all, so that it can be cast`,
        )
    }
  }

  private source(node: OperationNode, scope: Scope): AliasedSource[] {
    if (node.kind === 'AliasNode') {
      const { node: inner, alias } = node as AliasNode
      const name = alias.kind === 'IdentifierNode' ? (alias as unknown as { name: string }).name : ''
      return this.source(inner, scope).map((source) => ({ ...source, alias: name }))
    }
    if (node.kind === 'TableNode') {
      const name = (node as TableNode).table.identifier.name
      const found = scope.known.get(name)
      if (found === undefined)
        this.problems.push(`the query reads "${name}", which is not one of its upstreams${didYouMean(name, scope.known.keys())}`)
      return [{ alias: name, columns: found?.columns ?? new Map() }]
    }
    if (node.kind === 'SelectQueryNode') {
      const columns = this.select(node as SelectQueryNode, scope)
      return [{ alias: '', columns: new Map(columns.map((column) => [column.name, column.reading])) }]
    }
    this.opaque = true
    return []
  }

  private selection(item: SelectionNode, scope: Scope): SelectedColumn[] {
    const node: OperationNode = item.selection
    const column = (name: string, reading: Reading, place?: OperationNode): SelectedColumn => ({
      name,
      reading,
      parts: [{ node: place, type: reading.type }],
    })
    const all = (sources: readonly AliasedSource[]) => sources.flatMap((source) => [...source.columns].map((found) => column(...found)))
    if (node.kind === 'SelectAllNode') return all(scope.aliases)
    if (node.kind === 'ReferenceNode' && (node as ReferenceNode).column.kind === 'SelectAllNode') {
      const table = (node as ReferenceNode).table?.table.identifier.name
      return all(scope.aliases.filter((source) => source.alias === table))
    }
    if (node.kind === 'AliasNode') {
      const { node: inner, alias } = node as AliasNode
      return [column((alias as unknown as { name: string }).name, this.read(inner, scope), item)]
    }
    return [column(columnName(node), this.read(node, scope), item)]
  }

  /** Notes the columns of an expression that decides rows and does not hold values. */
  private note(node: OperationNode, scope: Scope, through: IndirectSource['through']): void {
    const reading = this.read(node, scope)
    for (const { relation, column } of reading.sources) this.indirect.push({ relation, column, through })
  }

  read(node: OperationNode, scope: Scope): Reading {
    switch (node.kind) {
      case 'ReferenceNode': {
        const { table, column } = node as ReferenceNode
        return column.kind === 'SelectAllNode' ? NOTHING : this.column(columnName(column), table?.table.identifier.name, scope)
      }
      case 'ColumnNode':
        return this.column(columnName(node), undefined, scope)
      case 'ValueNode': {
        const { value } = node as ValueNode
        return typeof value === 'bigint'
          ? { ...NOTHING, type: { type: 'int64' } }
          : typeof value === 'boolean'
            ? { ...NOTHING, type: { type: 'boolean' } }
            : NOTHING
      }
      case 'FunctionNode':
        return this.function(node as FunctionNode, scope)
      case 'AggregateFunctionNode':
        return this.aggregate(node as AggregateFunctionNode, scope)
      case 'BinaryOperationNode':
        return this.binary(node as BinaryOperationNode, scope)
      case 'ParensNode':
        return this.read((node as unknown as { node: OperationNode }).node, scope)
      case 'CaseNode':
        return this.case(node as CaseNode, scope)
      case 'SelectQueryNode': {
        // Several where it is compared with a tuple.
        const readings = this.select(node as SelectQueryNode, scope).map((column) => column.reading)
        return merged(readings, 'transformed', readings[0]?.type)
      }
      case 'RawNode': {
        const parameters = (node as RawNode).parameters.map((parameter) => this.read(parameter, scope))
        this.opaque = true
        return { ...merged(parameters, 'transformed'), opaque: true }
      }
      case 'AndNode':
      case 'OrNode':
        return merged(
          childNodes(node).map((child) => this.read(child, scope)),
          'transformed',
          { type: 'boolean' },
        )
      case 'UnaryOperationNode': {
        const operator = (node as unknown as { operator: { operator: string } }).operator.operator
        const inner = this.read((node as unknown as { operand: OperationNode }).operand, scope)
        return merged([inner], 'transformed', PREDICATES.has(operator) ? { type: 'boolean' } : inner.type)
      }
      default:
        return merged(
          childNodes(node).map((child) => this.read(child, scope)),
          'transformed',
        )
    }
  }

  private column(name: string, table: string | undefined, scope: Scope): Reading {
    const levels = [scope.aliases, ...(scope.outer ?? [])]
    for (const sources of levels) {
      const candidates = sources.filter((source) => (table === undefined || source.alias === table) && source.columns.has(name))
      const found = candidates[0]?.columns.get(name)
      if (found !== undefined) {
        if (candidates.length > 1 && table === undefined) {
          this.problems.push(
            `column "${name}" is ambiguous: it is in ${candidates.map((source) => source.alias).join(' and ')}; write ${candidates[0]?.alias}.${name}`,
          )
        }
        return found
      }
      const result = table === undefined && sources === scope.aliases ? scope.results?.get(name) : undefined
      if (result !== undefined) return result
      // An outer table of this name is hidden by this one.
      if (sources.some((source) => source.alias === table)) break
    }
    const names = levels
      .flat()
      .filter((source) => table === undefined || source.alias === table)
      .flatMap((source) => [...source.columns.keys()])
    if (names.length && (table !== undefined || scope.aliases.length))
      this.problems.push(`there is no column "${table === undefined ? '' : `${table}.`}${name}"${didYouMean(name, names)}`)
    return NOTHING
  }

  private function(node: FunctionNode, scope: Scope): Reading {
    return this.call(node, node.func, node.arguments, scope)
  }

  private call(node: OperationNode, func: string, operands: readonly OperationNode[], scope: Scope): Reading {
    const readings = operands.map((operand) => this.read(operand, scope))
    const name = func.startsWith(PORTABLE_PREFIX) ? func.slice(PORTABLE_PREFIX.length) : ''
    if (!isPortableFunction(name)) return merged(readings, 'transformed')
    const types = readings.map((reading) => reading.type)
    const options = operands.map((operand) => (operand.kind === 'ValueNode' ? (operand as ValueNode).value : undefined))
    const result = RESULT_TYPES[name](types, options)
    this.calls.set(node, { arguments: types, result })
    return merged(readings, AGGREGATES.has(name) ? 'aggregated' : 'transformed', result)
  }

  private aggregate(node: AggregateFunctionNode, scope: Scope): Reading {
    if (node.filter) this.note(node.filter.where, scope, 'filter')
    for (const item of [...(node.orderBy?.items ?? []), ...(node.withinGroup?.items ?? [])])
      this.note(item.kind === 'OrderByItemNode' ? item.orderBy : item, scope, 'sort')
    if (node.over) this.window(node.over, scope)
    const reading = this.call(node, node.func, node.aggregated, scope)
    return node.func.startsWith(PORTABLE_PREFIX) ? reading : merged([reading], 'aggregated')
  }

  private window(over: OverNode, scope: Scope): void {
    for (const item of over.partitionBy?.items ?? []) this.note(item.partitionBy, scope, 'window')
    for (const item of over.orderBy?.items ?? []) this.note(item.kind === 'OrderByItemNode' ? item.orderBy : item, scope, 'window')
  }

  private case(node: CaseNode, scope: Scope): Reading {
    if (node.value) this.note(node.value, scope, 'conditional')
    const branches = (node.when ?? []).map((when) => {
      this.note(when.condition, scope, 'conditional')
      return { place: when as OperationNode, reading: when.result ? this.read(when.result, scope) : NOTHING, text: decimalIn(when.result) }
    })
    if (node.else) branches.push({ place: node, reading: this.read(node.else, scope), text: decimalIn(node.else) })
    const isDecimal = branches.some(({ reading }) => reading.type?.type === 'decimal')
    const types = branches.map(({ reading, text }) => reading.type ?? (isDecimal ? text : undefined))
    const known = types.flatMap((one) => one ?? [])
    const type = commonType(known)
    branches.forEach(({ place, reading }, index) => {
      const own = types[index]
      if (type === undefined || own === undefined || sameType(own, type)) return
      if (reading.type === undefined || isNarrow(known)) this.casts.set(place, { arguments: [reading.type], result: type })
    })
    return merged(
      branches.map((branch) => branch.reading),
      'transformed',
      type,
    )
  }

  private binary(node: BinaryOperationNode, scope: Scope): Reading {
    const operator = (node.operator as unknown as { operator?: string }).operator ?? ''
    if (operator === 'between' && node.rightOperand.kind === 'AndNode')
      return this.between(node.leftOperand, node.rightOperand as AndNode, scope)
    const left = this.read(node.leftOperand, scope)
    const right = this.read(node.rightOperand, scope)
    this.compared(operator, left.type, node.rightOperand)
    this.compared(operator, right.type, node.leftOperand)
    if (COMPARISONS.has(operator) && left.type && right.type && family(left.type) !== family(right.type)) {
      this.problems.push(
        `${describe(node.leftOperand)} ${operator} ${describe(node.rightOperand)} compares ${typeLabel(left.type)} with ${typeLabel(right.type)}: cast one of them`,
      )
    }
    return merged([left, right], 'transformed', PREDICATES.has(operator) ? { type: 'boolean' } : undefined)
  }

  /** A decimal as text beside one of a column: an engine may round it to the digits of that, or not know what to compute with it. */
  private compared(operator: string, type: LogicalType | undefined, node: OperationNode): void {
    if (type?.type !== 'decimal' || !(COMPARISONS.has(operator) || ARITHMETIC.has(operator))) return
    if (node.kind === 'ValueListNode') for (const inner of childNodes(node)) this.compared(operator, type, inner)
    const text = decimalIn(node)
    if (text !== undefined && (text.scale > type.scale || ARITHMETIC.has(operator)))
      this.casts.set(node, { arguments: [undefined], result: text })
  }

  /** Two comparisons; its bounds stand in a node that is a conjunction elsewhere. */
  private between(value: OperationNode, bounds: AndNode, scope: Scope): Reading {
    const comparisons = (
      [
        ['>=', bounds.left],
        ['<=', bounds.right],
      ] as const
    ).map(([operator, bound]) => this.binary(BinaryOperationNode.create(value, OperatorNode.create(operator), bound), scope))
    return merged(comparisons, 'transformed', { type: 'boolean' })
  }
}

/** `names` are those that a common table expression gives its columns: `with('x(a, b)', …)`. */
function asSource(columns: readonly { name: string; reading: Reading }[], names: readonly string[] = []): Source {
  return { columns: new Map(columns.map((column, index) => [names[index] ?? column.name, column.reading])) }
}

function withoutSetOperations(query: SelectQueryNode): SelectQueryNode {
  const { setOperations: _, ...first } = query
  return first
}

function describe(node: OperationNode): string {
  const table = node.kind === 'ReferenceNode' ? (node as ReferenceNode).table?.table.identifier.name : undefined
  const name = columnName(node)
  return name === '' ? 'an expression' : table === undefined ? name : `${table}.${name}`
}

function columnName(node: OperationNode): string {
  if (node.kind === 'ColumnNode') return (node as unknown as { column: { name: string } }).column.name
  return node.kind === 'ReferenceNode' ? columnName((node as ReferenceNode).column) : ''
}
