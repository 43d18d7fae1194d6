import { nearestName, perhapsMeant } from '@meshwright/contracts'

const STEP = 4 * 86_400_000

/** A stretch of time without a change of the clock. Instants and offsets (wall clock − UTC) are in milliseconds. */
export interface ClockPiece {
  readonly from: number
  /** The first instant that is no longer in it. */
  readonly to: number
  readonly offset: number
  /** The offsets just before and just after; equal to `offset` where the piece was cut at the end of a year. */
  readonly before: number
  readonly after: number
}

/** The clock of an IANA time zone. */
export interface ZoneClock {
  offsetAt(instant: number): number
  pieceAt(instant: number): ClockPiece
}

const clocks = new Map<string, ZoneClock>()

/** Throws a RangeError when there is no such time zone. What it says of the future follows the time zone data of the Node that runs. */
export function zoneClock(timeZone: string): ZoneClock {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const offsetAt = (instant: number): number => {
    const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes, seconds = '0'] = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name) ?? []
    if (sign === undefined) return 0 // "GMT" alone
    return (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
  }
  const years = new Map<number, readonly ClockPiece[]>()
  const piecesOf = (year: number): readonly ClockPiece[] => {
    const pieces = years.get(year) ?? piecesBetween(offsetAt, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))
    years.set(year, pieces)
    return pieces
  }
  const clock: ZoneClock = {
    offsetAt,
    pieceAt(instant) {
      const piece = piecesOf(new Date(instant).getUTCFullYear()).find(({ to }) => instant < to)
      if (piece === undefined) throw new RangeError(`${instant} is outside of the years that a Date can hold`)
      return piece
    },
  }
  clocks.set(timeZone, clock)
  return clock
}

/** Looks every four days: in this century no zone has set its clock twice within a week. */
function piecesBetween(offsetAt: (instant: number) => number, start: number, end: number): readonly ClockPiece[] {
  const cuts = [start]
  for (let day = start; day < end; day += STEP) {
    let [low, high] = [day, Math.min(day + STEP, end)]
    const offset = offsetAt(low)
    if (offsetAt(high) === offset) continue
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(middle) === offset) low = middle
      else high = middle
    }
    if (high < end) cuts.push(high)
  }
  return cuts.map((from, index) => {
    const to = cuts[index + 1] ?? end
    return { from, to, offset: offsetAt(from), before: offsetAt(from - 1), after: offsetAt(to) }
  })
}

/** What is wrong with the name of a time zone, or undefined. */
export function timeZoneProblem(timeZone: string): string | undefined {
  const known = Intl.supportedValuesOf('timeZone')
  const advice = 'use an IANA name such as Asia/Jakarta'
  if (/^[+-]\d/.test(timeZone)) return `"${timeZone}" is an offset, which knows no summer time; ${advice}`
  const sameButCase = known.find((name) => name !== timeZone && name.toLowerCase() === timeZone.toLowerCase())
  if (sameButCase !== undefined) return `there is no time zone "${timeZone}": write "${sameButCase}"`
  try {
    new Intl.DateTimeFormat('en-US', { timeZone })
    return undefined
  } catch {
    const city = (name: string) => name.slice(name.lastIndexOf('/') + 1)
    const nearCity = nearestName(city(timeZone).replaceAll(' ', '_'), known.map(city))
    const nearest = nearestName(timeZone, known) ?? known.find((name) => city(name) === nearCity)
    return `there is no time zone "${timeZone}"${perhapsMeant(nearest, advice)}`
  }
}
