import { isAlive } from './process-table.ts'
import type { ServerKind } from './server.ts'
import type { ServerRecord } from './server-record.ts'
import { isLeft } from './stop-server.ts'

export interface ServerState {
  /** `ended`: nobody waits for it and nothing of it is useful any more; the next start or stop removes what is left. */
  readonly state: 'ready' | 'starting' | 'broken' | 'ended'
  /** Why it is not ready, in words. */
  readonly reasons: readonly string[]
}

/** How a server is now: which of its processes are there, and what it answers. */
export async function serverState(record: ServerRecord, kind: Pick<ServerKind, 'waitsFor'>): Promise<ServerState> {
  const { phase, processes, facts } = record
  if (isLeft(record)) return { state: 'ended', reasons: [phase === 'starting' ? 'its start was broken off' : 'all its processes ended'] }
  if (phase === 'starting') return { state: 'starting', reasons: ['it is being started'] }
  const ended = processes.filter((one) => !isAlive(one)).map(({ name }) => `its ${name} ended`)
  const reasons = ended.length > 0 ? ended : await kind.waitsFor(facts)
  return { state: reasons.length > 0 ? 'broken' : 'ready', reasons }
}
