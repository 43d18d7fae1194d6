import {
  beginSchedule,
  holdSchedule,
  intervalDueAt,
  nextDue,
  noteBegin,
  noteEvent,
  readScheduleState,
  runSchedule,
  SCHEDULE_LOCK,
  SCHEDULE_LOG,
  shortenLog,
  type DataInterval,
  type ScheduleEvent,
} from '@meshwright/pipeline'
import type { Schedule } from '@meshwright/contracts'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BIN } from '../bin-path.ts'
import { CliError } from '../cli-error.ts'
import { openProject, text, type Call, type Command } from '../command.ts'
import { WAIT_HELP, WAIT_OPTION, waitSeconds } from '../open-reading.ts'
import { metricsPlace, serveMetrics, type MetricsPlace } from '../metrics-server.ts'
import { ScheduleMetrics } from '../schedule-metrics.ts'
import { textTable } from '../text-table.ts'

export const schedule: Command = {
  name: 'schedule',
  summary: 'Runs the project whenever its schedule is due, one run at a time, until it is interrupted. It goes on after a restart.',
  operands: '',
  options: { once: { type: 'boolean' }, next: { type: 'string' }, 'metrics-port': { type: 'string' }, ...WAIT_OPTION },
  optionHelp: {
    once: 'run what is due now and end, for a cron or timer of the system; exit code 1 when a run failed',
    next: 'list so many of the next due times with their intervals, and run nothing',
    'metrics-port': 'answer Prometheus at /metrics of this port of this machine; 0.0.0.0:9464 answers other machines too',
    ...WAIT_HELP,
  },
  examples: [
    'meshwright schedule',
    'meshwright schedule --next 5',
    'meshwright schedule --once',
    'meshwright schedule --json >> schedule.log',
    'meshwright schedule --metrics-port 9464',
  ],
  async run(call) {
    const { project, home } = await openProject(call)
    waitSeconds(call)
    if (project.schedule === undefined)
      throw new CliError('usage', `${project.name} has no schedule: add schedule: daily('06:00', 'Asia/Jakarta') to its config`)
    const count = text(call.options['next'])
    if (count !== undefined) return listNext(call, project.schedule, count)
    const port = text(call.options['metrics-port'])
    const labels = { project: project.name, environment: project.environment.name }
    const metrics = port === undefined ? undefined : { place: metricsPlace(port), of: new ScheduleMetrics(labels, join(home, METRICS)) }
    return keepSchedule(call, project.schedule, home, metrics)
  },
}

function listNext(call: Call, times: Schedule, count: string): number {
  if (!/^[1-9]\d{0,3}$/.test(count)) throw new CliError('usage', `--next: "${count}" is not a number from 1 to 9999; write --next 5`)
  const intervals: DataInterval[] = []
  for (let due = nextDue(times, new Date()); intervals.length < Number(count); due = nextDue(times, due))
    intervals.push(intervalDueAt(times, due))
  if (call.options['json'] === true)
    for (const { start, end } of intervals) call.terminal.out(`${JSON.stringify({ due: end, start, end })}\n`)
  else
    call.terminal.out(
      textTable([
        [`due (${times.timeZone})`, 'due (UTC)', 'interval from', 'to'],
        ...intervals.map(({ start, end }) => [
          onClock(end, times.timeZone),
          onClock(end, 'UTC'),
          onClock(start, times.timeZone),
          onClock(end, times.timeZone),
        ]),
      ]),
    )
  return 0
}

/** In the home: what the last run wrote, for whoever asks the scheduler. */
const METRICS = 'metrics.prom'

interface ServedMetrics {
  readonly place: MetricsPlace
  readonly of: ScheduleMetrics
}

