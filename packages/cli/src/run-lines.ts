import type { CheckResult } from '@meshwright/contracts'
import type { Project, RunSummary, TaskResult } from '@meshwright/pipeline'
import { pathToFileURL } from 'node:url'
import { shellWord } from './shell-words.ts'
import type { Paint, Terminal } from './terminal.ts'
import { counted, duration, grouped, textTable } from './text-table.ts'
import { typedName } from './typed-name.ts'
import { wrapList } from './wrap-list.ts'

const left = (text: string, width: number) => text.padEnd(width)

/** Where the closing block is shown, and the options that its suggestions need. */
export interface ClosingView extends Pick<Terminal, 'paint' | 'columns'> {
  readonly reach: readonly string[]
}

/** The closing block: rejects, warnings, errors, what was not run or not needed, totals, and what to do next. */
export function runLines(summary: RunSummary, project: Project, view: ClosingView): string {
  const { tasks } = summary
  const { paint, columns } = view
  const command = (words: string) => ['npx meshwright', words, ...view.reach].join(' ')
  const checks = tasks.flatMap((task) => task.checks ?? [])
  const width = Math.min(columns, 120) - 1
  const lines = [
    ...rejectedLines(tasks, command),
    ...tasks.flatMap(({ load }) =>
      load?.ignoredColumns.length ? wrapList(`${left('ignored', 9)}${load.label}, not in the contract: `, load.ignoredColumns, width) : [],
    ),
    ...checks
      .filter((check) => check.status === 'warned')
      .map((check) => paint('yellow', `${left('warn', 9)}${check.table}.${check.name}: ${check.message}`)),
    ...summary.warnings.map((warning) => paint('yellow', `${left('warn', 9)}${warning}`)),
    ...failedLines(tasks, paint, width),
    ...(summary.error === undefined ? [] : ['', paint('red', `${left('failed', 9)}${summary.error.message}`)]),
    ...unpublishedLines(tasks, 'blocked', 'not built, published as they were: ', width),
    ...unpublishedLines(tasks, 'cancelled', 'not published, the next run goes on with them: ', width),
    ...unchangedLines(tasks, project, width),
  ]
  const block = lines
    .map((line) => (line === '' ? '\n' : ` ${line}\n`))
    .join('')
    .replace(/^\n+/, '')
  return `${tasks.every((task) => task.status === 'unchanged') ? '' : '\n'}${block}${lines.length ? '\n' : ''}${closing(summary, project, checks, paint, command)}`
}

/** Tasks that failed, and why: of several that failed for one reason, such as a lost server, it is told once. */
function failedLines(tasks: readonly TaskResult[], paint: Paint, width: number): string[] {
  const reasons = new Map<string, string[]>()
  for (const { task, error } of tasks) if (error !== undefined) reasons.set(error.message, [...(reasons.get(error.message) ?? []), task.id])
  return [...reasons].flatMap(([reason, ids]) => [
    '',
    ...wrapList(left('failed', 9), ids, width).map((line) => paint('red', line)),
    ...reason.split('\n').map((line) => `  ${line}`),
  ])
}

/** One line per table that rejected rows, their columns lined up. */
function rejectedLines(tasks: readonly TaskResult[], command: (words: string) => string): string[] {
  const rows = tasks.flatMap(({ load }) => {
    if (load === undefined || load.counts.rejected === 0) return []
    const { rejected, read } = load.counts
    const table = load.loadId.slice(load.loadId.indexOf(':') + 1)
    return [
      [`${table}:`, `${grouped(rejected)} of ${counted(read, 'row')} (${share(rejected, read)}), kept`, command(`rejects show ${table}`)],
    ]
  })
  return textTable(rows, [], left('rejected', 9)).split('\n').slice(0, -1)
}

/** Tables that were not published as the run failed or was stopped. */
function unpublishedLines(tasks: readonly TaskResult[], status: 'blocked' | 'cancelled', why: string, width: number): string[] {
  const failed = new Set(tasks.filter((task) => task.status === 'failed').map((task) => task.task.target))
  const names = tasks
    .filter((task) => task.status === status && !['ingest', 'build'].includes(task.task.kind) && !failed.has(task.task.target))
    .map((task) => task.task.target)
  return names.length ? ['', ...wrapList(`${left(status === 'blocked' ? 'blocked' : 'stopped', 9)}${why}`, names, width)] : []
}

const share = (part: number, whole: number) =>
  `${((100 * part) / Math.max(1, whole)).toLocaleString('en-US', { maximumSignificantDigits: 2 })}%`

function unchangedLines(tasks: readonly TaskResult[], project: Project, width: number): string[] {
  const names = tasks.filter((task) => task.status === 'unchanged' && task.task.kind === 'gate').map((task) => task.task.target)
  const madeBy = (by: 'stream' | 'model') => names.filter((name) => project.node(name)?.made.by === by)
  const [sources, models] = [madeBy('stream'), madeBy('model')]
  const parts = [
    ...(sources.length ? [counted(sources.length, 'source')] : []),
    ...(models.length ? [counted(models.length, 'model')] : []),
  ]
  if (parts.length === 0) return []
  return names.length === gated(tasks, project).length
    ? [`${left('skipped', 9)}as unchanged: everything (${parts.join(', ')})`]
    : wrapList(`${left('skipped', 9)}as unchanged: `, names, width)
}

/** The tables that a run was about. */
const gated = (tasks: readonly TaskResult[], project: Project) => {
  const targets = new Set(tasks.flatMap(({ task }) => (task.kind === 'gate' ? [task.target] : [])))
  return project.nodes.filter((node) => targets.has(node.contract.name))
}

function closing(
  summary: RunSummary,
  project: Project,
  checks: readonly CheckResult[],
  paint: Paint,
  command: (words: string) => string,
): string {
  const { tasks } = summary
  const count = (status: CheckResult['status']) => checks.filter((check) => check.status === status).length
  const failed = count('failed') + count('error')
  const verdicts = [
    `${grouped(count('passed'))} passed`,
    ...(count('warned') ? [`${grouped(count('warned'))} warned`] : []),
    ...(failed ? [`${grouped(failed)} failed`] : []),
  ].join(', ')
  const rejected = tasks.reduce((total, task) => total + (task.load?.counts.rejected ?? 0), 0)
  const nodes = gated(tasks, project)
  const sources = nodes.filter((node) => node.made.by === 'stream').length
  const word = summary.status === 'succeeded' ? paint('green', 'done') : paint('red', summary.status)
  const facts = [
    `${word} in ${duration(summary.milliseconds)}`,
    ...(tasks.length === 0 ? ['nothing to do'] : []),
    ...(sources ? [counted(sources, 'source')] : []),
    ...(sources < nodes.length ? [counted(nodes.length - sources, 'model')] : []),
    ...(checks.length ? [`${counted(checks.length, 'check')}: ${verdicts}`] : []),
    ...(rejected ? [`${counted(rejected, 'row')} rejected and kept`] : []),
  ]
  const reports = tasks.flatMap((task) => (task.path === undefined ? [] : [` ${left('report', 9)}${pathToFileURL(task.path).href}\n`]))
  const last = nodes.at(-1)?.contract
  const next =
    summary.status === 'succeeded' && last !== undefined
      ? ` ${left('next', 9)}${command(`show ${last.name}`)} · ${command(`query ${inQuotes(`select * from ${typedName(project, last)}`)}`)}\n`
      : ''
  return ` ${facts.join(' · ')}\n${reports.join('')}${next}`
}

/** As one word of a shell. */
const inQuotes = (sql: string): string => (sql.includes('"') ? shellWord(sql) : `"${sql}"`)
