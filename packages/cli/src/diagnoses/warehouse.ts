import { openStore, readState, resolverOf, type Project, type ProjectState } from '@meshwright/pipeline'
import type { Store } from '@meshwright/sql'
import { readFile } from 'node:fs/promises'
import { counted, duration } from '../text-table.ts'
import { fail, messageOf, ok, warn, type Finding } from './finding.ts'

/** Whether the warehouse can be read, what was left in it, and whether its last run lies in the future. */
export async function warehouseFindings(project: Project, home: string, now: Date): Promise<Finding[]> {
  let store: Store
  try {
    store = await openStore(project, { home, waitSeconds: 0 }, 'read')
  } catch (error) {
    return [...(await closed(error)), ...clockFindings(now, [])]
  }
  try {
    const version = (await store.version?.()) ?? project.warehouse.name
    const resolver = resolverOf(project)
    const tables = await store.list(resolver.environment.schema)
    const names = new Set(tables.map((table) => table.name.table))
    const state = await readState(store, resolver, project.warehouse.dialect, names)
    const left = tables.filter((table) => resolver.isStaged(table.name))
    return [
      ok('warehouse', `${version}, ${store.location}, ${counted(state.publications.size, 'published table')}`),
      left.length
        ? warn(
            'leftovers',
            `${counted(left.length, 'hidden table')} of a run or test that was killed, or that goes on now: ${left.map((table) => table.name.table).join(', ')}`,
            'meshwright run drops those of a killed one',
          )
        : ok('leftovers', 'none of killed runs'),
      ...clockFindings(now, moments(state)),
    ]
  } catch (error) {
    return [fail('warehouse', messageOf(error), 'see docs/guide/troubleshooting.md for what the warehouse says')]
  } finally {
    await store.close()
  }
}

async function closed(error: unknown): Promise<Finding[]> {
  const message = messageOf(error)
  const busy = error instanceof Error && 'retryable' in error && error.retryable === true
  if (!busy) return [fail('warehouse', message, 'mend what it says, then look again')]
  const pid = /\(PID (\d+)\)/.exec(message)?.[1]
  const holder = pid === undefined ? undefined : await commandOf(pid)
  return [
    warn(
      'warehouse',
      `busy: ${message.replace(/, and it was not free.*$/, '')}${holder === undefined ? '' : `: ${holder}`}`,
      `let it end, or stop it${pid === undefined ? '' : `: kill ${pid}`}`,
    ),
  ]
}

/** How a process was called, where the system says. */
async function commandOf(pid: string): Promise<string | undefined> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim() || undefined
  } catch {
    return undefined
  }
}

const moments = (state: ProjectState): string[] => [
  ...[...state.publications.values()].map((publication) => publication.publishedAt),
  ...[...state.loads.values()].map((load) => load.loadedAt),
]

const RELEASED = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

/** What a run writes bears its start, and the latest is the one that counts: a clock that was set back makes it an old one. */
export function clockFindings(now: Date, written: readonly string[]): Finding[] {
  const last = Math.max(0, ...written.map((moment) => Date.parse(moment)))
  const shown = `${now.toISOString().slice(0, 19).replace('T', ' ')} UTC`
  if (now.getTime() < RELEASED) return [fail('clock', `it is not ${shown}`, "set this machine's clock")]
  if (last > now.getTime() + MINUTE)
    return [
      warn('clock', `the last run is ${duration(last - now.getTime())} in the future; here it is ${shown}`, "set this machine's clock"),
    ]
  return [ok('clock', shown)]
}
