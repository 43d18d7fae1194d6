export { CliError, type CliErrorCode } from './cli-error.ts'
export {
  COMMON_OPTIONS,
  jsonText,
  openProject,
  reachOption,
  text,
  type Call,
  type Command,
  type Completed,
  type OpenedProject,
  type OptionValue,
} from './command.ts'
export { run, runOpened } from './commands/run.ts'
export { main } from './main.ts'
export { nearPath } from './near-path.ts'
export type { Modules } from './module-hooks.ts'
export type { ModuleReach } from './module-reach.ts'
export { runCommand } from './run-command.ts'
export type { FileStamp, StrippedSources } from './stripped-sources.ts'
export { processTerminal, type Paint, type Style, type Terminal } from './terminal.ts'
export { textTable, type Align } from './text-table.ts'
