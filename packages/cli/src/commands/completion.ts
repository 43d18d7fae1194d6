import { dirname, join, resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import { jsonText, text, type Call, type Command } from '../command.ts'
import { bashCompletion } from '../completion/bash-completion.ts'
import { completionData, type CompletionData } from '../completion/completion-data.ts'
import { fishCompletion } from '../completion/fish-completion.ts'
import { tableNames } from '../completion/table-names.ts'
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
    async run(call) {
      const [shell = '', ...more] = call.operands
      // What the scripts ask.
      if (shell === 'tables') {
        for (const name of await names(call)) call.terminal.out(`${name}\n`)
        return 0
      }
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
async function names(call: Call): Promise<readonly string[]> {
  const given = text(call.options['project'])
  try {
    const { configPath } = await import('../load-config.ts')
    const config = configPath(given, call.cwd)
    const home = text(call.options['home'])
    return await tableNames(config, home === undefined ? join(dirname(config), '.meshwright') : resolve(call.cwd, home), async () => {
      const { loadConfig } = await import('../load-config.ts')
      const { project } = await loadConfig(config, call.cwd)
      return project.nodes.map((node) => node.contract.name)
    })
  } catch {
    return []
  }
}
