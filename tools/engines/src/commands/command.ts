import type { ParseArgsOptionsConfig } from 'node:util'
import type { Engine } from '../engine.ts'
import type { Kept } from '../old-folders.ts'
import type { Surroundings } from '../surroundings.ts'

/** One command of `engines`. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** What it does when no engine is named. */
  readonly withoutNames: 'all' | 'refuses'
  readonly options: ParseArgsOptionsConfig
  readonly optionHelp: Readonly<Record<string, string>>
  readonly examples: readonly string[]
  /** Returns the exit code: 0 fine, 1 something is missing or failed. */
  run(call: Call): Promise<number>
}

export interface Call {
  /** Those that were named, else all. */
  readonly engines: readonly Engine[]
  readonly named: 'some' | 'none'
  /** Those, and without names also what else the cache holds. */
  readonly kept: readonly Kept[]
  readonly options: Readonly<Record<string, unknown>>
  readonly json: boolean
  readonly surroundings: Surroundings
  /** Aborted by the interrupt key. */
  readonly signal: AbortSignal
  /** What was asked for, to stdout. */
  out(text: string): void
  /** Everything else, a line. */
  say(line: string): void
}

/** What a person did wrong in calling it: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`
