import { readFileSync } from 'node:fs'
import type { Command } from './command.ts'
import { commandHelp, generalHelp } from './help.ts'
import type { Modules } from './module-hooks.ts'
import { processTerminal, type Terminal } from './terminal.ts'

// Each is imported when it is called: `--help` loads none of them, and no package besides this one.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).run,
  ingest: async () => (await import('./commands/run.ts')).ingest,
  build: async () => (await import('./commands/run.ts')).build,
  check: async () => (await import('./commands/run.ts')).check,
  plan: async () => (await import('./commands/plan.ts')).plan,
  query: async () => (await import('./commands/query.ts')).query,
  ls: async () => (await import('./commands/ls.ts')).ls,
  show: async () => (await import('./commands/show.ts')).show,
  diff: async () => (await import('./commands/diff.ts')).diff,
  manifest: async () => (await import('./commands/manifest.ts')).manifest,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  completion: async () => (await import('./commands/completion.ts')).completionOf(COMMANDS),
  init: async () => (await import('./commands/init.ts')).init,
  test: async () => (await import('./commands/test.ts')).test,
  rejects: async () => (await import('./commands/rejects.ts')).rejects,
  emit: async () => (await import('./commands/emit.ts')).emit,
  runs: async () => (await import('./commands/runs.ts')).runs,
  schedule: async () => (await import('./commands/schedule.ts')).schedule,
}

/**
 * Runs the command line and returns the exit code: 0 fine, 1 data or run failed, 2 usage. With `modules`, the imports of this
 * process, an answer that follows from them alone is kept, and given again while they are as they were; so are their texts without types.
 */
export async function main(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
  cwd: string | undefined = currentFolder(),
  modules?: Modules,
): Promise<number> {
  const [name, ...rest] = args
  const helped = name === '--help' || name === '-h' || name === 'help'
  if (name === '--version') {
    terminal.out(`${version()}\n`)
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
    const { didYouMean } = await import('@meshwright/contracts')
    const problem = wanted.startsWith('-')
      ? `options follow the command: meshwright <command> ${wanted}`
      : `there is no command "${wanted}"${didYouMean(wanted, Object.keys(COMMANDS))}`
    return refuse(`meshwright: ${problem}\nmeshwright --help lists them.`, args, terminal)
  }
  if (helped) {
    terminal.out(commandHelp(await load()))
    return 0
  }
  if (cwd === undefined) return refuse('meshwright: the folder that you are in is gone; go to one that is there', args, terminal)
  const run = async (to: Terminal) => (await import('./run-command.ts')).runCommand(await load(), rest, to, cwd, modules)
  if (modules === undefined) return run(terminal)
  const { askOnce } = await import('./answer.ts')
  return askOnce({ args, cwd, terminal, modules }, run, async () => (await load()).ofProjectAlone?.(rest) ?? false)
}

/** Undefined where the folder was removed meanwhile. */
function currentFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

async function refuse(problem: string, args: readonly string[], terminal: Terminal): Promise<number> {
  const { CliError } = await import('./cli-error.ts')
  const { logFormatOf } = await import('./log-format.ts')
  const { reportError } = await import('./report-error.ts')
  const answer = args.includes('--json') ? 'json' : 'text'
  return reportError(new CliError('usage', problem), { answer, log: logFormatOf(args) }, terminal)
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}
