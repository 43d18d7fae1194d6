import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Which process something was written by, so that another can see whether it still runs. */
export interface ProcessMark {
  readonly pid: number
  /** When the process began, as the system counts; null where it does not say. A number of a process is given again. */
  readonly began: string | null
  readonly host: string
}

export const thisProcess = (): ProcessMark => ({ pid: process.pid, began: beganAt(process.pid), host: hostname() })

/** Undefined for a process of another machine, which cannot be seen from here. */
export function isAlive({ pid, began, host }: ProcessMark): boolean | undefined {
  if (host !== hostname()) return undefined
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return began === beganAt(pid)
}

/** Ticks since the machine started, the 22nd field of proc(5); the second field may hold spaces. */
function beganAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
