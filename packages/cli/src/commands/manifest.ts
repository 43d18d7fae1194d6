import { manifestProject } from '@meshwright/pipeline'
import { openProject, type Command } from '../command.ts'
import { documentText } from '../document-text.ts'
import { SELECT_HELP, SELECT_OPTIONS, selectedTables } from '../selection.ts'
import { looksAtState } from '../state.ts'

export const manifest: Command = {
  name: 'manifest',
  summary: 'Writes the project as one JSON document: contracts, sources, models with SQL and lineage, checks, owners.',
  operands: '',
  options: SELECT_OPTIONS,
  optionHelp: SELECT_HELP,
  examples: ['meshwright manifest > manifest.json', 'meshwright manifest --select layer:mart', "meshwright manifest | jq '.models[].name'"],
  ofProjectAlone: (args) => !looksAtState(args),
  async run(call) {
    const { project, home, folder } = await openProject(call)
    const selected = selectedTables(call, project)
    const made = manifestProject(project, { home, directory: folder, ...(selected === undefined ? {} : { selected }) })
    for (const text of documentText(made)) call.terminal.out(text)
    return 0
  },
}
