import type { LiveRun } from './live-run.ts'
import type { Paint } from './terminal.ts'
import { counted, displayWidth, duration, grouped } from './text-table.ts'

export interface FrameSize {
  readonly columns: number
  /** Of the screen; a frame takes less than half of them. */
  readonly rows: number
  readonly paint: Paint
}

const KIND = 9
const MOST_RUNNING = 8
const MOST_WAITING = 4

/** What runs, what waits for what, and how far the run is: lines that each fit on the screen. None before there is a plan. */
export function runFrame(run: LiveRun, now: number, { columns, rows, paint }: FrameSize): string[] {
  const { total } = run
  if (total === undefined || run.ended.size === total) return []
  const room = Math.max(2, Math.floor(rows / 2) - 2)
  const running = [...run.running.values()].map(({ task, since, rows: read }) => {
    const before = run.durations.get(task.id)
    const usual = before === undefined || before < 1000 ? '' : ` of about ${coarse(before)}`
    const amount = read > 0 ? `  ${counted(read, 'row')}` : ''
    return [task.kind, task.target, `${coarse(now - since)}${usual}${amount}`] as const
  })
  const resting = [...run.resting.values()].map(
    ({ task, until }) => ['retry', task.target, `${task.kind} again in ${coarse(until - now)}`] as const,
  )
  const shownRunning = shown([...running, ...resting], Math.min(MOST_RUNNING, room), 'more run')
  const waiting = [...run.waiting.values()].map((task) => {
    const upstream = run.waitsFor(task.id)
    const more = upstream.length > 2 ? ` and ${upstream.length - 2} more` : ''
    return ['waiting', task.id, upstream.length === 0 ? 'for its turn' : `for ${upstream.slice(0, 2).join(', ')}${more}`] as const
  })
  const shownWaiting = shown(waiting, Math.max(1, Math.min(MOST_WAITING, room - shownRunning.length)), 'more wait')
  const width = Math.max(12, ...[...shownRunning, ...shownWaiting].map(([, name]) => displayWidth(name)))
  const line = ([kind, name, facts]: readonly [string, string, string]) =>
    ` ${kind.padEnd(KIND)}${name}${' '.repeat(Math.max(0, Math.min(width, 40) - displayWidth(name)))}  ${facts}`.trimEnd()
  return [
    '',
    ...shownRunning.map((each) => paint('cyan', cut(line(each), columns))),
    ...shownWaiting.map((each) => paint('dim', cut(line(each), columns))),
    cut(` ${counts(run, total)}${left(run, now)}`, columns),
  ]
}

/** As many as there is room for; the last line says how many there are besides. */
function shown(lines: readonly (readonly [string, string, string])[], room: number, more: string): (readonly [string, string, string])[] {
  return lines.length <= room ? [...lines] : [...lines.slice(0, room - 1), ['', `${grouped(lines.length - room + 1)} ${more}`, '']]
}

function counts({ ended }: LiveRun, total: number): string {
  const tally = { done: 0, unchanged: 0, failed: 0, blocked: 0, cancelled: 0 }
  for (const status of ended.values()) tally[status]++
  const parts = [
    ...(tally.unchanged > 0 ? [`${grouped(tally.unchanged)} unchanged`] : []),
    ...(tally.failed > 0 ? [`${grouped(tally.failed)} failed`] : []),
    ...(tally.blocked > 0 ? [`${grouped(tally.blocked)} blocked`] : []),
    ...(tally.cancelled > 0 ? [`${grouped(tally.cancelled)} stopped`] : []),
  ]
  return [`${grouped(tally.done)} of ${counted(total, 'task')} done`, ...parts].join(' · ')
}

function left(run: LiveRun, now: number): string {
  const milliseconds = run.left(now)
  return milliseconds === undefined ? '' : milliseconds < 500 ? ' · nearly done' : ` · about ${coarse(milliseconds)} left`
}

/** Nobody reads milliseconds that change four times a second. */
const coarse = (milliseconds: number): string =>
  duration(Math.max(0, milliseconds < 60_000 ? Math.round(milliseconds / 100) * 100 : milliseconds)).replace(/^0 ms$/, '0 s')

/** To what fits beside the last column, which some terminals break a line after. */
function cut(text: string, columns: number): string {
  if (displayWidth(text) < columns) return text
  let [kept, width] = ['', 0]
  for (const character of text) {
    width += displayWidth(character)
    if (width >= columns - 1) break
    kept += character
  }
  return `${kept}…`
}
