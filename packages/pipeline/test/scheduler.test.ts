import type { CatchUp, Schedule } from '@meshwright/contracts'
import { execFile } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import {
  beginSchedule,
  cron,
  holdSchedule,
  noteBegin,
  noteEvent,
  readScheduleState,
  runSchedule,
  shortenLog,
  type DataInterval,
  type ScheduleEvent,
} from '../src/index.ts'

const hourly = (catchUp: CatchUp, start?: string) => cron('0 * * * *', 'UTC', { catchUp, ...(start === undefined ? {} : { start }) })
const at = (time: string) => new Date(`2026-01-01T${time}Z`)
const span = ({ start, end }: DataInterval) => `${start.toISOString().slice(11, 16)}-${end.toISOString().slice(11, 16)}`

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'meshwright-schedule-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** A scheduler whose sleeps are the only thing that takes time; it is stopped when its clock would pass `until`. */
async function simulate(options: {
  schedule: Schedule
  log: string
  from: Date
  until: Date
  /** Sets the clock, or the exit code, of a run or at a nap. */
  onRun?: (interval: DataInterval, clock: { now: number; elapsed: number }) => number
  onNap?: (clock: { now: number; elapsed: number }) => void
}) {
  const { schedule, log, until } = options
  const clock = { now: options.from.getTime(), elapsed: 0 }
  const known = readScheduleState(log)
  const state = beginSchedule(schedule, known, options.from)
  if (known === undefined) noteBegin(log, state.cursor, options.from)
  const stop = new AbortController()
  const runs: string[] = []
  const events: ScheduleEvent[] = []
  let naps = 0
  const failed = await runSchedule({
    schedule,
    state,
    until: 'stopped',
    stop: stop.signal,
    now: () => new Date(clock.now),
    elapsed: () => clock.elapsed,
    sleep: async (milliseconds) => {
      naps++
      clock.now += milliseconds
      clock.elapsed += milliseconds
      options.onNap?.(clock)
      if (clock.now >= until.getTime()) stop.abort()
    },
    run: async (interval) => {
      runs.push(span(interval))
      return options.onRun?.(interval, clock) ?? 0
    },
    record: (event) => {
      noteEvent(log, event, new Date(clock.now))
      events.push(event)
    },
  })
  return { runs, events, failed, naps, kinds: events.map(({ event }) => event) }
}

const passed = (minutes: number) => (_: unknown, clock: { now: number; elapsed: number }) => {
  clock.now += minutes * 60_000
  clock.elapsed += minutes * 60_000
  return 0
}

test('runs each interval when it is due, and the first after it began', async () => {
  const log = join(folder(), 'log')
  const { runs, naps, kinds } = await simulate({ schedule: hourly('none'), log, from: at('01:30'), until: at('04:10') })
  expect(runs).toEqual(['01:00-02:00', '02:00-03:00', '03:00-04:00'])
  const hour = ['waiting', 'started', 'ended']
  expect(kinds, 'it says once what it waits for').toEqual([...hour, ...hour, ...hour, 'waiting'])
  expect(naps, 'it looks at the clock again at least every 20 s').toBeGreaterThan((160 * 60) / 20 - 5)
})

test.each([
  ['none', ['05:00-06:00']],
  ['latest', ['04:00-05:00', '05:00-06:00']],
  ['all', ['02:00-03:00', '03:00-04:00', '04:00-05:00', '05:00-06:00']],
] as const)('what passed while no scheduler ran: %s', async (catchUp, expected) => {
  const log = join(folder(), 'log')
  expect((await simulate({ schedule: hourly(catchUp), log, from: at('01:30'), until: at('02:10') })).runs).toEqual(['01:00-02:00'])
  const { runs, kinds } = await simulate({ schedule: hourly(catchUp), log, from: at('05:20'), until: at('06:10') })
  expect(runs).toEqual(expected)
  expect(kinds.filter((kind) => kind === 'skipped').length, 'what is left out is told once').toBe(catchUp === 'all' ? 0 : 1)
})

