import { calledAs, COMMON_HELP, COMMON_OPTIONS, type Command } from './command.ts'
import { textTable } from './text-table.ts'

/** Help over all commands. */
export function generalHelp(): string {
  return `Usage: meshwright <command> [options]

${textTable(SUMMARIES, [], '  ')}
Options of every command
${optionTable(COMMON_HELP, COMMON_OPTIONS)}
Exit codes: 0 fine, 1 data or run failed, 2 usage. meshwright <command> --help shows its options and examples.

Examples
${EXAMPLES.map((example) => `  ${example}\n`).join('')}`
}

// Stands here so that help loads no command.
export const SUMMARIES: readonly (readonly [string, string])[] = [
  ['run', 'ingest, build, check and publish what changed'],
  ['ingest', 'the sources alone'],
  ['build', 'the models alone, over what is published'],
  ['check', 'the checks of what is published'],
  ['plan', 'show what a run would do, and why'],
  ['query', 'ask the warehouse in SQL'],
  ['ls', 'list the tables, reports and commands'],
  ['show', 'everything about one table'],
  ['diff', 'what changed since a manifest, and whom it breaks'],
  ['manifest', 'the project as one JSON document'],
  ['doctor', 'look for what could keep a project from working'],
  ['completion', 'a script that completes the command in a shell'],
  ['init', 'a new project that runs as it is'],
  ['test', 'run the tests of the models'],
  ['rejects', 'rows that were not loaded, and why'],
  ['emit', 'the plan as files for a scheduler'],
  ['runs', 'the last runs, and what became of their tasks'],
  ['schedule', 'run the project whenever it is due'],
]

const EXAMPLES = [
  'meshwright run',
  'meshwright run --select +dm_monthly_sales',
  'meshwright query "select * from orders limit 10"',
  'meshwright show orders',
  'meshwright rejects list',
]

/** Help over one command. */
export function commandHelp(command: Command): string {
  return `Usage: ${calledAs(command)}${command.operands === '' ? '' : ` ${command.operands}`} [options]

${command.summary}

Options
${optionTable({ ...command.optionHelp, ...COMMON_HELP }, { ...command.options, ...COMMON_OPTIONS })}
Examples
${command.examples.map((example) => `  ${example}\n`).join('')}`
}

function optionTable(help: Readonly<Record<string, string>>, options: Command['options']): string {
  const rows = Object.entries(help).map(([name, meaning]) => {
    const option = options[name]
    return [`${option?.short === undefined ? '' : `-${option.short}, `}--${name}${option?.type === 'string' ? ` <${name}>` : ''}`, meaning]
  })
  return textTable(rows, [], '  ')
}
