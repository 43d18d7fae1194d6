import { createResolver, type Environment, type Column } from '@meshwright/contracts'
import type { PublishSet, SqlValue, Store } from '@meshwright/sql'
import { batchesOf, column } from './canonical-rows.ts'

/** What is published before a crash, and what the killed process was about to publish: every kind of change in one set. */
export const CRASH_ID = 'the publish that is killed'
const ROWS: readonly Column[] = [column('id', 'int64'), column('name', 'string')]
const LOG: readonly Column[] = [column('cursor', 'int64')]
const RUN = '01234567-89ab-7def-8123-456789abcdef'

export function crashSet(environment: Environment, publishId: string, cursor: bigint): PublishSet {
  const resolver = createResolver('crash', environment)
  const place = (name: string) => {
    const relation = { project: 'crash', name, version: 1 }
    return {
      staged: resolver.resolve(relation, { stage: 'staged', runId: RUN }),
      target: resolver.resolve(relation, { stage: 'published' }),
      columns: ROWS,
      key: ['id'],
    }
  }
  const view = place('looking')
  return {
    publishId,
    tables: [
      { ...place('replaced'), mode: { mode: 'replace' } },
      { ...place('appended'), mode: { mode: 'append' } },
      { ...place('merged'), mode: { mode: 'merge' } },
    ],
    views: [{ ...view, select: `select id, name from ${environment.schema}.replaced where id = ${cursor}` }],
    records: [{ table: { schema: environment.schema, table: 'crash_log' }, columns: LOG, rows: [[cursor]] }],
  }
}

/** The rows each state shows, by table, ordered by id. */
export const CRASH_STATES = {
  old: {
    replaced: [[1n, 'old']],
    appended: [[1n, 'old']],
    merged: [
      [1n, 'old'],
      [2n, 'old'],
    ],
    looking: [[1n, 'old']],
    crash_log: [[1n]],
  },
  new: {
    replaced: [[2n, 'new']],
    appended: [
      [1n, 'old'],
      [3n, 'new'],
    ],
    merged: [
      [1n, 'new'],
      [2n, 'old'],
      [3n, 'new'],
    ],
    looking: [[2n, 'new']],
    crash_log: [[1n], [2n]],
  },
} as const

const STAGED: Readonly<Record<'old' | 'new', Readonly<Record<string, readonly (readonly SqlValue[])[]>>>> = {
  old: {
    replaced: [[1n, 'old']],
    appended: [[1n, 'old']],
    merged: [
      [1n, 'old'],
      [2n, 'old'],
    ],
  },
  new: {
    replaced: [[2n, 'new']],
    appended: [[3n, 'new']],
    merged: [
      [1n, 'new'],
      [3n, 'new'],
    ],
  },
}

/** Stages what a set needs; leftovers of the same names are dropped first, as a run does. `between` is called between two batches. */
export async function stageCrashSet(
  store: Store,
  set: PublishSet,
  state: 'old' | 'new',
  between: () => void = () => undefined,
): Promise<void> {
  await store.drop([...set.views.map((view) => view.staged), ...set.tables.map((table) => table.staged)])
  for (const table of set.tables) {
    const rows = STAGED[state][table.target.table] ?? []
    async function* batches() {
      for await (const batch of batchesOf(rows.map((row) => [row]))) {
        yield batch
        between()
      }
    }
    await store.load({
      staged: table.staged,
      columns: table.columns,
      source: { kind: 'rows', batches: batches() },
      signal: new AbortController().signal,
    })
  }
  for (const view of set.views) {
    await store.build({
      staged: view.staged,
      select: view.select.replace('.replaced', `.${set.tables[0]?.staged.table}`),
      columns: view.columns,
      materialization: 'view',
      signal: new AbortController().signal,
    })
  }
}
