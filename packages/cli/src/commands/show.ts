import { contractDocument, didYouMean, typeLabel, type ColumnLineage, type ColumnSource } from '@meshwright/contracts'
import { manifestModel, readModel } from '@meshwright/models'
import { explainStream, publishedName, resolverOf, type Project, type ProjectNode, type StreamExplanation } from '@meshwright/pipeline'
import { CliError } from '../cli-error.ts'
import { jsonText, openProject, text, type Call, type Command } from '../command.ts'
import { findNode } from '../find-node.ts'
import { PARTS, showPart, type Part } from '../show-part.ts'
import type { Paint } from '../terminal.ts'
import { textTable } from '../text-table.ts'
import { kindOf } from './ls.ts'

export const show: Command = {
  name: 'show',
  summary: 'Shows everything about one table: contract, columns, where each comes from, checks, SQL.',
  operands: '<table>',
  options: { part: { type: 'string' } },
  optionHelp: { part: `only that: ${PARTS.join(', ')}` },
  completes: { operands: ['tables'], options: { part: PARTS } },
  examples: [
    'meshwright show dm_monthly_sales',
    'meshwright show dm_monthly_sales --part lineage',
    'meshwright show orders --part ddl > orders.sql',
    'meshwright show orders --json',
  ],
  async run(call) {
    const [, extra] = call.operands
    if (extra !== undefined) throw new CliError('usage', `meshwright show: one table at a time; "${extra}" means nothing here`)
    const { project } = await openProject(call)
    const node = findNode(project, call.operands[0], 'show')
    const part = partOf(call)
    const json = call.options['json'] === true
    if (part !== undefined) {
      const shown = showPart(project, node, part)
      call.terminal.out(json ? jsonText({ [part]: shown.document }) : shown.text)
      return 0
    }
    const reading = node.made.by === 'stream' ? await explainStream(project, node.made.stream, new Date()) : undefined
    call.terminal.out(
      json ? jsonText({ ...document(project, node), reading: reading ?? null }) : page(project, node, reading, call.terminal.paintOut),
    )
    return 0
  },
}

function partOf(call: Call): Part | undefined {
  const given = text(call.options['part'])
  if (given === undefined) return undefined
  const part = PARTS.find((name) => name === given)
  if (part === undefined)
    throw new CliError(
      'usage',
      `meshwright show: there is no part "${given}"${didYouMean(given, PARTS)}\nIt is one of ${PARTS.join(', ')}.`,
    )
  return part
}

const readers = (project: Project, name: string) =>
  project.nodes.filter((other) => other.upstream.includes(name)).map((other) => other.contract.name)

function modelOf(project: Project, node: ProjectNode) {
  if (node.made.by !== 'model') return undefined
  const resolver = resolverOf(project)
  return manifestModel(node.made.model, project.warehouse.dialect, (contract) => publishedName(project, resolver, contract))
}

function document(project: Project, node: ProjectNode) {
  const source =
    node.made.by === 'stream'
      ? { connector: node.made.stream.connector, origin: node.made.stream.origin, load: node.made.stream.load }
      : null
  return {
    contract: contractDocument(node.contract),
    madeBy: kindOf(node),
    source,
    model: modelOf(project, node) ?? null,
    checks: node.checks,
    upstream: node.upstream,
    downstream: readers(project, node.contract.name),
  }
}

function page(project: Project, node: ProjectNode, reading: StreamExplanation | undefined, paint: Paint): string {
  const { contract } = node
  const model = modelOf(project, node)
  const lineage = node.made.by === 'model' ? readModel(node.made.model).lineage : undefined
  const facts = [
    ['layer', contract.layer],
    ['made by', node.made.by === 'stream' ? `${kindOf(node)} ${node.made.stream.origin}` : kindOf(node)],
    ...(reading === undefined
      ? []
      : [
          [
            'path',
            'problem' in reading
              ? `cannot be read now: ${reading.problem}`
              : `${reading.path === 'engine' ? 'the engine reads the file' : 'rows through JavaScript'}: ${reading.why}`,
          ],
        ]),
    ['owner', contract.owner],
    ['access', `${contract.access}, version ${contract.version}`],
    ['key', contract.key.join(', ') || 'none'],
    ...(node.upstream.length ? [['made from', node.upstream.join(', ')]] : []),
    ...(readers(project, contract.name).length ? [['read by', readers(project, contract.name).join(', ')]] : []),
  ]
  const columns = contract.columns.map((column) => [
    column.name,
    `${typeLabel(column.type)}${column.nullable ? ', may be null' : ''}${column.classification === undefined ? '' : `, ${column.classification}`}`,
    sources(lineage, column.name),
    column.description ?? '',
  ])
  const checks = node.checks.map((check) => [check.severity, check.name, check.description])
  return [
    `${paint('bold', contract.name)}  ${contract.description}\n`,
    textTable(facts, [], '  '),
    `\n${paint('bold', 'columns')}\n${textTable(columns, [], '  ')}`,
    `\n${paint('bold', 'checks')}\n${textTable(checks, [], '  ')}`,
    ...(model === undefined ? [] : [`\n${paint('bold', 'sql')} (${model.dialect})\n  ${model.sql}\n`]),
  ].join('')
}

function sources(lineage: ColumnLineage | undefined, column: string): string {
  const found: readonly ColumnSource[] = lineage?.columns[column] ?? []
  return found.map((source) => `${source.kind === 'copied' ? '' : `${source.kind} `}${source.relation}.${source.column}`).join(', ')
}
