import { contractDocument, typeLabel } from '@meshwright/contracts'
import { compileModel, readModel } from '@meshwright/models'
import { publishedName, resolverOf, type Project, type ProjectNode } from '@meshwright/pipeline'
import { castSelect, createTable, tableSql } from '@meshwright/sql'
import { columnWays, type LineageStep } from './column-lineage.ts'
import { jsonText } from './command.ts'
import { textTable } from './text-table.ts'

export const PARTS = ['contract', 'columns', 'sql', 'ddl', 'lineage', 'checks'] as const
export type Part = (typeof PARTS)[number]

/** One part of what is known of a table: as a document, and as text for people. */
export interface ShownPart {
  readonly document: unknown
  readonly text: string
}

const SHOWERS: Readonly<Record<Part, (project: Project, node: ProjectNode) => ShownPart>> = {
  contract(_project, { contract }) {
    const document = contractDocument(contract)
    return { document, text: jsonText(document) }
  },
  columns(_project, { contract }) {
    const rows = contract.columns.map((column) => [
      column.name,
      `${typeLabel(column.type)}${column.nullable ? ', may be null' : ''}`,
      column.classification ?? '',
      column.description ?? '',
    ])
    return { document: contractDocument(contract).columns, text: textTable(rows) }
  },
  sql(project, node) {
    const sql = selectOf(project, node)
    return { document: sql ?? null, text: sql === undefined ? `${node.contract.name} is a source: no query makes it\n` : `${sql}\n` }
  },
  ddl(project, node) {
    const ddl = ddlOf(project, node)
    return { document: ddl, text: `${ddl};\n` }
  },
  lineage(project, node) {
    const ways = columnWays(project, node.contract.name)
    const hidden = node.made.by === 'model' && readModel(node.made.model).lineage.opaque
    const lines = Object.entries(ways).flatMap(([column, { upstream, downstream }]) => [
      column,
      ...stepLines(upstream, '←'),
      ...stepLines(downstream, '→'),
    ])
    const note = hidden ? 'Its SQL hides part of where its columns come from.\n' : ''
    return { document: { columns: ways, opaque: hidden }, text: `${lines.join('\n')}\n${note}` }
  },
  checks(_project, { checks }) {
    return { document: checks, text: textTable(checks.map((check) => [check.severity, check.name, check.description])) }
  },
}

export const showPart = (project: Project, node: ProjectNode, part: Part): ShownPart => SHOWERS[part](project, node)

function selectOf(project: Project, node: ProjectNode): string | undefined {
  if (node.made.by !== 'model') return undefined
  const resolver = resolverOf(project)
  return compileModel(node.made.model, project.warehouse.dialect, (contract) => publishedName(project, resolver, contract))
}

/** As the warehouse creates the table or view. */
function ddlOf(project: Project, node: ProjectNode): string {
  const { dialect } = project.warehouse
  const { columns } = node.contract
  const name = publishedName(project, resolverOf(project), node.contract)
  return node.made.by === 'model' && node.made.model.materialization === 'view'
    ? `create view ${tableSql(name, dialect)} as\n${castSelect(selectOf(project, node) as string, columns, dialect)}`
    : createTable(name, columns, dialect)
}

const stepLines = (steps: readonly LineageStep[], arrow: string, indent = '  '): string[] =>
  steps.flatMap(({ relation, column, kind, next, again }) => [
    `${indent}${arrow} ${kind === 'copied' ? '' : `${kind} `}${relation}.${column}${again ? ' (as above)' : ''}`,
    ...stepLines(next, arrow, `${indent}  `),
  ])
