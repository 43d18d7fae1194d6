import { manifestProject } from '@meshwright/pipeline'
import { openProject, type Command } from '../command.ts'
import { documentText } from '../document-text.ts'
import { SELECT_HELP, SELECT_OPTIONS, selectedTables } from '../selection.ts'

export const manifest: Command = {
  name: 'manifest',
  summary: 'Writes the project as one JSON document: contracts, sources, models with SQL and lineage, checks, owners.',
  operands: '',
  options: SELECT_OPTIONS,
  optionHelp: SELECT_HELP,
  examples: ['meshwright manifest > manifest.json', 'meshwright manifest --select layer:mart', "meshwright manifest | jq '.models[].name'"],
  ofProjectAlone: () => true,
  async run(call) {
    const { project } = await openProject(call)
    for (const text of documentText(manifestProject(project, selectedTables(call, project)))) call.terminal.out(text)
    return 0
  },
}
