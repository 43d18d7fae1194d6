import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 200

/**
 * Does the work while no other process does work under the same file; waits for its turn, and says so once. The lock is SQLite's on
 * that file, so the operating system gives it back when its holder is killed.
 */
export async function exclusive<Result>(file: string, waiting: () => void, work: () => Promise<Result>): Promise<Result> {
  await mkdir(dirname(file), { recursive: true })
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    for (let said = false; !taken(lock); said = true) {
      if (!said) waiting()
      await sleep(LOOK_MS)
    }
    return await work()
  } finally {
    lock.close()
  }
}

function taken(lock: DatabaseSync): boolean {
  try {
    lock.exec('begin exclusive')
    return true
  } catch (error) {
    if (error instanceof Error && /database is locked/.test(error.message)) return false
    throw error
  }
}
