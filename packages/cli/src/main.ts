import { didYouMean, MeshwrightError, nearestName } from '@meshwright/contracts'
import { parseArgs } from 'node:util'
import { CliError } from './cli-error.ts'
import { COMMON_OPTIONS, jsonText, type Command } from './command.ts'
import { commandHelp, generalHelp } from './help.ts'
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
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(await generalHelp(COMMANDS, rest[0]))
    return name === undefined ? 2 : 0
  }
  const load = COMMANDS[name]
  if (load === undefined) {
    terminal.err(`meshwright: there is no command "${name}"${didYouMean(name, Object.keys(COMMANDS))}\nmeshwright --help lists them.\n`)
    return 2
  }
  return runCommand(await load(), rest, terminal, cwd)
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
    return await command.run({ terminal, operands: positionals, options: values, cwd })
  } catch (error) {
    return report(error, json, terminal)
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
    throw new CliError('usage', `meshwright ${command.name}: ${problem}\nmeshwright ${command.name} --help lists them.`, { cause: error })
  }
}

function report(error: unknown, json: boolean, terminal: Terminal): number {
  const known = error instanceof MeshwrightError
  const message = error instanceof Error ? error.message : String(error)
  if (json)
    terminal.out(jsonText({ error: { code: known ? error.code : 'unexpected', message, problems: known ? error.problems : [message] } }))
  terminal.err(`${terminal.paint('red', 'error')} ${message}\n`)
  if (!known && error instanceof Error && error.stack !== undefined)
    terminal.err(`${terminal.paint('dim', `This is a defect of Meshwright or of a package it uses:\n${error.stack}`)}\n`)
  return error instanceof CliError || (known && ['project-invalid', 'name-unknown'].includes(error.code)) ? 2 : 1
}
