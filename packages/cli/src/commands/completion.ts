import { CliError } from '../cli-error.ts'
import { jsonText, openProject, type Call, type Command } from '../command.ts'
import { bashCompletion } from '../completion/bash-completion.ts'
import { completionData, type CompletionData } from '../completion/completion-data.ts'
import { fishCompletion } from '../completion/fish-completion.ts'
import { zshCompletion } from '../completion/zsh-completion.ts'
import { SUMMARIES } from '../help.ts'

const SHELLS: Readonly<Record<string, (data: CompletionData) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

/** The command over all others, whose names and options it writes down. */
export function completionOf(commands: Readonly<Record<string, () => Promise<Command>>>): Command {
  return {
    name: 'completion',
    summary: 'Writes a script with which a shell completes commands, options and the names of tables.',
    operands: Object.keys(SHELLS).join(' | '),
    options: {},
    optionHelp: {},
    examples: [
      'eval "$(npx meshwright completion bash)"',
      'eval "$(npx meshwright completion zsh)"',
      'npx meshwright completion fish | source',
    ],
    completes: { operands: [Object.keys(SHELLS)] },
    ofProjectAlone: ([what]) => what === 'tables',
    async run(call) {
      const [shell = '', ...more] = call.operands
      // What the scripts ask.
      if (shell === 'tables') return tables(call)
      const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined
      if (script === undefined || more.length) {
        const { didYouMean } = await import('@meshwright/contracts')
        throw new CliError('usage', `meshwright completion: name a shell, bash, zsh or fish${didYouMean(shell, Object.keys(SHELLS))}`)
      }
      const data = completionData(await Promise.all(Object.values(commands).map((load) => load())), new Map(SUMMARIES))
      call.terminal.out(call.options['json'] === true ? jsonText(data) : script(data))
      return 0
    },
  }
}

/** None where there is no project, or one that cannot be loaded: a shell that completes is no place for messages. */
async function tables(call: Call): Promise<number> {
  try {
    const { project } = await openProject(call)
    for (const { contract } of project.nodes) call.terminal.out(`${contract.name}\n`)
    return 0
  } catch {
    return 1
  }
}
