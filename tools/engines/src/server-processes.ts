import { setTimeout as sleep } from 'node:timers/promises'
import { hasVariable, isAlive, isOfThisBoot, processTable, type ProcessId } from './process-table.ts'

/** Set for every process of a server. */
export const SERVER_VARIABLE = 'MESHWRIGHT_ENGINE_SERVER'

/** What a server consists of, as far as it was started. */
export interface ServerProcesses {
  /** Names the server. */
  readonly id: string
  /** Those that were started, each at the head of a session of its own. */
  readonly processes: readonly (ProcessId & { readonly stopSignal: NodeJS.Signals })[]
}

/** What those that were started have to end by themselves. */
export const GRACE_MS = 30_000
/** What the rest has, once these have ended. */
const ORPHANS_MS = 3000
const LOOK_MS = 100

/**
 * Every process of a server: in the sessions of those that were started, with its variable in the environment, or begun by one of
 * these. A task of a scheduler may be at the head of a session of its own.
 */
export function processesOf({ id, processes }: ServerProcesses): number[] {
  const table = processTable()
  const bornAs = new Map(table.map(({ pid, born }) => [pid, born]))
  // While a session has a process, the number of its head is nobody else's.
  const sessions = new Set(
    processes.flatMap((one) => (isOfThisBoot(one) && (bornAs.get(one.pid) ?? one.born) === one.born ? [one.pid] : [])),
  )
  const found = new Set(table.flatMap(({ pid, session }) => (sessions.has(session) || hasVariable(pid, SERVER_VARIABLE, id) ? [pid] : [])))
  found.delete(process.pid)
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}

/** Ends all of it: asks those that were started, then what they left behind, and kills what does not heed it. */
export async function endProcesses(server: ServerProcesses, graceMs = GRACE_MS): Promise<void> {
  for (const { pid, born, stopSignal } of server.processes) if (isAlive({ pid, born })) signal(pid, stopSignal)
  const began = performance.now()
  let headless: number | undefined
  for (let left = processesOf(server); left.length > 0; left = processesOf(server)) {
    const now = performance.now()
    if (headless === undefined && !server.processes.some(isAlive)) {
      headless = now
      for (const pid of left) signal(pid, 'SIGTERM')
    }
    if (now - began > graceMs || (headless !== undefined && now - headless > ORPHANS_MS)) for (const pid of left) signal(pid, 'SIGKILL')
    await sleep(LOOK_MS)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
