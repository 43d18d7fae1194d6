import type { ProjectNode } from '@meshwright/pipeline'
import { jsonText, openProject, type Command } from '../command.ts'
import { textTable } from '../text-table.ts'

export const ls: Command = {
  name: 'ls',
  summary: 'Lists the tables of the project, each after what it is made from.',
  operands: '',
  options: {},
  optionHelp: {},
  examples: ['meshwright ls', 'meshwright ls --json'],
  ofProjectAlone: () => true,
  async run(call) {
    const { project } = await openProject(call)
    const tables = project.nodes.map((node) => ({
      name: node.contract.name,
      layer: node.contract.layer,
      kind: kindOf(node),
      owner: node.contract.owner,
      columns: node.contract.columns.length,
      checks: node.checks.length,
      upstream: node.upstream,
    }))
    if (call.options['json'] === true) call.terminal.out(jsonText(tables))
    else {
      const header = ['table', 'layer', 'made by', 'owner', 'columns', 'checks', 'from']
      const rows = tables.map((table) => [
        table.name,
        table.layer,
        table.kind,
        table.owner,
        String(table.columns),
        String(table.checks),
        table.upstream.join(', '),
      ])
      call.terminal.out(textTable([header, ...rows], ['left', 'left', 'left', 'left', 'right', 'right']))
    }
    return 0
  },
}

/** What makes a table, for people: `source (files)`, `table`, `view`. */
export const kindOf = (node: ProjectNode): string =>
  node.made.by === 'stream' ? `source (${node.made.stream.connector})` : node.made.model.materialization
