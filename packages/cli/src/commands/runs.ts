import { didYouMean, type RunEvent } from '@meshwright/contracts'
import { findRun, pastRuns, readRunLog, runLogPath, type PastRun, type PastTask, type TaskResult } from '@meshwright/pipeline'
import { briefly } from '../brief-message.ts'
import { CliError } from '../cli-error.ts'
import { jsonText, openProject, type Command } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import { counted, duration, grouped, textTable } from '../text-table.ts'

const WHAT = ['list', 'show', 'logs'] as const

export const runs: Command = {
  name: 'runs',
  summary:
    'The last runs, what became of each task of one, or everything that its log says. A run is named by its id or the beginning of it.',
  operands: 'list | show [<run>] | logs [<run>]',
  options: {},
  optionHelp: {},
  completes: { operands: [WHAT] },
  examples: [
    'meshwright runs list',
    'meshwright runs show',
    'meshwright runs show 01a1fd4d-aeb1',
    'meshwright runs logs --json > events.json',
  ],
  async run(call) {
    const [given, named, extra] = call.operands
    const what = WHAT.find((word) => word === given)
    if (what === undefined)
      throw new CliError('usage', `meshwright runs: say list, show [<run>] or logs [<run>]${didYouMean(given ?? '', WHAT)}`)
    const unwanted = what === 'list' ? named : extra
    if (unwanted !== undefined) throw new CliError('usage', `meshwright runs ${what}: "${unwanted}" means nothing here`)
    const { home } = await openProject(call)
    const { terminal } = call
    const json = call.options['json'] === true
    if (what === 'list') {
      const found = pastRuns(home)
      warn(
        terminal,
        found.flatMap(({ problems }) => problems),
      )
      terminal.out(json ? jsonText(found.map(({ tasks: _tasks, marks: _marks, ...run }) => run)) : listPage(found))
      return 0
    }
    const run = findRun(home, named)
    warn(terminal, run.problems)
    if (what === 'show') {
      const { marks: _marks, ...shown } = run
      terminal.out(json ? jsonText(shown) : showPage(run))
    } else {
      const { events } = readRunLog(runLogPath(home, run.runId))
      terminal.out(json ? jsonText(events) : logPage(events))
    }
    return 0
  },
}

const warn = ({ err, paint }: Terminal, problems: readonly string[]) => {
  for (const problem of problems) err(`${paint('yellow', 'warn')} ${problem}\n`)
}

/** To the second; the rest is in the JSON. */
const moment = (instant: string): string => (instant === '' ? '' : `${instant.slice(0, 19).replace('T', ' ')} UTC`)
const took = ({ startedAt, lastAt }: PastRun) => (startedAt === '' ? '' : duration(Math.max(0, Date.parse(lastAt) - Date.parse(startedAt))))
/** As wide as most are, so that a column of them stays where it is. */
const WIDTH = 8

function listPage(found: readonly PastRun[]): string {
  if (found.length === 0) return 'No run was logged yet.\n'
  return textTable(
    [
      ['run', 'started', 'took', 'status', 'tasks', 'what'],
      ...found.map((run) => [run.runId, moment(run.startedAt), took(run).padStart(WIDTH), run.status, counts(run.tasks), aboutRun(run)]),
    ],
    ['left', 'left', 'right'],
  )
}

function counts(tasks: readonly PastTask[]): string {
  const by = Map.groupBy(tasks, ({ status }) => status)
  return [...by].map(([status, those]) => `${grouped(those.length)} ${status}`).join(', ')
}

/** `run of a selection · 2026-01-01 to 2026-01-02 · resumed` */
function aboutRun({ facts, resumed }: PastRun): string {
  if (facts === null) return ''
  const { work, selected, scheduled, interval, refresh } = facts
  return [
    scheduled === null
      ? selected && work !== 'replay'
        ? `${work} of a selection`
        : work
      : `tasks of ${scheduled === '' ? 'a scheduler' : scheduled}`,
    ...(refresh === 'full' ? ['full refresh'] : []),
    ...(interval === null ? [] : [`${interval.start} to ${interval.end}`]),
    ...(resumed === 0 ? [] : [`resumed${resumed === 1 ? '' : ` ${resumed} times`}`]),
  ].join(' · ')
}

function showPage(run: PastRun): string {
  const { tasks, error } = run
  if (run.startedAt === '') return `${run.runId}  ${run.status}: its log holds no event\n`
  const head = [
    `${run.project} · ${run.environment} · ${aboutRun(run)}`,
    `${run.runId}  ${run.status}, started ${moment(run.startedAt)}, ${run.status === 'running' ? 'so far' : 'took'} ${took(run)}: ${counts(tasks)}`,
  ]
  const table = textTable(
    [
      ['task', 'status', 'tries', 'took', 'rows', 'checks', ''],
      ...tasks.map((task) => [
        task.id,
        task.status,
        task.tries === 0 ? '' : String(task.tries),
        (task.milliseconds === null || task.tries === 0 ? '' : duration(task.milliseconds)).padStart(WIDTH),
        task.rows === null ? '' : grouped(task.rows),
        Object.entries(task.checks)
          .map(([status, count]) => `${count} ${status}`)
          .join(', '),
        task.blockedBy === null ? briefly(task.error?.message ?? '') : `waits for ${task.blockedBy}`,
      ]),
    ],
    ['left', 'left', 'right', 'right', 'right'],
  )
  return `${head.join('\n')}\n\n${table}${error ? `\n${error.message}\n` : ''}`
}

type Facts = Partial<Pick<TaskResult, 'status' | 'milliseconds' | 'rows' | 'error' | 'blockedBy'>> & { readonly attempt?: number }

function logPage(events: readonly RunEvent[]): string {
  const lines = events.map((event) => {
    const facts = (event.run.facets?.['meshwright'] ?? {}) as Facts
    const isRun = event.run.facets?.['parent'] === undefined
    const word = event.eventType === 'START' ? 'started' : (facts.status ?? ENDS[event.eventType] ?? event.eventType.toLowerCase())
    const details = [
      ...(facts.milliseconds === undefined || facts.status === 'blocked' ? [] : [`in ${duration(facts.milliseconds)}`]),
      ...(typeof facts.rows === 'number' ? [counted(facts.rows, 'row')] : []),
      ...(facts.attempt === undefined ? [] : [`try ${facts.attempt}`]),
      ...(facts.blockedBy === undefined ? [] : [`waits for ${facts.blockedBy}`]),
    ]
    const message = (facts.error?.message ?? '').replaceAll(/^(?=.)/gm, '    ')
    return { cells: [moment(event.eventTime), isRun ? 'run' : event.job.name, word, details.join(', ')], message }
  })
  const table = textTable(lines.map(({ cells }) => cells)).split('\n')
  return lines.map(({ message }, index) => `${table[index]}\n${message === '' ? '' : `${message}\n`}`).join('')
}

const ENDS: Readonly<Record<string, string>> = { COMPLETE: 'succeeded', FAIL: 'failed', ABORT: 'cancelled' }
