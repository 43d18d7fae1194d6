import { didYouMean, GRANULARITIES, type Granularity } from '@meshwright/contracts'
import type { RunOptions } from '@meshwright/pipeline'
import { CliError } from './cli-error.ts'
import type { Call, OptionValue } from './command.ts'

/** What a scheduler says to `meshwright run`: which tasks of which of its runs, and for which interval. */
export const TASK_OPTIONS = {
  task: { type: 'string', multiple: true },
  'run-id': { type: 'string' },
  try: { type: 'string' },
  plan: { type: 'string' },
  granularity: { type: 'string' },
  'interval-start': { type: 'string' },
  'interval-end': { type: 'string' },
  'full-refresh': { type: 'boolean' },
} as const

export const TASK_HELP: Readonly<Record<keyof typeof TASK_OPTIONS, string>> = {
  task: 'only this task of the plan, such as gate:orders, in a process of its own; may be repeated',
  'run-id': "with --task: the scheduler's name of the run that its tasks belong to (or MESHWRIGHT_RUN_ID)",
  try: 'with --task: which try of the task this is, from 1 (or MESHWRIGHT_TRY)',
  plan: 'with --task: the hash of the plan it was emitted from; refused when the project has another now (or MESHWRIGHT_PLAN)',
  granularity: 'with --task: task, layer, group or project, as it was emitted (default: task)',
  'interval-start': 'the start of the interval to run, as 2026-01-01T00:00:00Z (with --task also MESHWRIGHT_INTERVAL_START)',
  'interval-end': 'its end, which is not in it (with --task also MESHWRIGHT_INTERVAL_END)',
  'full-refresh': 'load and build what is unchanged too, sources from their beginning (with --task also MESHWRIGHT_FULL_REFRESH=true)',
}

type TaskRun = Pick<RunOptions, 'tasks' | 'runKey' | 'attempt' | 'planHash' | 'granularity' | 'interval' | 'refresh'>

const ONLY_WITH_TASK = ['run-id', 'try', 'plan', 'granularity'] as const
const NEVER_WITH_TASK = ['select', 'exclude', 'state', 'defer', 'favor-state', 'watch'] as const

/** The options of a call; the environment counts with `--task` alone, as a scheduler calls. Throws CliError `usage`. */
export function taskRun(call: Call, environment: Readonly<Record<string, string | undefined>>): TaskRun {
  const { options } = call
  const tasks = (Array.isArray(options['task']) ? options['task'] : []).filter((id): id is string => typeof id === 'string')
  const alone = tasks.length > 0
  for (const name of alone ? NEVER_WITH_TASK : ONLY_WITH_TASK) {
    if (options[name] !== undefined)
      throw usage(alone ? `--task names what is run; --${name} means nothing with it` : `--${name} means nothing without --task`)
  }
  const given = (name: keyof typeof TASK_OPTIONS, variable: string): string | undefined =>
    text(options[name]) ?? (alone ? text(environment[variable]) : undefined)
  const refresh = options['full-refresh'] === true || (alone && /^(true|1)$/i.test(environment['MESHWRIGHT_FULL_REFRESH'] ?? ''))
  const runKey = given('run-id', 'MESHWRIGHT_RUN_ID')
  const attempt = given('try', 'MESHWRIGHT_TRY')
  if (attempt !== undefined && !/^[1-9]\d*$/.test(attempt)) throw usage(`--try: "${attempt}" is not a number from 1`)
  const planHash = given('plan', 'MESHWRIGHT_PLAN')
  const granularity = granularityOf(text(options['granularity']))
  const interval = intervalOf(given('interval-start', 'MESHWRIGHT_INTERVAL_START'), given('interval-end', 'MESHWRIGHT_INTERVAL_END'))
  return {
    ...(alone ? { tasks } : {}),
    ...(runKey === undefined ? {} : { runKey }),
    ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
    ...(planHash === undefined ? {} : { planHash }),
    ...(granularity === undefined ? {} : { granularity }),
    ...(interval === undefined ? {} : { interval }),
    ...(refresh ? { refresh: 'full' as const } : {}),
  }
}

/** Empty is as good as not given: schedulers fill in what they do not have with nothing. */
const text = (value: OptionValue): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Undefined where none was given. Throws CliError `usage`. */
export function granularityOf(given: string | undefined): Granularity | undefined {
  const known = GRANULARITIES.find((name) => name === given)
  if (given !== undefined && known === undefined)
    throw new CliError('usage', `--granularity: "${given}" is none of ${GRANULARITIES.join(', ')}${didYouMean(given, GRANULARITIES)}`)
  return known
}

function intervalOf(start: string | undefined, end: string | undefined): RunOptions['interval'] {
  if (start === undefined && end === undefined) return undefined
  if (start === undefined || end === undefined) throw usage(`an interval has a start and an end: give --interval-start and --interval-end`)
  const interval = { start: moment('interval-start', start), end: moment('interval-end', end) }
  if (interval.start.getTime() > interval.end.getTime()) throw usage(`the interval ends (${end}) before it starts (${start})`)
  return interval
}

function moment(option: string, given: string): Date {
  const at = new Date(given)
  if (!/^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/.test(given) || Number.isNaN(at.getTime()))
    throw usage(`--${option}: "${given}" is not a moment with its offset; write it as 2026-01-01T00:00:00Z`)
  return at
}

const usage = (problem: string) => new CliError('usage', `meshwright run: ${problem}`)
