import {
  contractDocument,
  fingerprint,
  type AnyContract,
  type ColumnLineage,
  type ManifestModel,
  type TableName,
} from '@meshwright/contracts'
import { childNodes, compileQuery, queryFingerprint, readQuery, type QueryReading, type QueryTable, type SqlDialect } from '@meshwright/sql'
import type { OperationNode, TableNode } from 'kysely'
import type { AnyModel } from './model.ts'

/** Where a query finds an upstream, which it knows as `name`. */
export type Locate = (contract: AnyContract, name: string) => TableName

const tablesOf = (model: AnyModel, locate?: Locate): QueryTable[] =>
  Object.entries(model.upstream).map(([name, source]) => ({
    name,
    relation: source.name,
    columns: source.columns,
    ...(locate === undefined ? {} : { physical: locate(source, name) }),
  }))

const trees = new WeakMap<AnyModel, OperationNode>()

/** The model's query tree, kept with what is read from it. */
function treeOf(model: AnyModel): OperationNode {
  let tree = trees.get(model)
  if (tree === undefined) trees.set(model, (tree = model.node()))
  return tree
}

const readings = new WeakMap<AnyModel, QueryReading>()

/** What the model's query tree says: columns, types, lineage, problems. Read once per model. */
export function readModel(model: AnyModel): QueryReading {
  let reading = readings.get(model)
  if (reading === undefined) {
    reading = readQuery(treeOf(model), tablesOf(model))
    if (model.written === 'sql') reading = { ...reading, lineage: opaqueLineage(model) }
    readings.set(model, reading)
  }
  return reading
}

// Text hides which column goes where: every interpolated column may be in every result column.
function opaqueLineage(model: AnyModel): ColumnLineage {
  const used = referencedColumns(model)
  return {
    columns: Object.fromEntries(
      model.contract.columns.map((column) => [column.name, used.map((source) => ({ ...source, kind: 'transformed' as const }))]),
    ),
    indirect: [],
    opaque: true,
  }
}

function referencedColumns(model: AnyModel): { relation: string; column: string }[] {
  const found = new Map<string, { relation: string; column: string }>()
  const visit = (node: OperationNode): void => {
    if (node.kind === 'ReferenceNode') {
      const { table, column } = node as unknown as { table?: TableNode; column: { column: { name: string } } }
      const relation = model.upstream[table?.table.identifier.name ?? '']?.name
      if (relation !== undefined) found.set(`${relation}.${column.column.name}`, { relation, column: column.column.name })
    }
    childNodes(node).forEach(visit)
  }
  visit(treeOf(model))
  return [...found.values()]
}

/** The model's query as SQL text over physical tables. */
export function compileModel(model: AnyModel, dialect: SqlDialect, locate: Locate): string {
  return compileQuery(treeOf(model), { dialect, tables: tablesOf(model, locate) }, readModel(model))
}

const fingerprints = new WeakMap<AnyModel, string>()

/** Changes when the contract, the query or the materialization does; not when tables move or the dialect changes. */
export function modelFingerprint(model: AnyModel): string {
  let known = fingerprints.get(model)
  if (known === undefined) {
    known = fingerprint({
      contract: contractDocument(model.contract),
      upstream: upstreamNames(model),
      materialization: model.materialization,
      query: treeFingerprint(model),
    })
    fingerprints.set(model, known)
  }
  return known
}

const treeFingerprints = new WeakMap<AnyModel, string>()

/** Does not keep the tree: a plan asks for nothing else of it. */
function treeFingerprint(model: AnyModel): string {
  let known = treeFingerprints.get(model)
  if (known === undefined) {
    known = queryFingerprint(trees.get(model) ?? model.node())
    treeFingerprints.set(model, known)
  }
  return known
}

/** Changes when the query does, or what it reads. */
export const modelQueryFingerprint = (model: AnyModel): string => fingerprint([upstreamNames(model), treeFingerprint(model)])

function upstreamNames({ upstream }: AnyModel): Record<string, string> {
  const names: Record<string, string> = {}
  for (const name of Object.keys(upstream)) names[name] = (upstream[name] as AnyContract).name
  return names
}

/** The model as the manifest holds it. `locate` gives the names that the SQL text shows. */
export function manifestModel(model: AnyModel, dialect: SqlDialect, locate: Locate): ManifestModel {
  return {
    name: model.contract.name,
    materialization: model.materialization,
    upstream: upstreamNames(model),
    tree: model.written === 'query' ? plainJson(treeOf(model)) : null,
    sql: compileModel(model, dialect, locate),
    dialect: dialect.name,
    fingerprint: modelFingerprint(model),
    lineage: readModel(model).lineage,
  }
}

type Tree = ManifestModel['tree']

/**
 * What JSON would keep of a tree; parts that are JSON already are not copied, as they are most of it. Bigints are their digits: the
 * tree is for reading and comparing, the SQL beside it for running.
 */
function plainJson(value: unknown): Tree {
  if (typeof value === 'bigint') return value.toString()
  if (value === null || typeof value !== 'object') return (value ?? null) as Tree
  return Array.isArray(value) ? plainList(value) : plainRecord(value as Readonly<Record<string, unknown>>)
}

function plainList(values: readonly unknown[]): Tree {
  let copy: Tree[] | undefined
  for (let index = 0; index < values.length; index++) {
    const plain = plainJson(values[index])
    if (copy === undefined && plain !== values[index]) copy = values.slice(0, index) as Tree[]
    copy?.push(plain)
  }
  return copy ?? (values as Tree[])
}

function plainRecord(record: Readonly<Record<string, unknown>>): Tree {
  let copy: [string, Tree][] | undefined
  let index = 0
  for (const key in record) {
    if (!Object.hasOwn(record, key)) continue
    const value = record[key]
    const plain = plainJson(value)
    if (copy === undefined && plain !== value) copy = (Object.entries(record) as [string, Tree][]).slice(0, index)
    if (value !== undefined) copy?.push([key, plain])
    index++
  }
  return copy === undefined ? (record as Tree) : Object.fromEntries(copy)
}
