import { fingerprint, type Column, type ContractDocument, type JsonValue, type TableName } from '@meshwright/contracts'
import { childNodes, compileQuery, countAll, orZero, type QueryTable, type Result, type SqlDialect } from '@meshwright/sql'
import {
  ColumnNode,
  expressionBuilder,
  ExpressionWrapper,
  ReferenceNode,
  TableNode,
  type Expression,
  type OperationNode,
  type SelectQueryBuilder,
  type SqlBool,
} from 'kysely'
import { expressionFromJson } from './expression-tree.ts'

/** What one statement reads: rows or groups of the checked table, or another relation. Equal sources share a scan. */
export type ScanSource =
  | { readonly over: 'rows'; readonly where: JsonValue }
  | { readonly over: 'groups'; readonly keys: readonly string[]; readonly where: JsonValue }
  | { readonly over: 'relation'; readonly relation: string }

/** A relation joined to a scan to see which values it lacks. */
export interface Lookup {
  readonly alias: string
  readonly column: string
  readonly relation: string
  readonly toColumn: string
}

// No column of a contract begins so.
const GROUPS = 'mw_groups'
const SIZE = 'mw_size'
const KEY = 'mw_key'
const HIT = 'mw_hit'

type Tables = Record<string, Record<string, unknown>>
export type Query = SelectQueryBuilder<Tables, string, Record<string, unknown>>

const eb = expressionBuilder<Tables, string>()

/** `table.column`, typed as whatever is needed. */
export function reference(table: string, column: string): Result<never> {
  return new ExpressionWrapper(ReferenceNode.create(ColumnNode.create(column), TableNode.create(table)))
}

/** Writes the queries of one table's checks. */
export class ScanQueries {
  readonly #contract: ContractDocument
  readonly #dialect: SqlDialect
  readonly #tables = new Map<string, QueryTable>()
  readonly #lookups = new Map<string, Lookup>()
  readonly #resolve: (relation: string) => TableName

  constructor(contract: ContractDocument, physical: TableName, dialect: SqlDialect, resolve: (relation: string) => TableName) {
    this.#contract = contract
    this.#dialect = dialect
    this.#resolve = resolve
    this.#tables.set(contract.name, { name: contract.name, relation: contract.name, columns: contract.columns, physical })
  }

  column = <T = never>(name: string): Result<T> => reference(this.#contract.name, name)

  /** Makes another relation known to the queries, with the columns they use. */
  relation(name: string, columns: readonly Column[]): void {
    const known = this.#tables.get(name)
    if (known === undefined) this.#tables.set(name, { name, relation: name, columns, physical: this.#resolve(name) })
    else
      this.#tables.set(name, {
        ...known,
        columns: [...known.columns, ...columns.filter((column) => !known.columns.some((other) => other.name === column.name))],
      })
  }

  unmatched(column: string, relation: string, toColumn: string): Result<boolean> {
    const id = fingerprint([column, relation, toColumn])
    let lookup = this.#lookups.get(id)
    if (lookup === undefined) {
      lookup = { alias: `mw_ref${this.#lookups.size + 1}`, column, relation, toColumn }
      this.#lookups.set(id, lookup)
      this.relation(relation, [])
    }
    // Engines that fill a left join with defaults instead of nulls give 0 here.
    const missing = eb(orZero(reference(lookup.alias, HIT)), '=', 0n)
    return eb.parens(eb.and([eb(this.column(column), 'is not', null), missing])) as unknown as Result<boolean>
  }

  /** Its size in a scan over groups. */
  groupSize(): Result<bigint> {
    return reference(GROUPS, SIZE)
  }

  /** The aggregates of one statement over one source. */
  scan(source: ScanSource, values: readonly Expression<unknown>[]): string {
    return this.compile(
      this.#source(source, values).select(
        values.map((value, index) => new ExpressionWrapper<Tables, string, unknown>(value.toOperationNode()).as(`m${index}`)),
      ),
    )
  }

  #source(source: ScanSource, values: readonly Expression<unknown>[]): Query {
    switch (source.over) {
      case 'rows':
        return this.rows(source.where, values)
      case 'groups':
        return eb.selectFrom(this.groups(source.keys, source.where).as(GROUPS)) as unknown as Query
      case 'relation':
        return eb.selectFrom(source.relation) as unknown as Query
    }
  }

  /** The rows that a check looks at, with the lookups that `used` need. */
  rows(where: JsonValue, used: readonly Expression<unknown>[] = []): Query {
    let query = eb.selectFrom(this.#contract.name) as unknown as Query
    const aliases = new Set(used.flatMap((expression) => tableNames(expression.toOperationNode())))
    for (const lookup of this.#lookups.values()) {
      if (!aliases.has(lookup.alias)) continue
      const values = eb
        .selectFrom(lookup.relation)
        .select([reference(lookup.relation, lookup.toColumn).as(KEY), eb.lit(1).as(HIT)])
        .distinct()
        .as(lookup.alias)
      query = query.leftJoin(values, (join) =>
        join.on(eb(reference(lookup.alias, KEY), '=', this.column(lookup.column))),
      ) as unknown as Query
    }
    return where === null ? query : query.where(eb.parens(expressionFromJson(where) as Expression<SqlBool>))
  }

  /** One row per combination of keys without nulls, with the number of its rows. */
  groups(columns: readonly string[], where: JsonValue): Query {
    const keys = [...new Set(columns)]
    let query = this.rows(where).select([...keys.map((key) => this.column(key).as(key)), countAll().as(SIZE)])
    for (const key of keys) query = query.where(eb(this.column(key), 'is not', null))
    return query.groupBy(keys.map((key) => this.column(key))) as unknown as Query
  }

  /** Groups of several rows, for samples. */
  shared(keys: readonly string[], where: JsonValue): Query {
    return this.groups(keys, where).having(eb(countAll(), '>', 1n))
  }

  compile(query: { toOperationNode(): OperationNode }): string {
    return compileQuery(query.toOperationNode(), { dialect: this.#dialect, tables: [...this.#tables.values()] })
  }
}

function tableNames(node: OperationNode): string[] {
  if (node.kind === 'TableNode') return [(node as TableNode).table.identifier.name]
  return childNodes(node).flatMap(tableNames)
}
