import { manifestProject } from '@meshwright/pipeline'
import { openProject, type Command } from '../command.ts'
import { documentText } from '../document-text.ts'

export const manifest: Command = {
  name: 'manifest',
  summary: 'Writes the project as one JSON document: contracts, sources, models with SQL and lineage, checks, owners.',
  operands: '',
  options: {},
  optionHelp: {},
  examples: ['meshwright manifest > manifest.json', "meshwright manifest | jq '.models[].name'"],
  ofProjectAlone: () => true,
  async run(call) {
    const { project } = await openProject(call)
    for (const text of documentText(manifestProject(project))) call.terminal.out(text)
    return 0
  },
}