test('a time that has just passed is due: a restart takes some seconds', async () => {
  const log = join(folder(), 'log')
  await simulate({ schedule: hourly('none'), log, from: at('01:30'), until: at('01:40') })
  expect((await simulate({ schedule: hourly('none'), log, from: at('02:00:40'), until: at('02:10') })).runs).toEqual(['01:00-02:00'])
})

test('intervals count from the start that is declared', async () => {
  const run = (catchUp: CatchUp) =>
    simulate({ schedule: hourly(catchUp, '2026-01-01'), log: join(folder(), 'log'), from: at('03:30'), until: at('03:40') })
  expect((await run('all')).runs).toEqual(['00:00-01:00', '01:00-02:00', '02:00-03:00'])
  expect((await run('latest')).runs).toEqual(['02:00-03:00'])
  expect((await run('none')).runs).toEqual([])
})

test('a start that is declared later than what was done leaves out what is before it', async () => {
  const log = join(folder(), 'log')
  await simulate({ schedule: hourly('all'), log, from: at('01:30'), until: at('02:10') })
  const next = await simulate({ schedule: hourly('all', '2026-01-02'), log, from: at('05:00'), until: new Date('2026-01-02T02:10Z') })
  expect(next.runs).toEqual(['00:00-01:00', '01:00-02:00'])

  const broken = join(folder(), 'log')
  noteBegin(broken, at('01:00'), at('01:30'))
  noteEvent(broken, { event: 'started', interval: { start: at('01:00'), end: at('02:00') } }, at('02:00'))
  const after = await simulate({
    schedule: hourly('all', '2026-01-02'),
    log: broken,
    from: at('05:00'),
    until: new Date('2026-01-02T01:10Z'),
  })
  expect(after.runs, 'what was begun is ended').toEqual(['01:00-02:00', '00:00-01:00'])
})

test.each([
  ['02:30', ['started', 'ended']],
  ['01:30', ['waiting']],
])('once, at %s: %j', async (now, kinds) => {
  const told: string[] = []
  await runSchedule({
    schedule: hourly('all'),
    state: { cursor: at('01:00'), unfinished: undefined },
    until: 'once',
    stop: new AbortController().signal,
    now: () => at(now),
    elapsed: () => 0,
    sleep: () => Promise.reject(new Error('it sleeps')),
    run: () => Promise.resolve(0),
    record: ({ event }) => told.push(event),
  })
  expect(told).toEqual(kinds)
})

test('a run that was told to stop has not ended: the next scheduler runs its interval again', async () => {
  const path = join(folder(), 'log')
  const from = (stopped: boolean, exitCode: number) => {
    const stop = new AbortController()
    const runs: string[] = []
    const state = beginSchedule(hourly('all'), readScheduleState(path), at('01:30'))
    return runSchedule({
      schedule: hourly('all'),
      state,
      until: 'once',
      stop: stop.signal,
      now: () => at('03:30'),
      elapsed: () => 0,
      sleep: () => Promise.reject(new Error('it sleeps')),
      run: async (interval) => {
        runs.push(span(interval))
        if (stopped) stop.abort()
        return exitCode
      },
      record: (event) => noteEvent(path, event, at('03:30')),
    }).then((failed) => [runs, failed])
  }
  noteBegin(path, at('01:00'), at('01:30'))
  expect(await from(true, 130)).toEqual([['01:00-02:00'], 0])
  // It came through before it noticed.
  expect(await from(true, 0)).toEqual([['01:00-02:00'], 0])
  expect(await from(false, 1)).toEqual([['02:00-03:00'], 1])
  expect(await from(false, 0)).toEqual([[], 0])
})

