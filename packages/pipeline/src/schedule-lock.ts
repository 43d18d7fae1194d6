import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { unusable } from './home-folder.ts'
import { makeFolder } from './make-folder.ts'
import { PipelineError } from './pipeline-error.ts'
import { isAlive, thisProcess, type ProcessMark } from './process-mark.ts'

/** In the home folder, while a scheduler runs there. */
export const SCHEDULE_LOCK = 'schedule.lock'

interface Holder extends ProcessMark {
  readonly since: string
}

/**
 * Makes this process the one scheduler of a home folder. Throws `schedule-held` when another one runs. What a killed one left is taken
 * over, and told of.
 */
export function holdSchedule(path: string, now: Date, say: (message: string) => void): { release(): void } {
  const own: Holder = { ...thisProcess(), since: now.toISOString() }
  const written = `${path}.${process.pid}`
  try {
    makeFolder(dirname(path))
    writeFileSync(written, JSON.stringify(own))
  } catch (error) {
    throw unusable(`the lock ${path}`, error)
  }
  try {
    for (let turns = 0; !linked(written, path) && !takenOver(written, path, say); turns++) {
      if (turns === MOST_TURNS) throw stuck(`${path}.taking`)
      pause()
    }
  } finally {
    rmSync(written, { force: true })
  }
  return {
    release() {
      if (holderOf(path)?.pid === own.pid) rmSync(path, { force: true })
    },
  }
}

/** A link is made with its content or not at all, and never over another. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw unusable(`the lock ${to}`, error)
  }
}

/**
 * Whether this process has taken over what a killed one left. One process does so at a time, so that nobody takes what another has just
 * taken over, and the lock is never gone in between.
 */
function takenOver(written: string, path: string, say: (message: string) => void): boolean {
  const holder = holderOf(path)
  const alive = holder !== undefined && isAlive(holder)
  if (holder !== undefined && alive === undefined)
    throw held(path, holder, `Whether it still runs cannot be seen from here: if it does not, remove ${path}`)
  if (holder !== undefined && alive) throw held(path, holder, 'Stop it, or give this one another home with --home')
  const taking = `${path}.taking`
  if (!linked(written, taking)) {
    const other = holderOf(taking)
    if (other !== undefined && isAlive(other) === false) rmSync(taking, { force: true })
    return false
  }
  try {
    // Taken over or released since it was read.
    if (!existsSync(path) || !isDeepStrictEqual(holderOf(path), holder)) return false
    renameSync(written, path)
  } catch (error) {
    throw unusable(`the lock ${path}`, error)
  } finally {
    rmSync(taking, { force: true })
  }
  say(
    holder === undefined
      ? 'a lock that cannot be read was taken over'
      : `process ${holder.pid}, which was the scheduler since ${holder.since}, is gone: its lock is taken over`,
  )
  return true
}

const pause = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
/** Taking over is three system calls, so that in five seconds others have had their turns. */
const MOST_TURNS = 500

const stuck = (path: string) =>
  new PipelineError(
    'schedule-held',
    `somebody has been taking over the lock of a killed scheduler for seconds (${path}): if nobody is, remove it`,
  )

const held = (path: string, { pid, host, since }: Holder, todo: string) =>
  new PipelineError('schedule-held', `a scheduler runs in this home already: process ${pid} on ${host}, since ${since} (${path}). ${todo}`)

function holderOf(path: string): Holder | undefined {
  try {
    const holder = Object(JSON.parse(readFileSync(path, 'utf8'))) as Partial<Holder>
    return typeof holder.pid === 'number' && typeof holder.host === 'string'
      ? ({ began: null, since: 'some time', ...holder } as Holder)
      : undefined
  } catch {
    return undefined
  }
}