async function keepSchedule(call: Call, times: Schedule, home: string, metrics: ServedMetrics | undefined): Promise<number> {
  const { terminal } = call
  const json = call.options['json'] === true
  const path = join(home, SCHEDULE_LOG)
  const note = (message: string) =>
    json ? terminal.out(`${JSON.stringify({ event: 'note', at: new Date(), message })}\n`) : terminal.err(`${message}\n`)
  const lock = holdSchedule(join(home, SCHEDULE_LOCK), new Date(), note)
  const stop = new AbortController()
  let child: ChildProcess | undefined
  const interrupt = (signal: NodeJS.Signals) => {
    note(
      stop.signal.aborted
        ? 'breaking off'
        : child === undefined
          ? 'stopping'
          : 'stopping: the run in progress finishes what runs; interrupt again to break it off',
    )
    stop.abort()
    // The interrupt key reaches the run by itself.
    if (signal === 'SIGTERM' || !process.stdin.isTTY) child?.kill('SIGTERM')
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const server = metrics && (await serveMetrics(metrics.place, () => metrics.of.text(), note))
  try {
    const known = readScheduleState(path)
    const state = beginSchedule(times, known, new Date())
    if (known === undefined) noteBegin(path, state.cursor, new Date())
    else shortenLog(path, known, new Date())
    if (state.unfinished !== undefined) note(`the run of ${words(state.unfinished, times)} was broken off: it is run again`)
    const failed = await runSchedule({
      schedule: times,
      state,
      until: call.options['once'] === true ? 'once' : 'stopped',
      stop: stop.signal,
      now: () => new Date(),
      elapsed: () => performance.now(),
      sleep: (milliseconds) => sleep(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined),
      run: async (interval) => {
        child = startRun(call, interval, metrics === undefined ? [] : ['--metrics-file', join(home, METRICS)])
        const code = await ended(child)
        child = undefined
        return code
      },
      record: (event) => {
        metrics?.of.add(event)
        noteEvent(path, event, new Date())
        if (json) terminal.out(`${JSON.stringify({ at: new Date(), ...event })}\n`)
        else terminal.err(`${said(event, times)}\n`)
      },
    })
    return call.options['once'] === true && failed > 0 ? 1 : 0
  } finally {
    server?.close()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    lock.release()
  }
}

/** Each run is a process of its own: it loads the config as it is by then, and its end is not the scheduler's. */
function startRun(call: Call, { start, end }: DataInterval, more: readonly string[]): ChildProcess {
  const options = ['project', 'home', 'environment', 'wait'].flatMap((name) => {
    const value = text(call.options[name])
    return value === undefined ? [] : [`--${name}=${value}`]
  })
  const args = ['run', '--interval-start', start.toISOString(), '--interval-end', end.toISOString(), ...options, ...more]
  return spawn(process.execPath, [...process.execArgv, BIN, ...args], { cwd: call.cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((fulfil) => {
    child.on('error', () => fulfil(1))
    child.on('close', (code) => fulfil(code ?? 1))
  })

function said(event: ScheduleEvent, times: Schedule): string {
  switch (event.event) {
    case 'waiting':
      return `next run ${onClock(event.due, times.timeZone)} ${times.timeZone} (${event.due.toISOString()})`
    case 'skipped':
      return `left out: what was due after ${event.from.toISOString()} up to ${event.to.toISOString()} (catchUp is ${times.catchUp})`
    case 'started':
      return `run of ${words(event.interval, times)}`
    case 'ended':
      return `run of ${words(event.interval, times)} ${event.exitCode === 0 ? 'is done' : `failed with exit code ${event.exitCode}; the next one runs when it is due`}`
    case 'clock':
      return `the clock jumped ${event.seconds > 0 ? 'forward' : 'back'} by ${Math.abs(event.seconds)} s, or the machine slept: it is ${event.now.toISOString()} now`
    case 'ahead':
      return `intervals up to ${event.cursor.toISOString()} were run or left out already, and it is ${event.now.toISOString()}: nothing runs before then. If the clock was wrong, remove ${SCHEDULE_LOG} in the home folder`
  }
}

const words = ({ start, end }: DataInterval, { timeZone }: Schedule) =>
  `[${onClock(start, timeZone)}, ${onClock(end, timeZone)}) ${timeZone}`

/** `2026-01-01 06:00` on the clock of a time zone. */
function onClock(instant: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return format.format(instant)
}