test.each([
  ['none', ['01:00-02:00', '04:00-05:00']],
  ['latest', ['01:00-02:00', '03:00-04:00', '04:00-05:00']],
  ['all', ['01:00-02:00', '02:00-03:00', '03:00-04:00', '04:00-05:00']],
] as const)('a run that outlasts its interval: the next begins after it, and what passed meanwhile: %s', async (catchUp, expected) => {
  let first = true
  const { runs } = await simulate({
    schedule: hourly(catchUp),
    log: join(folder(), 'log'),
    from: at('01:30'),
    until: at('05:10'),
    onRun: (interval, clock) => {
      if (first) passed(150)(interval, clock)
      first = false
      return 0
    },
  })
  expect(runs).toEqual(expected)
})

test('a failed run is counted, and the next runs when it is due', async () => {
  const { runs, failed } = await simulate({
    schedule: hourly('all'),
    log: join(folder(), 'log'),
    from: at('01:30'),
    until: at('03:10'),
    onRun: () => 1,
  })
  expect([runs, failed]).toEqual([['01:00-02:00', '02:00-03:00'], 2])
})

test('a clock that is set back runs nothing twice, and is told', async () => {
  let set = false
  const { runs, events } = await simulate({
    schedule: hourly('all'),
    log: join(folder(), 'log'),
    from: at('01:30'),
    until: at('03:10'),
    onNap: (clock) => {
      if (!set && clock.now > at('02:05').getTime()) {
        set = true
        clock.now = at('00:10').getTime()
      }
    },
  })
  expect(runs).toEqual(['01:00-02:00', '02:00-03:00'])
  expect(events.find(({ event }) => event === 'clock')).toMatchObject({ seconds: expect.closeTo(-115 * 60, -2) })
  expect(events.find(({ event }) => event === 'ahead')).toMatchObject({ cursor: at('02:00') })
})

test('a clock that jumps forward, or a machine that slept: per policy, and told', async () => {
  const jump = (catchUp: CatchUp) => {
    let set = false
    return simulate({
      schedule: hourly(catchUp),
      log: join(folder(), 'log'),
      from: at('01:30'),
      until: at('05:10'),
      onNap: (clock) => {
        if (set) return
        set = true
        clock.now = at('04:30').getTime()
      },
    })
  }
  expect((await jump('none')).runs).toEqual(['04:00-05:00'])
  expect((await jump('latest')).runs).toEqual(['03:00-04:00', '04:00-05:00'])
  const all = await jump('all')
  expect(all.runs).toEqual(['01:00-02:00', '02:00-03:00', '03:00-04:00', '04:00-05:00'])
  expect(all.events.find(({ event }) => event === 'clock')).toMatchObject({ now: at('04:30') })
})

test('what was begun and not ended is run again; a line that was cut off is left out', async () => {
  const log = join(folder(), 'log')
  noteBegin(log, at('01:30'), at('01:30'))
  noteEvent(log, { event: 'started', interval: { start: at('01:00'), end: at('02:00') } }, at('02:00'))
  appendFileSync(log, '{"event":"ended","start":"2026-01-01T01:0')
  const { runs } = await simulate({ schedule: hourly('none'), log, from: at('02:30'), until: at('03:10') })
  expect(runs).toEqual(['01:00-02:00', '02:00-03:00'])
  expect(readScheduleState(log)).toEqual({ cursor: at('03:00'), unfinished: undefined })
  expect(
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('01:0')).length,
    'the cut line stays a line',
  ).toBeGreaterThan(1)
})

test('a log that has grown long is begun anew with what it says', () => {
  const log = join(folder(), 'log')
  noteBegin(log, at('01:00'), at('01:00'))
  noteEvent(log, { event: 'ended', interval: { start: at('01:00'), end: at('02:00') }, exitCode: 0 }, at('02:00'))
  noteEvent(log, { event: 'started', interval: { start: at('02:00'), end: at('03:00') } }, at('03:00'))
  const state = { cursor: at('02:00'), unfinished: { start: at('02:00'), end: at('03:00') } }
  const short = readFileSync(log, 'utf8')
  shortenLog(log, state, at('03:00'))
  expect(readFileSync(log, 'utf8'), 'it is short').toBe(short)
  appendFileSync(log, `${'x'.repeat(99)}\n`.repeat(10_000))
  expect(readScheduleState(log)).toEqual(state)
  shortenLog(log, state, at('03:00'))
  expect(readScheduleState(log)).toEqual(state)
  expect(readFileSync(log, 'utf8').split('\n').length, 'two lines').toBe(3)
  shortenLog(log, { cursor: at('02:00'), unfinished: undefined }, at('03:00'))
  expect(readScheduleState(log)).toEqual(state)
})

