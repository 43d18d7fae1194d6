import { rm } from 'node:fs/promises'
import { isAlive } from './process-table.ts'
import { endProcesses, GRACE_MS } from './server-processes.ts'
import { readRecords, removeRecord, type ServerRecord } from './server-record.ts'
import type { Surroundings } from './surroundings.ts'

/** Ends every process of a server, and removes its folder and what is known of it. What is gone already is no error. */
export async function stopServer(record: ServerRecord, surroundings: Surroundings, graceMs = GRACE_MS): Promise<void> {
  await endProcesses(record, graceMs)
  await rm(record.folder, { recursive: true, force: true, maxRetries: 3 })
  await removeRecord(record.id, surroundings)
}

/** Whether nobody is there any more to whom it matters: who started it ended meanwhile, or all of it did. */
export const isLeft = ({ owner, processes }: ServerRecord): boolean => (owner === null ? !processes.some(isAlive) : !isAlive(owner))

/** Cleans up after crashes: of `start`, of tests, of a server as a whole, of the machine. Returns what it removed. */
export async function removeLeft(surroundings: Surroundings): Promise<readonly ServerRecord[]> {
  const left = (await readRecords(surroundings)).filter(isLeft)
  for (const record of left) await stopServer(record, surroundings)
  return left
}
