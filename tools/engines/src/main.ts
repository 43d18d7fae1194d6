import { didYouMean } from '@meshwright/contracts'
import { parseArgs } from 'node:util'
import { inWords, UsageError, type Call, type Command } from './commands/command.ts'
import { doctor } from './commands/doctor.ts'
import { install } from './commands/install.ts'
import { removeOldCommand } from './commands/remove-old.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { stop } from './commands/stop.ts'
import type { Engine } from './engine.ts'
import { ENGINES, KEPT_BESIDE } from './engines.ts'
import { surroundings } from './surroundings.ts'

const COMMANDS: readonly Command[] = [install, start, status, stop, doctor, removeOldCommand]

/** The `engines` command. Returns the exit code: 0 fine, 1 something is missing or failed, 2 a call that is none. */
export async function main(args: readonly string[], engines: readonly Engine[] = ENGINES): Promise<number> {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const out = (text: string) => void process.stdout.write(text)
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(new Error('interrupted: what was started is stopped'))
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const [word, ...rest] = args
    if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
      out(helpText(engines))
      return word === undefined ? 2 : 0
    }
    const command = COMMANDS.find(({ name }) => name === word)
    if (command === undefined) {
      const names = COMMANDS.map(({ name }) => name)
      throw new UsageError(`there is no command "${word}"${didYouMean(word, names) || `: ${names.join(', ')}`}`)
    }
    const call = readCall(command, rest, engines)
    if (call === 'help') {
      out(commandHelp(command, engines))
      return 0
    }
    return await command.run({ ...call, surroundings: surroundings(process.env, say), signal: interrupted.signal, out, say })
  } catch (error) {
    say(`error ${inWords(error)}`)
    if (!(error instanceof UsageError)) return 1
    say('npx engines --help')
    return 2
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

function readCall(
  command: Command,
  args: readonly string[],
  engines: readonly Engine[],
): Pick<Call, 'engines' | 'named' | 'kept' | 'options' | 'json'> | 'help' {
  const options = { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens)
    if (token.kind === 'option' && !Object.hasOwn(options, token.name) && token.rawName !== '-h')
      throw new UsageError(`there is no option ${token.rawName}${didYouMean(token.name, Object.keys(options))}`)
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(inWords(error))
  }
  const { values, positionals } = parsed
  if (values.help === true) return 'help'
  const names = engines.map(({ name }) => name)
  const unknown = positionals.filter((name) => !names.includes(name))
  if (unknown.length > 0)
    throw new UsageError(
      unknown.map((name) => `there is no engine "${name}"${didYouMean(name, names) || `: ${names.join(', ')}`}`).join('\n'),
    )
  if (positionals.length === 0 && command.withoutNames === 'refuses')
    throw new UsageError(`${command.name}: name one or more of ${serversOf(engines).join(', ')}`)
  const named = new Set(positionals)
  const meant = named.size === 0 ? engines : [...named].flatMap((name) => engines.filter((engine) => engine.name === name))
  return {
    engines: meant,
    named: named.size === 0 ? 'none' : 'some',
    kept: named.size === 0 ? [...meant, ...KEPT_BESIDE] : meant,
    options: values,
    json: values.json === true,
  }
}

const serversOf = (engines: readonly Engine[]) => engines.flatMap(({ name, server }) => (server === undefined ? [] : [name]))

function helpText(engines: readonly Engine[]): string {
  const width = Math.max(...engines.map(({ name }) => name.length), ...COMMANDS.map(({ name }) => name.length)) + 2
  return [
    'npx engines <command> [engine …] [options]: real engines for tests and for trying things out',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    'engines',
    ...engines.map(({ name, about, server }) => `  ${name.padEnd(width)}${about}${server === undefined ? '' : ' · can be started'}`),
    '',
    'examples',
    ...COMMANDS.flatMap(({ examples }) => examples.slice(0, 1)).map((example) => `  ${example}`),
    '',
    'Each command takes --json and --help. The cache is ~/.cache/meshwright/engines; MESHWRIGHT_ENGINES names another.',
    '',
  ].join('\n')
}

function commandHelp({ name, summary, withoutNames, optionHelp, examples }: Command, engines: readonly Engine[]): string {
  const names = name === 'start' ? serversOf(engines) : engines.map((engine) => engine.name)
  const options = { ...optionHelp, json: 'an array on stdout', help: 'this help' }
  return [
    `npx engines ${name} ${withoutNames === 'refuses' ? '<engine …>' : '[engine …]'}`,
    '',
    summary,
    '',
    `engines  ${names.join(', ')}`,
    '',
    ...Object.entries(options).map(([option, does]) => `  --${option.padEnd(8)}${does}`),
    '',
    'examples',
    ...examples.map((example) => `  ${example}`),
    '',
  ].join('\n')
}
