import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessId } from './process-table.ts'
import type { ServerFacts } from './server.ts'
import type { Surroundings } from './surroundings.ts'

/** What is known of a server from before its first process begins until it is stopped: a file that this user alone may read. */
export interface ServerRecord {
  readonly id: string
  readonly engine: string
  readonly version: string
  readonly phase: 'starting' | 'running'
  readonly startedAt: string
  /** Everything it writes is in here, and goes with it. */
  readonly folder: string
  readonly code: string | null
  /** Whose end is its end: who starts it, and afterwards the process that it was started for. Null when it stays by itself. */
  readonly owner: ProcessId | null
  readonly processes: readonly (ProcessId & { readonly name: string; readonly stopSignal: NodeJS.Signals })[]
  /** Empty until it was prepared. */
  readonly facts: ServerFacts
}

const folderOf = ({ cache }: Surroundings) => join(cache, 'servers')
const fileOf = (id: string, surroundings: Surroundings) => join(folderOf(surroundings), `${id}.json`)

/** A file that is being written has another name: what is there is whole. */
export async function writeRecord(record: ServerRecord, surroundings: Surroundings): Promise<void> {
  await mkdir(folderOf(surroundings), { recursive: true, mode: 0o700 })
  const file = fileOf(record.id, surroundings)
  const beside = `${file}.${process.pid}`
  await writeFile(beside, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  await rename(beside, file)
}

/** All servers that were started and not stopped, the oldest first. */
export async function readRecords(surroundings: Surroundings): Promise<ServerRecord[]> {
  const names = await readdir(folderOf(surroundings)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const records = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readRecord(name.slice(0, -'.json'.length), surroundings)),
  )
  return records.filter((record) => record !== undefined).toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
}

/** Undefined when it was stopped meanwhile. */
export async function readRecord(id: string, surroundings: Surroundings): Promise<ServerRecord | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(id, surroundings), 'utf8')) as ServerRecord
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export const removeRecord = (id: string, surroundings: Surroundings) => rm(fileOf(id, surroundings), { force: true })
