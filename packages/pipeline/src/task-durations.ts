import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RUNS } from './run-log.ts'
import type { TaskResult } from './task-result.ts'

/** How long each task took when it last did its work, in milliseconds, by id. It can be deleted: it only says what goes first. */
const DURATIONS = 'durations.json'

/** Empty where there is no record, or none that can be read. */
export function readDurations(home: string): ReadonlyMap<string, number> {
  try {
    const found = Object(JSON.parse(readFileSync(join(home, RUNS, DURATIONS), 'utf8'))) as Readonly<Record<string, unknown>>
    return new Map(Object.entries(found).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0))
  } catch {
    return new Map()
  }
}

/** Never throws: a run does not fail since the next one does not know how long it took. */
export function keepDurations(home: string, before: ReadonlyMap<string, number>, results: readonly TaskResult[]): void {
  const took = results.flatMap(({ task, status, milliseconds }) =>
    status === 'done' ? [[task.id, Math.round(milliseconds)] as const] : [],
  )
  if (took.length === 0) return
  const draft = join(home, RUNS, `${DURATIONS}.${process.pid}`)
  try {
    writeFileSync(draft, JSON.stringify(Object.fromEntries([...before, ...took])))
    renameSync(draft, join(home, RUNS, DURATIONS))
  } catch {
    // The log of the run says that its folder cannot be written.
  }
}
