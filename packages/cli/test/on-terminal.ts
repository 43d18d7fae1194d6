import { spawnSync } from 'node:child_process'
import { BIN, start, type Ended } from './command.ts'

/** Why there is no terminal for tests, as the end of a test's name; empty where there is one. */
export const NO_TERMINAL = spawnSync('script', ['--version']).status === 0 ? '' : ' (skipped: `script` of util-linux is not there)'

/** The command on a terminal, by `script` of util-linux; both streams come back as one. */
export const onTerminal = (args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<Ended> =>
  start('script', ['-qec', ['stty cols 120;', process.execPath, BIN, ...args].join(' '), '/dev/null'], cwd, env).ended
