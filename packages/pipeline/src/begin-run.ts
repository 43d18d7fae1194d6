import type { RunContext, Resolver, Task } from '@meshwright/contracts'
import type { ListedTable, Store } from '@meshwright/sql'
import { join } from 'node:path'
import { foreignTables } from './foreign-tables.ts'
import { handOff, keeping } from './hand-off.ts'
import { resolverOf } from './manifest-project.ts'
import type { OpenedContext } from './open-context.ts'
import { adopt, claiming, owns, placeOwner, refuseOtherOwner } from './place-owner.ts'
import { readState, recordedSince } from './project-state.ts'
import type { Project } from './project.ts'
import { beginRunOfKey } from './run-key.ts'
import type { RunState } from './run-state.ts'
import { readStaged } from './staged-record.ts'

/** Where reports are, in the home folder. */
export const REPORTS = 'reports'

interface Beginning {
  readonly home: string
  /** Takes over a place that another project or environment owns. */
  readonly adopt?: boolean
  readonly refresh?: RunState['refresh']
  /** What a scheduler calls its run. */
  readonly runKey?: string
  /** The steps of this process, where those of the run are several processes. */
  readonly steps?: readonly Task[] | undefined
  /** Told what the run knows of itself, as soon as that is certain. */
  onContext?(context: RunContext): void
}

/** Sweeps what a killed run left, and reads the state. */
export async function beginRun(project: Project, store: Store, opened: OpenedContext, options: Beginning): Promise<RunState> {
  const { listed, freshId } = opened
  const { steps, runKey } = options
  const certain = runKey === undefined || opened.begun
  if (certain) options.onContext?.(opened.context)
  const resolver = resolverOf(project)
  const { dialect } = project.warehouse
  const there = new Set(listed.map((table) => table.name.table))
  const owner = await placeOwner(store, resolver, dialect, there)
  if (options.adopt !== true) refuseOtherOwner(project, owner, store.location)
  else if (owner !== undefined && !owns(project, owner)) await adopt(store, project, resolver, freshId)
  const writing = owner === undefined ? claiming(store, project, resolver, freshId) : store
  const { context, again } = await joinRun(project, writing, opened, runKey)
  if (!certain) options.onContext?.(context)
  const before = await readState(store, resolver, dialect, there)
  const { own, waiting } = await readStaged(store, resolver, dialect, { runId: context.runId, now: context.now, tables: there, before })
  const keeps = keeping(project, resolver, context.runId, waiting, steps)
  const tables = await sweep(store, resolver, keeps, listed)
  const existing = new Set(tables.map((table) => table.name.table))
  const publications = new Map(
    [...before.publications].filter(([name]) => {
      const node = project.node(name)
      return (
        node !== undefined &&
        existing.has(resolver.resolve({ project: project.name, name, version: node.contract.version }, { stage: 'published' }).table)
      )
    }),
  )
  return {
    project,
    context,
    store: writing,
    dialect,
    resolver,
    before: { ...before, publications },
    publications: new Map(publications),
    foreign: await foreignTables(project, store, resolver, tables, before.publications),
    deferral: undefined,
    staged: new Map(),
    checks: new Map(),
    reports: join(options.home, REPORTS),
    refresh: options.refresh ?? 'changed',
    again,
    keeps,
    tried: new Set(),
    handOff:
      steps === undefined
        ? undefined
        : handOff({ project, store: writing, resolver, context, freshId, publications, own, existing, steps }),
  }
}

/** The run that a scheduler's text stands for, begun when this is its first process, or that is gone on with; and which tables it has done before. */
async function joinRun(
  project: Project,
  store: Store,
  { context, freshId, begun, listed }: OpenedContext,
  key: string | undefined,
): Promise<{ readonly context: RunContext; readonly again: ReadonlyMap<string, string> }> {
  const resolver = resolverOf(project)
  const { dialect } = project.warehouse
  if (!begun) {
    if (key === undefined) return { context, again: new Map() }
    const runId = await beginRunOfKey(store, resolver, dialect, { key, runId: context.runId, now: context.now })
    return { context: { ...context, runId }, again: new Map() }
  }
  const done = await recordedSince(store, resolver, dialect, context.runId, new Set(listed.map((table) => table.name.table)))
  return { context, again: new Map([...done].map((name) => [name, freshId])) }
}

/** Drops hidden tables that nothing will publish: of a run that was killed, or whose gates were blocked. Returns what is left. */
export async function sweep(
  store: Store,
  resolver: Resolver,
  keeps: RunState['keeps'],
  listed?: readonly ListedTable[],
): Promise<readonly ListedTable[]> {
  const tables = listed ?? (await store.list(resolver.environment.schema))
  const goes = new Set(tables.filter((table) => resolver.isStaged(table.name) && !keeps(table)))
  // Views first: they may read the tables.
  const ordered = [...goes].toSorted((a, b) => (a.kind === b.kind ? 0 : a.kind === 'view' ? -1 : 1))
  if (ordered.length) await store.drop(ordered.map((table) => table.name))
  return tables.filter((table) => !goes.has(table))
}
