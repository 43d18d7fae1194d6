import type { ParseArgsOptionsConfig } from 'node:util'
import { CliError } from './cli-error.ts'
import type { Call } from './command.ts'

export const LOG_OPTION = { 'log-format': { type: 'string' } } as const satisfies ParseArgsOptionsConfig

export const LOG_HELP: Readonly<Record<keyof typeof LOG_OPTION, string>> = {
  'log-format': 'how it speaks on stderr: text for people, or json, a line for each thing that happens (default: text)',
}

/** Throws CliError `usage`. */
export function logFormat(call: Call): 'json' | 'text' {
  const given = call.options['log-format'] ?? 'text'
  if (given === 'json' || given === 'text') return given
  throw new CliError('usage', `--log-format: "${String(given)}" is none; write --log-format json, or text`)
}

/** What was asked for, also where the rest of the arguments is no call. */
export const logFormatOf = (args: readonly string[]): 'json' | 'text' =>
  args.some((arg, at) => arg === '--log-format=json' || (arg === '--log-format' && args[at + 1] === 'json')) ? 'json' : 'text'
