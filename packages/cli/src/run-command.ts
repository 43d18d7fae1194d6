import { jsonWithoutPasswords, nearestName, withoutPasswords } from '@meshwright/contracts'
import { parseArgs } from 'node:util'
import { CliError } from './cli-error.ts'
import { calledAs, COMMON_OPTIONS, type Command, type OptionValue } from './command.ts'
import { commandHelp } from './help.ts'
import { logFormatOf } from './log-format.ts'
import type { Modules } from './module-hooks.ts'
import { reportError } from './report-error.ts'
import { processTerminal, type Terminal } from './terminal.ts'

/** Runs one command with its arguments; errors become messages and exit codes. Passwords in URLs are masked on `err`. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  given: Terminal = processTerminal(),
  cwd: string = process.cwd(),
  modules?: Modules,
): Promise<number> {
  const masked = logFormatOf(args) === 'json' ? maskedLine : withoutPasswords
  const terminal: Terminal = { ...given, err: (text) => given.err(masked(text)) }
  const json = args.includes('--json')
  try {
    const { values, positionals } = parse(command, args)
    if (values['help'] === true) {
      terminal.out(commandHelp(command))
      return 0
    }
    const [extra] = positionals
    if (command.operands === '' && extra !== undefined) throw meaningless(command, extra)
    return await command.run({ terminal, operands: positionals, options: values, cwd, modules })
  } catch (error) {
    return reportError(error, { answer: json ? 'json' : 'text', log: logFormatOf(args) }, terminal)
  }
}

/** A line of JSON stays one. */
function maskedLine(text: string): string {
  try {
    return `${jsonWithoutPasswords(JSON.parse(text))}\n`
  } catch {
    return withoutPasswords(text)
  }
}

/** A word that a command does not take. */
export const meaningless = (command: Command, word: string): CliError =>
  new CliError(
    'usage',
    `${calledAs(command)}: "${word}" means nothing here${'select' in command.options ? `; tables are chosen with --select ${word}` : ''}\n${calledAs(command)} --help shows what does.`,
  )

/** What they name decides where data are read and written: the folder that one is in is not what nothing means. */
const NEVER_EMPTY = ['project', 'home', 'environment'] as const

function parse(command: Command, args: readonly string[]): { values: Record<string, OptionValue>; positionals: string[] } {
  const options = { ...COMMON_OPTIONS, ...command.options }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const empty = NEVER_EMPTY.find((name) => values[name] === '')
    if (empty !== undefined) throw new CliError('usage', `${calledAs(command)}: --${empty} is empty; is a variable of the shell not set?`)
    return { values: values as Record<string, OptionValue>, positionals }
  } catch (error) {
    if (error instanceof CliError) throw error
    const unknown = /Unknown option '(-[^']*)'/.exec(error instanceof Error ? error.message : '')?.[1]
    const near = unknown === undefined ? undefined : nearestName(unknown.replace(/^--?/, ''), Object.keys(options))
    const problem =
      unknown === undefined
        ? (error as Error).message
        : `there is no option ${unknown}${near === undefined ? '' : `; did you mean --${near}?`}${/\s/.test(unknown) ? '\nWhat begins with - and is no option stands after --, with every option before that.' : ''}`
    throw new CliError('usage', `${calledAs(command)}: ${problem}\n${calledAs(command)} --help lists them.`, { cause: error })
  }
}
