import { readdirSync, readFileSync } from 'node:fs'

/** A process, told apart from one that gets the same number later. */
export interface ProcessId {
  readonly pid: number
  /** When it began: the machine's boot and its clock ticks since. */
  readonly born: string
}

export interface ProcessEntry extends ProcessId {
  readonly parent: number
  readonly session: number
}

/** Servers are started where `/proc` says what belongs to one. */
export const READS_PROCESSES = process.platform === 'linux'

/** Every process of this machine that has not ended. */
export function processTable(): ProcessEntry[] {
  return readdirSync('/proc').flatMap((name) => {
    const entry = /^\d+$/.test(name) ? processEntry(Number(name)) : undefined
    return entry === undefined || entry.ended ? [] : [entry]
  })
}

/** This process, or a child with that number, also when it ended just now. */
export function processId(pid = process.pid): ProcessId {
  const entry = processEntry(pid)
  if (entry === undefined) throw new Error(`there is no process ${pid}`)
  return { pid, born: entry.born }
}

export function isAlive({ pid, born }: ProcessId): boolean {
  const entry = processEntry(pid)
  return entry !== undefined && entry.born === born && !entry.ended
}

export const isOfThisBoot = ({ born }: ProcessId): boolean => born.startsWith(`${thisBoot()} `)

/** Whether a process was started with this variable; a process that writes its title over its environment seems to have none. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${name}=${value}`)
  } catch {
    return false // It ended, or is another user's.
  }
}

let boot: string | undefined
const thisBoot = () => (boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())

/** One that ended stays until its parent has asked for its exit code. */
function processEntry(pid: number): (ProcessEntry & { readonly ended: boolean }) | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The second field is the program's name, which may hold blanks and brackets. See proc(5).
  const [state = '', parent, , session, ...later] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ended = state === 'Z' || state === 'X'
  return { pid, parent: Number(parent), session: Number(session), born: `${thisBoot()} ${later[15] ?? ''}`, ended }
}
