import { diffManifests, type ContractDocument, type Manifest } from '@meshwright/contracts'
import { manifestProject } from '@meshwright/pipeline'
import { contractChecks } from '@meshwright/quality'
import { changeLines } from '../change-lines.ts'
import { CliError } from '../cli-error.ts'
import { openProject, type Command } from '../command.ts'
import { documentText } from '../document-text.ts'
import { readManifest } from '../manifest-file.ts'

/** The checks that follow from a contract alone. */
export const promised = (contract: ContractDocument) => contractChecks(contract)

export const diff: Command = {
  name: 'diff',
  summary:
    'Compares two manifests, or one with the project at hand: what changed, whom it breaks, whom it reaches, which version says so. Ends with 1 when readers break under a version that they were promised.',
  operands: '<old.json> [<new.json>]',
  options: {},
  optionHelp: {},
  completes: { operands: ['files', 'files'] },
  examples: [
    'meshwright diff published.json',
    'meshwright diff old.json new.json --json',
    'git show main:manifest.json > old.json && meshwright diff old.json',
  ],
  async run(call) {
    const [oldPath, newPath, extra] = call.operands
    if (oldPath === undefined || extra !== undefined)
      throw new CliError(
        'usage',
        'meshwright diff: name the old manifest, and the new one unless it is the project at hand\nmeshwright diff --help shows examples.',
      )
    const old = readManifest(oldPath, call.cwd)
    const now: Manifest = newPath === undefined ? manifestProject((await openProject(call)).project) : readManifest(newPath, call.cwd)
    if (old.project !== now.project)
      call.terminal.err(`${call.terminal.paint('yellow', 'warn')} these are manifests of two projects, ${old.project} and ${now.project}\n`)
    const found = diffManifests(old, now, { promised })
    if (call.options['json'] === true) for (const text of documentText(found)) call.terminal.out(text)
    else call.terminal.out(changeLines(found, call.terminal.paintOut))
    return found.undeclared.length === 0 ? 0 : 1
  },
}
