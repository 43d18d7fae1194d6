import { COMMON_HELP, COMMON_OPTIONS, type Command, type Completed } from '../command.ts'

/** Everything a shell has to know to complete a call, but for the names of the tables. */
export interface CompletionData {
  readonly commands: readonly CompletedCommand[]
}

export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  readonly options: readonly CompletedOption[]
  /** What may stand at each place after the command. */
  readonly operands: readonly Completed[]
}

export interface CompletedOption {
  readonly name: string
  readonly short: string | undefined
  readonly help: string
  /** What its value may be; undefined for a switch. */
  readonly value: Completed | undefined
}

/** `summaries`: what the general help says of each command. */
export function completionData(commands: readonly Command[], summaries: ReadonlyMap<string, string>): CompletionData {
  return {
    commands: commands.map((command) => {
      const help: Readonly<Record<string, string>> = { ...command.optionHelp, ...COMMON_HELP }
      return {
        name: command.name,
        summary: summaries.get(command.name) ?? command.summary,
        options: Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([name, option]) => ({
          name,
          short: 'short' in option ? option.short : undefined,
          help: help[name] ?? '',
          value: option.type === 'string' ? (command.completes?.options?.[name] ?? VALUES[name] ?? []) : undefined,
        })),
        operands: command.completes?.operands ?? [],
      }
    }),
  }
}

const VALUES: Readonly<Record<string, Completed>> = { project: 'files', home: 'files', select: 'tables', exclude: 'tables', state: 'files' }
