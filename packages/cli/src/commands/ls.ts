import { commandId, reportId, type Project, type ProjectNode } from '@meshwright/pipeline'
import { jsonText, openProject, type Command } from '../command.ts'
import { SELECT_HELP, SELECT_OPTIONS, selectedTables } from '../selection.ts'
import { looksAtState } from '../state.ts'
import { textTable } from '../text-table.ts'

export const ls: Command = {
  name: 'ls',
  summary: 'Lists the tables, reports and commands of the project, each table after what it is made from.',
  operands: '',
  options: SELECT_OPTIONS,
  optionHelp: SELECT_HELP,
  examples: [
    'meshwright ls',
    'meshwright ls --select +fct_transactions',
    'meshwright ls --select tag:finance --json',
    'meshwright ls --select state:modified+ --state manifest.json',
  ],
  ofProjectAlone: (args) => !looksAtState(args),
  async run(call) {
    const { project } = await openProject(call)
    const selected = selectedTables(call, project)
    const nodes = project.nodes.filter((node) => selected?.has(node.contract.name) ?? true)
    const reports = project.reports.filter((report) => selected?.has(reportId(report.name)) ?? true)
    const commands = project.commands.filter((command) => selected?.has(commandId(command.name)) ?? true)
    const tables = [...nodes.map(tableLine), ...reports.map(reportLine), ...commands.map((command) => commandLine(project, command))]
    if (call.options['json'] === true) call.terminal.out(jsonText(tables))
    else {
      const header = ['table', 'layer', 'made by', 'owner', 'columns', 'checks', 'from']
      const rows = tables.map((table) => [
        table.name,
        table.layer ?? '',
        table.kind,
        table.owner ?? '',
        String(table.columns ?? ''),
        String(table.checks ?? ''),
        table.upstream.join(', '),
      ])
      call.terminal.out(textTable([header, ...rows], ['left', 'left', 'left', 'left', 'right', 'right']))
    }
    return 0
  },
}

interface Line {
  readonly name: string
  /** Null for a report or command, as are its columns and checks. */
  readonly layer: string | null
  readonly kind: string
  /** Null for a command of a project that nobody owns. */
  readonly owner: string | null
  readonly columns: number | null
  readonly checks: number | null
  readonly upstream: readonly string[]
}

const tableLine = (node: ProjectNode): Line => ({
  name: node.contract.name,
  layer: node.contract.layer,
  kind: kindOf(node),
  owner: node.contract.owner,
  columns: node.contract.columns.length,
  checks: node.checks.length,
  upstream: node.upstream,
})

const reportLine = ({ name, owner, reads }: Project['reports'][number]): Line => ({
  name,
  layer: null,
  kind: 'report',
  owner,
  columns: null,
  checks: null,
  upstream: [...new Set(Object.values(reads).map((contract) => contract.name))],
})

const commandLine = (project: Project, { name, owner = project.owner, reads = [], after = [] }: Project['commands'][number]): Line => ({
  name,
  layer: null,
  kind: 'command',
  owner: owner ?? null,
  columns: null,
  checks: null,
  upstream: [...new Set([...reads.map((contract) => contract.name), ...after])],
})

/** What makes a table, for people: `source (files)`, `table`, `view`. */
export const kindOf = (node: ProjectNode): string =>
  node.made.by === 'stream' ? `source (${node.made.stream.connector})` : node.made.model.materialization
