import type { Project } from '@meshwright/pipeline'
import { dirname, join, resolve } from 'node:path'
import type { ParseArgsOptionsConfig } from 'node:util'
import type { LoadedConfig } from './load-config.ts'
import { shellWord } from './shell-words.ts'
import type { Terminal } from './terminal.ts'

/** One command: what help says about it, and what it does. It returns the exit code: 0 fine, 1 data or run failed, 2 usage. */
export interface Command {
  readonly name: string
  /** How it is called; `meshwright <name>` unless a script calls it: `npm start --`. */
  readonly calledAs?: string
  readonly summary: string
  /** What follows the name: `<name>`, `"select …"`. */
  readonly operands: string
  readonly options: ParseArgsOptionsConfig
  /** Option → what it does, for help. */
  readonly optionHelp: Readonly<Record<string, string>>
  readonly examples: readonly string[]
  /** What a shell offers for what follows the name, place by place, and for the values of options. */
  readonly completes?: { readonly operands?: readonly Completed[]; readonly options?: Readonly<Record<string, Completed>> }
  /** Whether what a call prints follows from the project's files alone, not from data, warehouse or clock, so that it can be kept. */
  ofProjectAlone?(args: readonly string[]): boolean
  run(call: Call): Promise<number>
}

/** Names of tables of the project, paths of files, or one of these words. */
export type Completed = 'tables' | 'files' | readonly string[]

export const calledAs = (command: Command): string => command.calledAs ?? `meshwright ${command.name}`

/** One call of a command. */
export interface Call {
  readonly terminal: Terminal
  readonly operands: readonly string[]
  readonly options: Readonly<Record<string, OptionValue>>
  readonly cwd: string
  /** What this process imports: the URLs, and the texts of modules, which are let go when the project is loaded. */
  readonly modules?: { readonly loaded: ReadonlySet<string>; readonly sources: { close(): void }; release(): void } | undefined
}

/** What was given for an option; an option that may be repeated has an array. */
export type OptionValue = string | boolean | readonly (string | boolean)[] | undefined

/** Options that every command has. */
export const COMMON_OPTIONS = {
  project: { type: 'string' },
  home: { type: 'string' },
  environment: { type: 'string' },
  json: { type: 'boolean' },
  'no-cache': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig

export const COMMON_HELP: Readonly<Record<keyof typeof COMMON_OPTIONS, string>> = {
  project: 'a config file, or the folder it is in (default: the nearest meshwright.config.ts upwards)',
  home: 'where the warehouse file, the run log and the reports are (default: .meshwright beside the config)',
  environment: 'which environment of the config, such as dev or prod (default: its first)',
  json: 'machine-readable output on stdout',
  'no-cache': 'load the project, also where an answer was kept and no file has changed since',
  help: 'this help',
}

export interface OpenedProject {
  readonly project: Project
  readonly home: string
  /** The folder of the config. */
  readonly folder: string
  /** Whether the config names several environments. */
  readonly among: 'one' | 'several'
  /** The options with which another command finds the same project, home and environment; printed with what to do next. */
  readonly reach: readonly string[]
}

/** The project and home folder that the options name. */
export async function openProject(call: Call): Promise<OpenedProject> {
  const { loadConfig } = await import('./load-config.ts') // with the contracts package behind it, which help does without
  const environment = text(call.options['environment'])
  const loaded = await loadConfig(text(call.options['project']), call.cwd, { environment, say: call.terminal.err })
  call.modules?.sources.close()
  const { project } = loaded
  const home = text(call.options['home'])
  return {
    project,
    folder: dirname(loaded.path),
    home: home === undefined ? homeOf(loaded) : resolve(call.cwd, home),
    among: loaded.environments.length > 1 ? 'several' : 'one',
    reach: (['project', 'home', 'environment'] as const).flatMap((option) => reachOption(option, text(call.options[option]))),
  }
}

/** `.meshwright` beside the config; each environment after the first has a folder of its own in it. */
export const homeOf = ({ path, project, environments }: Pick<LoadedConfig, 'path' | 'project' | 'environments'>): string =>
  join(dirname(path), '.meshwright', ...(project.environment.name === environments[0] ? [] : [project.environment.name]))

/** `--home ../shop-data`, as it is typed in a shell. */
export const reachOption = (option: 'project' | 'home' | 'environment', value: string | undefined): string[] =>
  value === undefined ? [] : [`--${option}`, shellWord(value)]

export const text = (option: OptionValue): string | undefined => (typeof option === 'string' ? option : undefined)

/** A value as JSON text: bigints are their digits, as text. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner), 2)}\n`
}
