import type { CheckResult } from '@meshwright/contracts'
import type { Progress, Project, TaskResult } from '@meshwright/pipeline'
import { briefly } from './brief-message.ts'
import type { Terminal } from './terminal.ts'
import { counted, displayWidth, duration, grouped } from './text-table.ts'

/** What the lines of a run are laid out by. */
export interface LineLayout extends Pick<Terminal, 'paint' | 'live' | 'columns'> {
  /** Of the longest name. */
  readonly nameWidth: number
}

export const nameWidth = (project: Project): number =>
  Math.max(
    12,
    ...project.nodes.map((node) => node.contract.name.length),
    ...[...project.reports, ...project.commands].map(({ name }) => name.length),
  )

const KIND = 9
const ROWS = 15
const APART = 24
const CHECKS = 23

/** One table (stage and gate together) or report, as one line; what was unchanged is summed up at the end. `staged` is the result of its stage. */
export function runLine(result: TaskResult, staged: TaskResult | undefined, layout: LineLayout): string {
  const { task, status } = result
  if (status === 'unchanged') return ''
  if (status !== 'done') return problemLine(staged?.status === 'failed' ? staged : result, layout)
  const took = duration(result.milliseconds + (staged?.milliseconds ?? 0)).padStart(8)
  if (task.kind === 'report' || task.kind === 'command')
    return line(task.kind, task.target, `${' '.repeat(ROWS + APART + 2)}${checksText(undefined, layout)}${took}`, layout)
  const load = staged?.load
  const kind = load === undefined ? (staged === undefined || staged.status === 'unchanged' ? 'check' : 'build') : 'ingest'
  const rows = load === undefined ? result.rows : load.counts.loaded
  const facts = `${amountText(rows)}  ${apart(load).padEnd(APART)}${checksText(result.checks, layout)}${took}`
  return line(kind, task.target, facts, layout, load?.why)
}

/** A table whose gate is a task of another process. */
export function stageLine(result: TaskResult, layout: LineLayout): string {
  const { task, status, load, rows, milliseconds } = result
  if (status !== 'done' && status !== 'unchanged') return problemLine(result, layout)
  const took = duration(milliseconds).padStart(8)
  const what = status === 'unchanged' ? 'unchanged' : 'staged for its gate'
  const amount = status === 'unchanged' ? ' '.repeat(ROWS) : amountText(load === undefined ? rows : load.counts.loaded)
  return line(task.kind, task.target, `${amount}  ${apart(load).padEnd(APART)}${what.padEnd(CHECKS)}${took}`, layout, load?.why)
}

function amountText(rows: number | null | undefined): string {
  if (rows === null || rows === undefined) return 'view'.padStart(ROWS)
  return `${grouped(rows).padStart(ROWS - 5)} ${rows === 1 ? 'row' : 'rows'}`.padEnd(ROWS)
}

/** Rows that were read and are not in the table. */
function apart(load: TaskResult['load']): string {
  if (load === undefined) return ''
  const { rejected, duplicate, filtered } = load.counts
  const parts = [
    [rejected, 'rejected'],
    [duplicate, 'duplicate'],
    [filtered, 'filtered'],
  ] as const
  return parts.flatMap(([count, word]) => (count ? [`${grouped(count)} ${word}`] : [])).join(', ')
}

function checksText(checks: readonly CheckResult[] | undefined, { paint }: LineLayout): string {
  if (checks === undefined) return ' '.repeat(CHECKS)
  const warned = checks.filter((check) => check.status === 'warned').length
  const text = counted(checks.length, 'check').padStart(11)
  return warned ? `${text} ${paint('yellow', `! ${warned} warned`.padEnd(11))}` : `${text} ${paint('green', '✓'.padEnd(11))}`
}

/** `why` is cut where the screen is too narrow for it. */
function line(kind: string, name: string, facts: string, layout: LineLayout, why = ''): string {
  const text = ` ${kind.padEnd(KIND)}${name.padEnd(layout.nameWidth)} ${facts}`.trimEnd()
  const room = layout.live ? layout.columns - displayWidth(text) - 3 : why.length
  const shown = why.length <= room ? why : room < 12 ? '' : `${why.slice(0, room - 1)}…`
  return `${text}${shown === '' ? '' : `  ${layout.paint('dim', shown)}`}\n`
}

/** ` retry    orders   in 12 s, after try 1: connection refused` */
export function retryLine(
  { task, error, attempt, delayMilliseconds }: Extract<Progress, { event: 'retrying' }>,
  { paint, nameWidth: width }: LineLayout,
): string {
  const why = briefly(error.message)
  return ` ${paint('yellow', 'retry'.padEnd(KIND))}${task.target.padEnd(width)}  in ${duration(delayMilliseconds)}, after try ${attempt}: ${why}\n`
}

function problemLine({ task, status, blockedBy, milliseconds }: TaskResult, { paint, nameWidth: width }: LineLayout): string {
  const name = task.target.padEnd(width)
  if (status === 'blocked')
    return ` ${paint('yellow', 'blocked'.padEnd(KIND))}${name}  waits for ${blockedBy ?? 'another task'}, which failed\n`
  if (status === 'cancelled')
    return ` ${paint('yellow', 'stopped'.padEnd(KIND))}${name}  ${task.kind === 'report' ? 'not written' : task.kind === 'command' ? 'not finished' : 'not published'}\n`
  return ` ${paint('red', 'failed'.padEnd(KIND))}${name}  after ${duration(milliseconds)}\n`
}
