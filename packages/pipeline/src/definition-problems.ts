import { columnOf, ContractError, didYouMean, unknownOptions, type Resolver } from '@meshwright/contracts'
import type { SqlDialect } from '@meshwright/sql'
import { describedValue } from './described-value.ts'
import type { ProjectDefinition, ProjectNode } from './project.ts'
import { scheduleProblems } from './schedule.ts'

const OPTIONS = {
  name: true,
  description: true,
  warehouse: true,
  sources: true,
  models: true,
  checks: true,
  tests: true,
  reports: true,
  schedule: true,
  observers: true,
  owner: true,
  tags: true,
  commands: true,
  pools: true,
  tasks: true,
  timeoutSeconds: true,
  wakesOn: true,
  environment: true,
} satisfies Record<keyof ProjectDefinition, true>

const isPlain = (entry: object) => Object.getPrototypeOf(entry) === Object.prototype

/** What the compiler would have refused: configs in JavaScript, and TypeScript that nobody compiled, come here as they are. */
export function shapeProblems(definition: ProjectDefinition): string[] {
  const problems = unknownOptions(definition, OPTIONS)
  if (typeof definition.warehouse?.open !== 'function')
    problems.push(`warehouse: is ${describedValue(definition.warehouse)}, not a warehouse; write warehouse: duckdb()`)
  if (definition.schedule !== undefined) problems.push(...scheduleProblems(definition.schedule))
  const lists: readonly (readonly [keyof ProjectDefinition, string, (entry: Readonly<Record<string, unknown>>) => boolean])[] = [
    ['sources', "a source; write files('./data', [csv(orders)])", (entry) => Array.isArray(entry['streams'])],
    ['models', 'a model; write model(contract, upstream, query)', (entry) => typeof entry['node'] === 'function'],
    ['checks', 'the checks of a table; write checks(orders, (check) => [ … ])', (entry) => typeof entry['table'] === 'string'],
    ['reports', 'a report', (entry) => typeof entry['render'] === 'function'],
    ['tests', 'a test of a model; write modelTest(model, { … })', (entry) => typeof entry['given'] === 'object'],
    ['commands', "a command; write { name: 'notify', run: ['./notify.sh'] }", (entry) => Array.isArray(entry['run'])],
    ['tasks', "settings of tasks; write { select: 'layer:raw', timeoutSeconds: 600 }", isPlain],
    ['wakesOn', "a table; write { project: 'platform', name: 'orders' }", isPlain],
    ['tags', "a text; write tags: ['finance']", (entry) => typeof entry.valueOf() === 'string'],
    ['observers', "an observer; write webhook({ url: secret('…') })", (entry) => typeof entry['begin'] === 'function'],
  ]
  for (const [list, wanted, fits] of lists) {
    const entries: unknown = definition[list] ?? []
    if (!Array.isArray(entries)) problems.push(`${list}: is ${describedValue(entries)}, not a list; write ${list}: [ … ]`)
    else
      for (const [index, entry] of entries.entries())
        if (!fits(Object(entry) as Record<string, unknown>)) problems.push(`${list}[${index}]: is ${describedValue(entry)}, not ${wanted}`)
  }
  return problems
}

/** Columns that the checks of a table speak of and that are not there. */
export function checkProblems(node: ProjectNode, nodes: ReadonlyMap<string, ProjectNode>): string[] {
  const { name, columns } = node.contract
  const own = new Set(columns.map((column) => column.name))
  const problems: string[] = []
  for (const check of node.checks) {
    for (const column of check.columns)
      if (!own.has(column)) problems.push(`check ${name}.${check.name}: ${name} has no column "${column}"${didYouMean(column, own)}`)
    const { to, toColumn } = Object(check.params) as { to?: unknown; toColumn?: unknown }
    const other = typeof to === 'string' && typeof toColumn === 'string' ? nodes.get(to)?.contract : undefined
    if (other === undefined || columnOf(other, toColumn as string) !== undefined) continue
    const names = other.columns.map((column) => column.name)
    problems.push(`check ${name}.${check.name}: ${String(to)} has no column "${String(toColumn)}"${didYouMean(String(toColumn), names)}`)
  }
  return problems
}

/** Names that the warehouse cannot hold, hidden tables included, so that a run does not find out in the middle. */
export function nameProblems(project: string, resolver: Resolver, { maxIdentifierBytes }: SqlDialect, node: ProjectNode): string[] {
  const { name, version, columns } = node.contract
  const long = columns
    .filter((column) => Buffer.byteLength(column.name) > maxIdentifierBytes)
    .map(
      (column) =>
        `${name}: column "${column.name}" is longer than the ${maxIdentifierBytes} bytes that the warehouse can hold; choose a shorter name`,
    )
  try {
    resolver.resolve({ project, name, version }, { stage: 'staged', runId: 'runs----' })
    return long
  } catch (error) {
    if (error instanceof ContractError) return [error.message, ...long]
    throw error
  }
}