test('one scheduler at a time; what a killed one left is taken over', () => {
  const path = join(folder(), 'schedule.lock')
  const told: string[] = []
  const say = (message: string) => void told.push(message)
  const lock = holdSchedule(path, at('01:00'), say)
  expect(() => holdSchedule(path, at('01:00'), say)).toThrow(
    expect.objectContaining({
      code: 'schedule-held',
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}, since 2026-01-01T01:00:00.000Z`),
    }),
  )
  lock.release()
  expect(readdirSync(dirname(path))).toEqual([])
  // A lock that another has taken over meanwhile is not its own to give back.
  const late = holdSchedule(path, at('01:00'), say)
  const other = JSON.stringify({ pid: process.ppid, began: null, host: hostname(), since: 'today' })
  writeFileSync(path, other)
  late.release()
  expect(readFileSync(path, 'utf8')).toBe(other)
  // The number of a process that is gone was given to another, which began at another time.
  writeFileSync(path, JSON.stringify({ pid: process.pid, began: '1', host: hostname(), since: 'yesterday' }))
  holdSchedule(path, at('02:00'), say).release()
  writeFileSync(path, '{"pid":')
  holdSchedule(path, at('02:00'), say).release()
  expect(told).toEqual([
    `process ${process.pid}, which was the scheduler since yesterday, is gone: its lock is taken over`,
    'a lock that cannot be read was taken over',
  ])
  expect(readdirSync(dirname(path))).toEqual([])
  writeFileSync(path, JSON.stringify({ pid: 1, began: '1', host: 'elsewhere', since: 'yesterday' }))
  expect(() => holdSchedule(path, at('02:00'), say)).toThrow('Whether it still runs cannot be seen from here')
})

test('who was killed while it took a lock over holds up nobody for ever', () => {
  const path = join(folder(), 'schedule.lock')
  const gone = { pid: 999_999_999, began: '1', host: hostname(), since: 'yesterday' }
  writeFileSync(path, JSON.stringify(gone))
  writeFileSync(`${path}.taking`, JSON.stringify(gone))
  holdSchedule(path, at('02:00'), () => undefined).release()
  expect(readdirSync(dirname(path))).toEqual([])
  // Of another machine nobody knows.
  writeFileSync(path, JSON.stringify(gone))
  writeFileSync(`${path}.taking`, JSON.stringify({ ...gone, host: 'elsewhere' }))
  expect(() => holdSchedule(path, at('02:00'), () => undefined)).toThrow(`(${path}.taking): if nobody is, remove it`)
  expect(readdirSync(dirname(path)).toSorted()).toEqual(['schedule.lock', 'schedule.lock.taking'])
}, 60_000)

test('of schedulers that find the lock of a killed one at the same time, one takes it over', async () => {
  const home = folder()
  const locks = 300
  const stale = JSON.stringify({ pid: 999_999_999, began: '1', host: hostname(), since: 'yesterday' })
  for (let lock = 0; lock < locks; lock++) writeFileSync(join(home, String(lock)), stale)
  const child = fileURLToPath(new URL('lock-child.ts', import.meta.url))
  const args = ['--conditions=@meshwright/source', child, home, String(locks), String(Date.now() + 2500), '3']
  await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, args)))
  const held = readFileSync(join(home, 'held'), 'utf8').trimEnd().split('\n')
  expect([held.length, new Set(held).size]).toEqual([locks, locks])
  expect(readdirSync(home)).toHaveLength(locks + 2)
}, 60_000)
