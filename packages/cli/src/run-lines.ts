import type { CheckResult } from '@meshwright/contracts'
import type { Project, RunSummary, TaskResult } from '@meshwright/pipeline'
import { pathToFileURL } from 'node:url'
import type { Paint } from './terminal.ts'
import { counted, duration, grouped } from './text-table.ts'

const left = (text: string, width: number) => text.padEnd(width)
const right = (text: string, width: number) => text.padStart(width)

/** One table (stage and gate together) or report, as one line. What was unchanged is summed up at the end, not listed. */
export function runLine(result: TaskResult, staged: TaskResult | undefined, paint: Paint): string {
  const { task } = result
  if (task.kind === 'report') {
    return result.status === 'done'
      ? ` ${left('report', 9)}${left(task.target, 32)} ${right(duration(result.milliseconds), 52)}\n`
      : problemLine(result, paint)
  }
  if (result.status === 'unchanged') return ''
  if (result.status !== 'done') return staged?.status === 'failed' ? problemLine(staged, paint) : problemLine(result, paint)
  const took = duration(result.milliseconds + (staged?.milliseconds ?? 0))
  const load = staged?.load
  if (load !== undefined) {
    const { read, loaded, rejected, duplicate } = load.counts
    const numbers = `${right(grouped(read), 9)} read ${right(grouped(loaded), 9)} loaded ${left([rejected ? `${grouped(rejected)} rejected` : '', duplicate ? `${grouped(duplicate)} duplicate` : ''].filter(Boolean).join(' '), 23)}`
    return ` ${left('ingest', 9)}${left(task.target, 20)} ${numbers} ${checksText(result.checks, paint)} ${right(took, 8)}  ${paint('dim', load.why)}\n`
  }
  const rows = result.rows === null || result.rows === undefined ? right('view', 14) : `${right(grouped(result.rows), 9)} rows`
  const label = staged?.status === 'unchanged' ? 'check' : 'build'
  return ` ${left(label, 9)}${left(task.target, 34)} ${left(rows, 36)} ${checksText(result.checks, paint)} ${right(took, 8)}\n`
}

function checksText(checks: readonly CheckResult[] | undefined, paint: Paint): string {
  const all = checks ?? []
  const warned = all.filter((check) => check.status === 'warned').length
  const text = right(counted(all.length, 'check'), 10)
  return warned ? `${text} ${paint('yellow', left(`! ${warned} warned`, 11))}` : `${text} ${paint('green', left('✓', 11))}`
}

function problemLine(result: TaskResult, paint: Paint): string {
  const { task, status } = result
  const name = `${left(task.target, 34)} `
  if (status === 'blocked')
    return ` ${paint('yellow', left('blocked', 9))}${name}waits for ${result.blockedBy ?? 'another task'}, which failed\n`
  if (status === 'cancelled') return ` ${paint('yellow', left('stopped', 9))}${name}not run\n`
  return ` ${paint('red', left('failed', 9))}${name}${duration(result.milliseconds)}\n`
}

/** The closing block: rejects, warnings, errors, totals, and what to do next. */
export function runLines(summary: RunSummary, project: Project, paint: Paint): string {
  const { tasks } = summary
  const lines: string[] = []
  for (const { load } of tasks.filter((task) => task.load)) {
    if (load === undefined) continue
    const table = load.loadId.slice(load.loadId.indexOf(':') + 1)
    if (load.counts.rejected)
      lines.push(
        `${left('rejected', 9)}${table}: ${grouped(load.counts.rejected)} of ${counted(load.counts.read, 'row')} (${share(load.counts.rejected, load.counts.read)}), kept    npx meshwright rejects show ${table}`,
      )
    if (load.ignoredColumns.length)
      lines.push(
        `${left('ignored', 9)}${load.label}: ${counted(load.ignoredColumns.length, 'column')} not in the contract: ${load.ignoredColumns.join(', ')}`,
      )
  }
  const checks = tasks.flatMap((task) => task.checks ?? [])
  for (const check of checks.filter((candidate) => candidate.status === 'warned'))
    lines.push(paint('yellow', `${left('warn', 9)}${check.table}.${check.name}: ${check.message}`))
  for (const task of tasks.filter((candidate) => candidate.error))
    lines.push(
      '',
      paint('red', `${left('failed', 9)}${task.task.id}`),
      ...(task.error?.message ?? '').split('\n').map((line) => `  ${line}`),
    )
  const blocked = tasks.filter((task) => task.status === 'blocked' && task.task.kind !== 'gate').map((task) => task.task.target)
  if (blocked.length) lines.push('', `${left('blocked', 9)}not built, published as they were: ${blocked.join(', ')}`)
  const unchanged = unchangedText(tasks, project)
  if (unchanged !== '') lines.push(unchanged)
  return `\n${lines.map((line) => (line === '' ? '\n' : ` ${line}\n`)).join('')}${lines.length ? '\n' : ''}${closing(summary, project, checks, paint)}`
}

const share = (part: number, whole: number) =>
  `${((100 * part) / Math.max(1, whole)).toLocaleString('en-US', { maximumSignificantDigits: 2 })}%`

function unchangedText(tasks: readonly TaskResult[], project: Project): string {
  const names = tasks.filter((task) => task.status === 'unchanged' && task.task.kind === 'gate').map((task) => task.task.target)
  const sources = names.filter((name) => project.node(name)?.made.by === 'stream')
  const models = names.filter((name) => project.node(name)?.made.by === 'model')
  const part = (list: readonly string[], one: string) => (list.length ? [`${counted(list.length, one)} (${list.join(', ')})`] : [])
  return names.length ? `${left('skipped', 9)}as unchanged: ${[...part(sources, 'source'), ...part(models, 'model')].join('; ')}` : ''
}

function closing(summary: RunSummary, project: Project, checks: readonly CheckResult[], paint: Paint): string {
  const { tasks } = summary
  const count = (status: CheckResult['status']) => checks.filter((check) => check.status === status).length
  const failed = count('failed') + count('error')
  const verdicts = [
    `${grouped(count('passed'))} passed`,
    ...(count('warned') ? [`${grouped(count('warned'))} warned`] : []),
    ...(failed ? [`${grouped(failed)} failed`] : []),
  ].join(', ')
  const rejected = tasks.reduce((total, task) => total + (task.load?.counts.rejected ?? 0), 0)
  const sources = project.nodes.filter((node) => node.made.by === 'stream').length
  const word = summary.status === 'succeeded' ? paint('green', 'done') : paint('red', summary.status)
  const facts = [
    `${word} in ${duration(summary.milliseconds)}`,
    counted(sources, 'source'),
    counted(project.nodes.length - sources, 'model'),
    ...(checks.length ? [`${counted(checks.length, 'check')}: ${verdicts}`] : []),
    ...(rejected ? [`${counted(rejected, 'row')} rejected and kept`] : []),
  ]
  const reports = tasks.flatMap((task) => (task.path === undefined ? [] : [` ${left('report', 9)}${pathToFileURL(task.path).href}\n`]))
  const last = project.nodes.at(-1)?.contract.name ?? ''
  const next =
    summary.status === 'succeeded' ? ` ${left('next', 9)}npx meshwright show ${last} · npx meshwright query "select * from ${last}"\n` : ''
  return ` ${facts.join(' · ')}\n${reports.join('')}${next}`
}
