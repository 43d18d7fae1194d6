import { didYouMean, nearestName } from '@meshwright/contracts'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { CliError } from './cli-error.ts'
import { calledAs, COMMON_OPTIONS, type Command } from './command.ts'
import { commandHelp, generalHelp } from './help.ts'
import { reportError } from './report-error.ts'
import { processTerminal, type Terminal } from './terminal.ts'

// Each is imported when it is called: `--help` loads none of them.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).run,
  plan: async () => (await import('./commands/plan.ts')).plan,
  query: async () => (await import('./commands/query.ts')).query,
  ls: async () => (await import('./commands/ls.ts')).ls,
  show: async () => (await import('./commands/show.ts')).show,
  manifest: async () => (await import('./commands/manifest.ts')).manifest,
  rejects: async () => (await import('./commands/rejects.ts')).rejects,
}

/** Runs the command line and returns the exit code: 0 fine, 1 data or run failed, 2 usage. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal(), cwd: string = process.cwd()): Promise<number> {
  const [name, ...rest] = args
  const helped = name === '--help' || name === '-h' || name === 'help'
  if (name === '--version') {
    terminal.out(`${await version()}\n`)
    return 0
  }
  const wanted = helped ? rest[0] : name
  if (wanted === undefined) {
    // Asked for, help is data; otherwise it says what was wrong with the call.
    terminal[helped ? 'out' : 'err'](generalHelp())
    return helped ? 0 : 2
  }
  const load = Object.hasOwn(COMMANDS, wanted) ? COMMANDS[wanted] : undefined
  if (load === undefined) {
    terminal.err(
      `${terminal.paint('red', 'error')} meshwright: there is no command "${wanted}"${didYouMean(wanted, Object.keys(COMMANDS))}\nmeshwright --help lists them.\n`,
    )
    return 2
  }
  if (helped) {
    terminal.out(commandHelp(await load()))
    return 0
  }
  return runCommand(await load(), rest, terminal, cwd)
}

async function version(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}

/** Runs one command with its arguments; errors become messages and exit codes. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  terminal: Terminal = processTerminal(),
  cwd: string = process.cwd(),
): Promise<number> {
  const json = args.includes('--json')
  try {
    const { values, positionals } = parse(command, args)
    if (values['help'] === true) {
      terminal.out(commandHelp(command))
      return 0
    }
    const [extra] = positionals
    if (command.operands === '' && extra !== undefined)
      throw new CliError('usage', `${calledAs(command)}: "${extra}" means nothing here\n${calledAs(command)} --help shows what does.`)
    return await command.run({ terminal, operands: positionals, options: values, cwd })
  } catch (error) {
    return reportError(error, json ? 'json' : 'text', terminal)
  }
}

function parse(command: Command, args: readonly string[]): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  const options = { ...COMMON_OPTIONS, ...command.options }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { values: values as Record<string, string | boolean | undefined>, positionals }
  } catch (error) {
    const unknown = /Unknown option '--?([^']+)'/.exec(error instanceof Error ? error.message : '')?.[1]
    const near = unknown === undefined ? undefined : nearestName(unknown, Object.keys(options))
    const problem =
      unknown === undefined
        ? (error as Error).message
        : `there is no option --${unknown}${near === undefined ? '' : `; did you mean --${near}?`}`
    throw new CliError('usage', `${calledAs(command)}: ${problem}\n${calledAs(command)} --help lists them.`, { cause: error })
  }
}
