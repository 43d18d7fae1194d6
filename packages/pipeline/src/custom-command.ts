import { didYouMean, unknownOptions, type AnyContract } from '@meshwright/contracts'
import type { ProjectDefinition, ProjectNode } from './project.ts'
import { commandId, reportId } from './selectable.ts'

/** A program of the project's own as a task of its plan: it ends with 0, or it failed. */
export interface CustomCommand {
  /** Names the task: `notify` → `command:notify`. */
  readonly name: string
  /** The program and its arguments; no shell reads them. It runs in the folder that the run is told, by default the config's. */
  readonly run: readonly [string, ...string[]]
  readonly description?: string
  /** Default: the project's. */
  readonly owner?: string
  readonly tags?: readonly string[]
  /** Tables of the project that it reads: it waits until their gates have published them. */
  readonly reads?: readonly AnyContract[]
  /** Names of tables that it makes available to others; none that the project makes. */
  readonly writes?: readonly string[]
  /** What it waits for: names of tables, `report:<name>`, `command:<name>`. A table is waited for until its gate has published it. */
  readonly after?: readonly string[]
  /** What waits for it, named in the same way. A table is not loaded or built before. */
  readonly before?: readonly string[]
}

const OPTIONS = {
  name: true,
  run: true,
  description: true,
  owner: true,
  tags: true,
  reads: true,
  writes: true,
  after: true,
  before: true,
} satisfies Record<keyof CustomCommand, true>

/** What is wrong with the commands of a project. */
export function commandProblems(
  { commands = [], reports = [] }: Pick<ProjectDefinition, 'commands' | 'reports'>,
  nodes: ReadonlyMap<string, ProjectNode>,
): string[] {
  const problems: string[] = []
  const ids = new Set([...nodes.keys(), ...reports.map(({ name }) => reportId(name)), ...commands.map(({ name }) => commandId(name))])
  const seen = new Set<string>()
  const writers = new Map<string, string>()
  for (const command of commands) {
    const { name, run, reads = [], writes = [], after = [], before = [] } = command
    problems.push(...unknownOptions(command, OPTIONS).map((problem) => `command ${name}: ${problem}`))
    if (typeof name !== 'string' || !/^[a-z][a-z0-9_-]*$/.test(name))
      problems.push(`command ${JSON.stringify(name)}: use lower case letters, digits, - and _ for its name`)
    if (seen.has(name)) problems.push(`there are two commands named "${name}"`)
    seen.add(name)
    if (!Array.isArray(run) || run.length === 0 || run.some((word) => typeof word !== 'string' || word.includes('\0')) || run[0] === '')
      problems.push(`command ${name}: run has to be a program and its arguments, such as ['node', 'scripts/notify.js']`)
    for (const contract of reads)
      if (!nodes.has(contract.name))
        problems.push(
          `command ${name} reads "${contract.name}", which no source or model of the project makes${didYouMean(contract.name, nodes.keys())}`,
        )
    for (const table of new Set(writes)) {
      const other = nodes.has(table) ? (nodes.get(table)?.made.by === 'stream' ? 'a source' : 'a model') : writers.get(table)
      if (other !== undefined) problems.push(`"${table}" has two writers: ${other} and the command ${name}`)
      else writers.set(table, `the command ${name}`)
    }
    for (const [word, list] of [
      ['after', after],
      ['before', before],
    ] as const)
      for (const id of list) {
        if (id === commandId(name)) problems.push(`command ${name} is ${word} itself`)
        else if (!ids.has(id))
          problems.push(`command ${name} is ${word} "${id}", which is no table, report: or command: of the project${didYouMean(id, ids)}`)
      }
  }
  return problems
}
